// form[data-field-queue="name"], whose fields save themselves by hx-post: what a dead line did not take waits in this
// browser and is sent when the line is back. Saving a field twice is saving it once, so nothing is ever doubled.
// The key is a draft's, so that draft.js forgets it on signing out and after seven days.
const AGAIN = 5000;

function bind(form) {
  const key = `cnnt:draft:${document.body.dataset.user ?? ""}:${location.pathname}:${form.dataset.fieldQueue}`;

  const load = () => {
    try {
      return JSON.parse(localStorage.getItem(key))?.values ?? {};
    } catch {
      return {};
    }
  };
  const store = (values) => {
    try {
      if (Object.keys(values).length) localStorage.setItem(key, JSON.stringify({ at: Date.now(), values }));
      else localStorage.removeItem(key);
      return true;
    } catch {
      return false; // full or forbidden: the field itself still holds what was typed
    }
  };
  const fieldOf = (name) => form.querySelector(`[name="${name}"][hx-post]`);

  function keep(field) {
    const kept = store({ ...load(), [field.name]: field.value });
    const line = document.createElement("span");
    line.className = "small";
    line.textContent = kept
      ? "Mất kết nối: ô này được giữ trong trình duyệt và tự gửi khi có mạng lại."
      : "Mất kết nối và trình duyệt không giữ được: đừng đóng trang này.";
    form.querySelector(`#${field.getAttribute("aria-describedby")}`)?.replaceChildren(line);
  }

  function send() {
    for (const [name, value] of Object.entries(load())) {
      const field = fieldOf(name);
      if (!field) continue;
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  // A sheet that is locked takes nothing more.
  if (!form.querySelector("[hx-post]")) return store({});
  for (const lost of ["htmx:sendError", "htmx:timeout"]) form.addEventListener(lost, (event) => keep(event.detail.elt));
  form.addEventListener("htmx:afterRequest", (event) => {
    const { elt: field, xhr, successful } = event.detail;
    if (xhr.status >= 500) return keep(field);
    const { [field.name]: kept, ...rest } = load();
    if (successful && kept === field.value) store(rest);
  });
  addEventListener("online", send);
  setInterval(() => navigator.onLine && send(), AGAIN);
  if (document.readyState === "complete") send();
  else addEventListener("load", send);
}

document.querySelectorAll("form[data-field-queue]").forEach(bind);
