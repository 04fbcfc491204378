// [data-shows-for="a b"][data-chosen-by="id"] is shown while the select #id has one of these values. What holds text
// stays in sight, so that nothing typed is sent unseen. Without JavaScript everything is shown.
const filled = (part) => [...part.querySelectorAll("input, select, textarea")].some((field) => field.value.trim() !== "");

function show(part) {
  const select = document.getElementById(part.dataset.chosenBy);
  const fits = !select?.value || part.dataset.showsFor.split(" ").includes(select.value);
  part.hidden = !fits && !filled(part);
}

const all = () => document.querySelectorAll("[data-shows-for]");
document.addEventListener("change", (event) => {
  if (event.target.matches("select")) all().forEach(show);
});
all().forEach(show);
