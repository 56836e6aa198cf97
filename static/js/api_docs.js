// Names for controls that the page of the API leaves nameless, and a way to scroll its samples by keyboard.
(() => {
  const mend = () => {
    document.querySelectorAll(".parameters tr[data-param-name]").forEach((row) => {
      row.querySelectorAll("select, input, textarea").forEach((control) => {
        if (!control.hasAttribute("aria-label")) control.setAttribute("aria-label", row.dataset.paramName);
      });
    });
    document.querySelectorAll("#swagger-ui textarea:not([aria-label])").forEach((box) => box.setAttribute("aria-label", "Body"));
    document.querySelectorAll("#swagger-ui pre:not([tabindex])").forEach((sample) => sample.setAttribute("tabindex", "0"));
  };
  new MutationObserver(mend).observe(document.getElementById("swagger-ui"), { childList: true, subtree: true });
})();
