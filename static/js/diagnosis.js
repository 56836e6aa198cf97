// Counts the questions that have an answer. Without this script the page says how unanswered ones are taken.
(() => {
  const form = document.querySelector(".check-up");
  const line = document.querySelector(".check-up-count");
  if (!form || !line) return;
  const count = () => {
    const groups = [...form.querySelectorAll("fieldset")];
    const answered = groups.filter((group) => group.querySelector("input:checked")).length;
    line.textContent = `${line.dataset.words} ${answered} / ${line.dataset.total}`;
  };
  form.addEventListener("change", count);
  count();
})();
