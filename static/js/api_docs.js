// The chosen colours under the name that Swagger UI has for them, names for controls that it leaves nameless, and a way
// to scroll its samples by keyboard.
(() => {
  document.documentElement.classList.toggle("dark-mode", document.documentElement.dataset.theme === "dark");
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
