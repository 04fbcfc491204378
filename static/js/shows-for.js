// [data-shows-for="a b"][data-chosen-by="id"] is shown while the select #id, or the radio chosen in #id, has one of
// these values. What holds text stays in sight, so that nothing typed is sent unseen. Without JavaScript everything is
// shown.
const hasText = (field) => (field.type === "checkbox" || field.type === "radio" ? field.checked : field.value.trim() !== "");
const filled = (part) => [...part.querySelectorAll("input, select, textarea")].some(hasText);
const chosenIn = (place) => (place?.matches("select") ? place.value : place?.querySelector(":checked")?.value);

function show(part) {
  const chosen = chosenIn(document.getElementById(part.dataset.chosenBy));
  const fits = !chosen || part.dataset.showsFor.split(" ").includes(chosen);
  part.hidden = !fits && !filled(part);
}

const all = () => document.querySelectorAll("[data-shows-for]");
document.addEventListener("change", (event) => {
  if (event.target.matches("select, [type=radio]")) all().forEach(show);
});
all().forEach(show);
