// [data-narrow]: a long list of boxes to tick, narrowed by the words typed, marks or not. What is ticked stays in sight.
// Without JavaScript the whole list is there to scroll.

const folded = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d");

function bind(list) {
  const tool = list.querySelector("[data-narrow-by]");
  const input = tool.querySelector("input");
  const found = tool.querySelector("[data-found]");
  const rows = [...list.querySelectorAll(".form-check")].map((row) => ({
    row,
    box: row.querySelector("input"),
    words: folded(row.textContent),
  }));
  if (rows.length < 13) return;
  tool.hidden = false;

  function show() {
    const wanted = folded(input.value).split(/\s+/).filter(Boolean);
    let fitting = 0;
    let ticked = 0;
    for (const { row, box, words } of rows) {
      const fits = wanted.every((word) => words.includes(word));
      fitting += fits;
      ticked += box.checked;
      row.hidden = !fits && !box.checked;
    }
    found.textContent = `${fitting} sản phẩm khớp, đã đánh dấu ${ticked}.`;
  }

  // A draft that comes back changes thousands of boxes in one go.
  let waiting = false;
  function later() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      show();
    });
  }

  input.addEventListener("input", later);
  // Enter searches; it must not send the form that stands around the list.
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  list.addEventListener("change", later);
  show();
}

document.querySelectorAll("[data-narrow]").forEach(bind);
