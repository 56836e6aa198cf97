/* Small comforts. Every page works without this file. */
(() => {
  const root = document.documentElement;
  const korean = root.lang !== "en";

  const grouped = (value) => Math.round(value).toLocaleString("en-US");
  const won = (value) => {
    if (!korean) {
      const [size, letter] = value >= 1e9 ? [1e9, "B"] : value >= 1e6 ? [1e6, "M"] : [1e3, "K"];
      return "₩" + (value / size).toLocaleString("en-US", { maximumFractionDigits: 2 }) + letter;
    }
    const eok = Math.floor(value / 1e8);
    const man = Math.floor((value % 1e8) / 1e4);
    return [eok ? grouped(eok) + "억" : "", man ? grouped(man) + "만" : ""].filter(Boolean).join(" ") + "원";
  };
  const shown = { won, weeks: (value) => (korean ? `${value}주` : `${value} weeks`), percent: (value) => `${value}%` };

  /* <output for="id" data-format="won"> repeats what its slider says */
  const repeat = (slider) => {
    for (const output of document.querySelectorAll(`output[for~="${CSS.escape(slider.id)}"]`)) {
      output.value = (shown[output.dataset.format] ?? String)(Number(slider.value));
    }
  };

  const toggleTheme = () => {
    const next = root.dataset.theme === "dark" ? "light" : "dark";
    root.dataset.theme = next;
    try { localStorage.setItem("theme", next); } catch { /* nothing is kept, the page still turns */ }
  };

  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details.dropdown[open]")) {
      if (!menu.contains(except)) menu.open = false;
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    closeMenus(event.target);
    if (!button) return;
    if (button.matches(".theme-button")) toggleTheme();
    if (button.matches(".menu-button")) {
      const open = document.getElementById("site-nav").classList.toggle("open");
      button.setAttribute("aria-expanded", String(open));
    }
    if (button.matches("[data-print]")) window.print();
    if (button.dataset.fill) {
      const box = document.getElementById(button.dataset.fill);
      box.value = button.dataset.text ?? button.textContent.trim();
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.focus();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.dropdown[open]");
    closeMenus(null);
    open?.querySelector("summary").focus();
  });

  document.addEventListener("input", (event) => {
    if (event.target.matches('input[type="range"]')) repeat(event.target);
  });

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-auto-submit]");
    if (form) form.requestSubmit();
    if (event.target.matches('.drop input[type="file"]')) {
      const name = event.target.closest(".drop").querySelector("[data-file-name]");
      if (name) name.textContent = [...event.target.files].map((file) => file.name).join(", ");
    }
  });

  /* A second press while the first is under way would be the same order twice. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 4000); // a download leaves the page as it is
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const area = event.target.closest?.(".drop");
      if (!area) return;
      event.preventDefault();
      area.classList.toggle("over", kind === "dragover");
      const input = area.querySelector('input[type="file"]');
      if (kind === "drop" && input && event.dataTransfer.files.length) {
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  }

  for (const hidden of document.querySelectorAll("[data-needs-script]")) hidden.hidden = false;
  for (const slider of document.querySelectorAll('input[type="range"]')) repeat(slider);
  document.addEventListener("htmx:afterSettle", (event) => {
    for (const slider of event.target.querySelectorAll('input[type="range"]')) repeat(slider);
  });
})();
