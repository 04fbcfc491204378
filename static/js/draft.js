// form[data-draft="name"] keeps what was typed in this browser until the portal has it.
//
// The draft lives in localStorage under form name, address and user, for seven days. After an expired session, a dead
// line or a closed tab the form offers it back. It is cleared when the page that follows a submit says success or is
// another page of the same user (not an error page), and when the user signs out.
const PREFIX = "cnnt:draft:";
const PENDING = "cnnt:sent";
const LIFETIME = 7 * 24 * 3600 * 1000;

// Between the sign-out and the next page a waiting save must not bring back what was forgotten.
let signingOut = false;

const user = () => document.body.dataset.user ?? "";
const nameOf = (form) => `${PREFIX}${user()}:${location.pathname}:${form.dataset.draft}`;

const fieldsOf = (form) =>
  [...form.elements].filter(
    (field) => field.name && !field.disabled && !["hidden", "password", "file", "submit", "button"].includes(field.type) && field.tagName !== "FIELDSET",
  );

function read(form) {
  const values = {};
  for (const field of fieldsOf(form)) {
    if (field.type === "checkbox" || field.type === "radio") {
      (values[field.name] ??= []).push(...(field.checked ? [field.value] : []));
    } else if (field.multiple) {
      values[field.name] = [...field.selectedOptions].map((option) => option.value);
    } else {
      values[field.name] = [...(values[field.name] ?? []), field.value.replaceAll("\r\n", "\n")];
    }
  }
  return values;
}

function write(form, values) {
  const taken = {};
  for (const field of fieldsOf(form)) {
    const kept = values[field.name];
    if (!kept) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = kept.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = kept.includes(option.value);
    else {
      taken[field.name] = (taken[field.name] ?? -1) + 1;
      if (kept[taken[field.name]] !== undefined) field.value = kept[taken[field.name]];
    }
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  for (const list of form.querySelectorAll("[data-searched]")) askAgain(list, list.dataset.searched, values);
}

// Boxes that a search had drawn are not on the page: what was ticked is sent along, and the list is asked for again.
function askAgain(list, name, values) {
  const drawn = new Set([...list.querySelectorAll("input")].map((box) => box.value));
  for (const value of values[name] ?? []) {
    if (drawn.has(value)) continue;
    const kept = Object.assign(document.createElement("input"), { type: "hidden", name, value });
    list.append(kept);
  }
  list.dispatchEvent(new Event("draft-restored"));
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function load(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function store(name, draft) {
  if (signingOut) return false;
  try {
    localStorage.setItem(name, JSON.stringify(draft));
    return true;
  } catch {
    return false; // full or forbidden: the page works on without drafts
  }
}

function say(form, text, ...buttons) {
  let note = form.querySelector(":scope > [data-draft-note]");
  if (!note) {
    note = document.createElement("div");
    note.dataset.draftNote = "";
    note.setAttribute("role", "status");
    form.prepend(note);
  }
  note.className = buttons.length ? "notice notice--warning draft-note" : "text-soft small draft-note";
  const line = document.createElement("p");
  line.textContent = text;
  note.replaceChildren(line);
  if (buttons.length) {
    const actions = document.createElement("p");
    actions.className = "actions";
    actions.append(...buttons);
    note.append(actions);
  }
}

function button(label, style, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = `btn btn-${style}`;
  element.textContent = label;
  element.addEventListener("click", act);
  return element;
}

const clock = (time) => new Date(time).toLocaleString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh", hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit", year: "numeric" });

function offer(form, name, draft) {
  const takeBack = button("Lấy lại nội dung đã gõ", "primary", () => {
    write(form, draft.values);
    say(form, "Đã lấy lại nội dung đã gõ. Hãy kiểm tra rồi lưu.");
    form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  });
  const drop = button("Bỏ bản nháp", "outline-primary", () => {
    localStorage.removeItem(name);
    form.querySelector("[data-draft-note]").remove();
  });
  say(form, `Trình duyệt này còn giữ nội dung bạn đã gõ lúc ${clock(draft.at)} mà cổng chưa nhận được.`, takeBack, drop);
}

function bind(form) {
  if (form.dataset.draftBound) return;
  form.dataset.draftBound = "1";
  const name = nameOf(form);
  const draft = load(name);
  const hasErrors = form.querySelector("[aria-invalid=true], .is-invalid") !== null;
  if (draft) {
    if (same(draft.values, read(form))) {
      if (!hasErrors) localStorage.removeItem(name);
    } else if (!hasErrors) offer(form, name, draft);
  }
  let waiting;
  const save = () => {
    clearTimeout(waiting);
    if (form.dataset.sent) return;
    const at = Date.now();
    if (store(name, { at, values: read(form) })) say(form, `Đã giữ bản nháp trong trình duyệt này lúc ${clock(at)}.`);
  };
  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    clearTimeout(waiting);
    waiting = setTimeout(save, 500);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    store(name, { at: Date.now(), values: read(form) });
    sessionStorage.setItem(PENDING, JSON.stringify({ name, user: user(), page: location.pathname }));
  });
  form.addEventListener("portal:saved", () => {
    clearTimeout(waiting);
    waiting = undefined;
    localStorage.removeItem(name);
    form.querySelector(":scope > [data-draft-note]")?.remove();
  });
  addEventListener("pagehide", () => waiting !== undefined && !form.dataset.sent && localStorage.getItem(name) && store(name, { at: Date.now(), values: read(form) }));
}

// The page after a submit tells what became of it.
function settle() {
  const sent = JSON.parse(sessionStorage.getItem(PENDING) ?? "null");
  sessionStorage.removeItem(PENDING);
  if (!sent || sent.user !== user() || document.querySelector(".error-page")) return;
  const formIsHere = [...document.querySelectorAll("form[data-draft]")].some((form) => nameOf(form) === sent.name);
  const cameFromIt = document.referrer && new URL(document.referrer).pathname === sent.page;
  const succeeded = document.querySelector("#loi-nhan .notice--success") !== null;
  if (cameFromIt && (succeeded || !formIsHere)) localStorage.removeItem(sent.name);
}

function forgetOld() {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(PREFIX) && !(Date.now() - load(name)?.at < LIFETIME)) localStorage.removeItem(name);
  }
}

function start() {
  settle();
  forgetOld();
  document.querySelectorAll("form[data-draft]").forEach(bind);
}

document.addEventListener("submit", (event) => {
  if (!event.target.hasAttribute("data-sign-out")) return;
  signingOut = true;
  for (const name of Object.keys(localStorage)) if (name.startsWith(`${PREFIX}${user()}:`)) localStorage.removeItem(name);
});
document.addEventListener("htmx:load", (event) => event.detail.elt.querySelectorAll?.("form[data-draft]").forEach(bind));
document.addEventListener("portal:page", start);
start();
