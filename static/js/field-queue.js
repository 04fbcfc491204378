// form[data-field-queue="name"], whose fields save themselves by hx-post: what a dead line did not take waits in this
// browser and is sent when the line is back. Saving a field twice is saving it once, so nothing is ever doubled. Beside
// each field stands a hidden mark of what it held before the typing; it waits with the words, so that the portal can
// refuse what would go over something newer.
// A sheet whose pass pauses takes nothing for a while: what was typed waits too, and is sent from the page that is opened
// when the pass goes on. form[data-queue-waits] is the page in between: it says what waits.
// The key is a draft's, so that draft.js forgets it on signing out and after seven days.
const AGAIN = 5000;
const PAUSED = "lượt chấm đang tạm dừng";
const WHEN_RESUMED = "tự gửi khi bạn mở lại phiếu này sau khi lượt chấm mở tiếp, trong bảy ngày, nếu không đăng xuất và không đổi máy";

function bind(form) {
  const key = `cnnt:draft:${document.body.dataset.user ?? ""}:${location.pathname}:${form.dataset.fieldQueue}`;
  let stopped = false;

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
  const forget = (name) => {
    const { [name]: gone, ...rest } = load();
    store(rest);
  };
  const fieldOf = (name) => form.querySelector(`[name="${name}"][hx-post]`);
  // Every field is saved to an address of its own, which ends in its name.
  const asked = (detail) => fieldOf(detail.requestConfig.path.split("/").at(-2));
  const markOf = (name) => form.elements[`da_thay_${name}`];

  function say(field, text) {
    const line = document.createElement("span");
    line.className = "small";
    line.textContent = text;
    form.querySelector(`#${field.getAttribute("aria-describedby")}`)?.replaceChildren(line);
  }

  const beside = (field, what) => form.querySelector(`#${field.getAttribute("aria-describedby")} ${what}`);

  function keep(field, why, when = "tự gửi khi có mạng lại") {
    const kept = store({ ...load(), [field.name]: { value: field.value, mark: markOf(field.name)?.value ?? "" } });
    say(field, kept
      ? `${why}: ô này được giữ trong trình duyệt và ${when}.`
      : `${why} và trình duyệt không giữ được: đừng đóng trang này.`);
  }

  function send() {
    if (stopped) return;
    for (const [name, { value, mark }] of Object.entries(load())) {
      const field = fieldOf(name);
      // Nothing is put into a box in which somebody is typing something else.
      if (!field || (field === document.activeElement && field.value !== value)) continue;
      field.value = value;
      if (mark && markOf(name)) markOf(name).value = mark;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  // The answer of the sign-in page, not of the field: the session is over.
  const wentElsewhere = (xhr, path) => xhr.responseURL !== "" && new URL(xhr.responseURL).pathname !== path;

  if ("queueWaits" in form.dataset) {
    for (const [name, { value }] of Object.entries(load())) {
      if (form.elements[name]) say(form.elements[name], `Bạn đã gõ “${value}”, cổng chưa ghi vì ${PAUSED}: trình duyệt này giữ và ${WHEN_RESUMED}.`);
    }
    return;
  }
  // A sheet that is locked takes nothing more.
  if (!form.querySelector("[hx-post]")) return store({});
  for (const lost of ["htmx:sendError", "htmx:timeout"]) {
    form.addEventListener(lost, ({ detail }) => keep(asked(detail), "Mất kết nối"));
  }
  form.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (wentElsewhere(detail.xhr, detail.requestConfig.path)) detail.shouldSwap = false;
  });
  form.addEventListener("htmx:afterRequest", ({ detail }) => {
    const { xhr, successful } = detail;
    const field = asked(detail);
    if (xhr.status >= 500) return keep(field, "Cổng đang bận");
    if (successful && wentElsewhere(xhr, detail.requestConfig.path)) {
      stopped = true;
      keep(field, "Phiên đăng nhập đã hết");
      return say(field, "Phiên đăng nhập đã hết: ô này được giữ trong trình duyệt. Đăng nhập lại rồi mở lại trang này.");
    }
    if (successful && beside(field, "[data-waits]")) {
      stopped = true;
      return keep(field, `Cổng chưa ghi vì ${PAUSED}`, WHEN_RESUMED);
    }
    const saved = beside(field, "[data-mark]");
    if (successful && saved) stopped = false;
    if (successful && saved && markOf(field.name)) markOf(field.name).value = saved.dataset.mark;
    // An answer is always to the newest request of its field (hx-sync): what waited is older than it, whatever it says.
    if (successful) forget(field.name);
    if (xhr.status < 400) return;
    // Refused for good, or not believed to come from this page: asking again every few seconds mends neither.
    if (xhr.status === 403) stopped = true;
    else forget(field.name);
    say(field, "Cổng không nhận ô này. Hãy mở lại trang rồi nhập lại.");
  });
  addEventListener("online", send);
  setInterval(() => navigator.onLine && send(), AGAIN);
  if (document.readyState === "complete") send();
  else addEventListener("load", send);
}

document.querySelectorAll("form[data-field-queue]").forEach(bind);
