// input[data-money]: groups a plain number when the field is left, 15000000 → 15.000.000. Everything else stays as typed.
document.addEventListener("focusout", (event) => {
  const field = event.target;
  if (!field.matches?.("input[data-money]") || !/^\s*\d{4,18}\s*$/.test(field.value)) return;
  field.value = field.value.trim().replace(/\B(?=(\d{3})+$)/g, ".");
});
