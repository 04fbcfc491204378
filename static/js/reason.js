// select[data-reason]: choosing a reason proposes the rule and the words in the fields of the same fieldset or form.
// What somebody wrote by hand is never overwritten; without JavaScript the server fills what was left empty.
document.addEventListener("change", (event) => {
  const list = event.target;
  if (!list.matches?.("select[data-reason]")) return;
  const chosen = list.selectedOptions[0];
  const group = list.closest("fieldset, form");
  for (const name of ["part", "article", "bring"]) {
    const field = group.querySelector(`[data-proposal="${name}"], [name$="${name}"]`);
    const proposed = chosen.dataset[name];
    if (!field || proposed === undefined) continue;
    const untouched = name === "part" ? proposed !== "" : !field.value.trim() || field.value === field.dataset.proposed;
    if (!untouched) continue;
    field.value = proposed;
    field.dataset.proposed = proposed;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
});
