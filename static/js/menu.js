// <details data-menu>: closes on Escape, on a click outside and when the focus leaves it.
const openMenus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

for (const kind of ["click", "focusin"]) {
  document.addEventListener(kind, (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-back]");
  if (!link || history.length < 2) return;
  event.preventDefault();
  history.back();
});
