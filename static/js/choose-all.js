// <button data-choose-all="name" hidden> beside a long list of checkboxes of that name: ticks all of them, or none where
// all are ticked already. Without JavaScript it is not there, and nothing is lost.
const boxes = (button) => [...button.closest("form").querySelectorAll(`input[type=checkbox][name="${button.dataset.chooseAll}"]`)];

function name(button) {
  button.textContent = boxes(button).every((box) => box.checked) ? "Bỏ chọn tất cả" : "Chọn tất cả";
}

for (const button of document.querySelectorAll("[data-choose-all]")) {
  button.hidden = false;
  name(button);
  button.addEventListener("click", () => {
    const wanted = !boxes(button).every((box) => box.checked);
    boxes(button).forEach((box) => (box.checked = wanted));
    name(button);
  });
  button.form.addEventListener("change", () => name(button));
}
