// After a part of the need page is swapped in, keyboard users stay where something was said instead of at the top.
document.addEventListener("htmx:afterSettle", () => {
  if (document.activeElement && document.activeElement !== document.body) return;
  const said = document.getElementById("need-said");
  if (said) said.focus({ preventScroll: true });
});
