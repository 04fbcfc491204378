// form[data-reshape] shows on the picture named there what turning and cutting will leave, before it is sent.
const EDGES = ["left", "top", "right", "bottom"];

for (const form of document.querySelectorAll("form[data-reshape]")) {
  const picture = document.querySelector(form.dataset.reshape);
  const preview = () => {
    const turn = Number(form.querySelector("[name=turn]:checked")?.value ?? 0);
    const cut = EDGES.map((edge) => Math.min(80, Math.max(0, Number(form.elements[edge].value) || 0)));
    // What is at the left after turning was at the bottom before a turn to the right, and so on round.
    const before = EDGES.map((_, place) => cut[(place + turn / 90) % 4]);
    const [left, top, right, bottom] = before;
    picture.style.transform = `rotate(${turn}deg)`;
    picture.style.clipPath = `inset(${top}% ${right}% ${bottom}% ${left}%)`;
  };
  form.addEventListener("input", preview);
  addEventListener("pageshow", preview);
}
