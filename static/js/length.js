// [data-longest]: says how many letters are written when the end is near, and how many are too many. Nothing is cut.
document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-longest]")) return;
  const longest = Number(field.dataset.longest);
  const written = [...field.value].length;
  let note = field.parentElement.querySelector("[data-length]");
  if (!note && written > longest * 0.8) {
    note = document.createElement("div");
    note.dataset.length = "";
    note.className = "form-text";
    note.setAttribute("role", "status");
    field.after(note);
  }
  if (!note) return;
  const numbers = new Intl.NumberFormat("vi-VN");
  if (written > longest) note.textContent = `Dài quá ${numbers.format(written - longest)} ký tự: nhiều nhất ${numbers.format(longest)}. Hãy viết gọn lại.`;
  else if (written > longest * 0.8) note.textContent = `Đã viết ${numbers.format(written)} trong nhiều nhất ${numbers.format(longest)} ký tự.`;
  else note.remove();
});
