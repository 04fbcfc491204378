// The commune field: fills the communes of a province and searches them without marks.
// Without this module the form is sent to list them (see geography/forms.py).

const WAIT = 200;

function bind(field) {
  const province = field.querySelector("[data-province]");
  const commune = field.querySelector("[data-commune]");
  const search = field.querySelector("[data-search]");
  const input = search.querySelector("input");
  const found = field.querySelector("[data-found]");
  let latest = 0;
  let timer = 0;
  // Was the province set because a search found one commune? Then further letters search the whole country again.
  let guessed = false;

  field.querySelector("[data-listing]").hidden = true;
  search.hidden = false;

  async function list() {
    const mine = ++latest;
    const words = input.value.trim();
    if (guessed) province.value = "";
    guessed = false;
    if (!province.value && words.length < 2) {
      fill([], "Chọn tỉnh trước");
      found.textContent = "";
      return;
    }
    const query = new URLSearchParams({ tinh: province.value, q: words });
    let answer;
    try {
      const response = await fetch(`${field.dataset.address}?${query}`, { headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(response.statusText);
      answer = await response.json();
    } catch {
      if (mine === latest) {
        found.textContent = "Chưa tải được danh sách. Hãy kiểm tra đường truyền rồi chọn lại tỉnh.";
      }
      return;
    }
    if (mine !== latest) return;
    fill(answer.communes, "Chọn xã, phường");
    const number = answer.communes.length;
    if (!number) found.textContent = "Không có xã, phường nào khớp.";
    else if (number === 1 && words) choose(answer.communes[0]);
    else if (answer.more) found.textContent = `Có hơn ${number} xã, phường, hãy gõ thêm.`;
    else found.textContent = `Có ${number} xã, phường: hãy chọn ở ô phía trên.`;
  }

  // Whoever typed the name has chosen by that: nobody should have to open the list for its only line.
  function choose(unit) {
    commune.value = unit.id;
    guessed = !province.value;
    province.value = unit.province;
    found.textContent = `Đã chọn ${unit.name}, ${unit.province_name}.`;
    commune.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function fill(units, prompt) {
    const chosen = commune.value;
    const everywhere = !province.value;
    commune.replaceChildren(new Option(prompt, ""));
    for (const unit of units) {
      const label = everywhere ? `${unit.name}, ${unit.province_name}` : unit.name;
      const option = new Option(label, unit.id);
      option.dataset.of = unit.province;
      commune.append(option);
    }
    commune.value = units.some((unit) => String(unit.id) === chosen) ? chosen : "";
  }

  province.addEventListener("change", () => {
    input.value = "";
    guessed = false;
    list();
  });
  commune.addEventListener("change", () => {
    const of = commune.selectedOptions[0]?.dataset.of;
    if (of) province.value = of;
  });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(list, WAIT);
  });
  // Enter in the search box must not send the whole form.
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      clearTimeout(timer);
      list();
    }
  });
}

function bindAll(root) {
  for (const field of root.querySelectorAll("[data-commune-select]:not([data-bound])")) {
    field.dataset.bound = "";
    bind(field);
  }
}

bindAll(document);
document.addEventListener("htmx:load", (event) => bindAll(event.target));
