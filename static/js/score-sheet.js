// form[data-score-sheet]: the total follows the typing. The server counts again; without this the page works as well.
const NUMBER = /^\d{1,4}(?:[.,]\d{1,6})?$/;

function hundredths(text) {
  const typed = text.trim();
  if (!NUMBER.test(typed)) return null;
  const [whole, rest = ""] = typed.split(/[.,]/);
  return rest.length > 2 ? null : Number(whole) * 100 + Number(rest.padEnd(2, "0"));
}

function written(units) {
  const rest = String(units % 100).padStart(2, "0").replace(/0+$/, "");
  return rest ? `${Math.floor(units / 100)},${rest}` : String(Math.floor(units / 100));
}

function count(form) {
  let total = 0;
  for (const field of form.querySelectorAll("[data-points]")) {
    const value = hundredths(field.value);
    const wrong = field.value.trim() !== "" && (value === null || value > hundredths(field.dataset.points));
    field.classList.toggle("is-invalid", wrong);
    field.setAttribute("aria-invalid", String(wrong));
    total += value ?? 0;
  }
  form.querySelector("[data-total]").textContent = written(total);
}

for (const form of document.querySelectorAll("form[data-score-sheet]")) {
  form.addEventListener("input", () => count(form));
  // The answer to a saved field brings the total of what is saved: what was typed meanwhile counts too.
  document.addEventListener("htmx:afterSettle", () => count(form));
}
