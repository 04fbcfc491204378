// form[data-autosave] saves itself to its own address a moment after the last key. The portal refuses what would
// overwrite somebody else's text, and says who saved meanwhile. draft.js keeps what has not arrived.
const PAUSE = 1500;
const AGAIN = 5000;
const LOOK = 20000;
const HEADERS = { "X-Autosave": "1", Accept: "application/json" };

function note(form, tone, text, address, label) {
  const box = form.querySelector("[data-autosave-note]");
  box.className = tone ? `notice notice--${tone}` : "text-soft small";
  const line = document.createElement("p");
  line.textContent = text;
  if (address) {
    const link = Object.assign(document.createElement("a"), { href: address, textContent: label });
    if (address !== location.pathname) link.target = "_blank";
    line.append(" ", link);
  }
  box.replaceChildren(line);
}

async function ask(form, options) {
  const answer = await fetch(location.pathname, { ...options, headers: HEADERS, credentials: "same-origin", redirect: "manual" });
  // A redirect leads to the sign-in page: the session is over.
  if (answer.type === "opaqueredirect" || answer.status === 403) return { signedOut: true };
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error(String(answer.status));
  return answer.json();
}

function bind(form) {
  const revision = form.elements.revision;
  let waiting;
  let changes = 0;
  let sending = false;
  let stopped = false;
  let away = false;

  const later = (pause) => {
    clearTimeout(waiting);
    waiting = setTimeout(save, pause);
  };

  const meet = (state) => {
    stopped = true;
    clearTimeout(waiting);
    note(form, "warning", `${state.words} Chữ bạn đang gõ chưa lưu vào cổng. Bấm “Lưu” để xem hai nội dung cạnh nhau,`, location.pathname, "hoặc mở lại trang để lấy nội dung mới.");
  };

  async function save() {
    if (form.dataset.sent || stopped) return;
    if (sending) return later(PAUSE);
    sending = true;
    const seen = changes;
    try {
      const state = await ask(form, { method: "POST", body: new FormData(form) });
      if (form.dataset.sent) return;
      away = state.signedOut === true;
      if (away) {
        note(form, "warning", "Phiên đăng nhập đã hết nên chữ mới gõ chưa lưu vào cổng (vẫn giữ trong trình duyệt này).", "/tai-khoan/login/", "Đăng nhập lại ở thẻ mới, rồi gõ tiếp ở đây.");
      } else if (state.saved) {
        revision.value = state.revision;
        note(form, state.wrong ? "warning" : "", state.words);
        // What was not saved stays in the browser's draft.
        if (seen === changes && !state.wrong) form.dispatchEvent(new CustomEvent("portal:saved"));
      } else if (state.stale) meet(state);
      else note(form, "warning", state.words);
    } catch {
      note(form, "warning", "Mất kết nối với cổng. Chữ bạn gõ vẫn giữ trong trình duyệt này và sẽ tự lưu khi có mạng lại.");
      later(AGAIN);
    } finally {
      sending = false;
    }
  }

  async function look() {
    if (document.hidden || form.dataset.sent || stopped || sending) return;
    try {
      const state = await ask(form, { method: "GET" });
      if (state.signedOut) return;
      // Signing in again, in another tab, gave out a new one.
      form.elements.csrfmiddlewaretoken.value = state.token;
      if (!sending && state.revision > Number(revision.value)) {
        if (changes) meet(state);
        else note(form, "warning", state.words, location.pathname, "Mở nội dung mới");
      } else if (away) later(0);
    } catch {
      // The next look, or the next save, says so.
    }
  }

  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, () => {
      changes += 1;
      if (!stopped) later(PAUSE);
    });
  }
  setInterval(look, LOOK);
  addEventListener("focus", look);
  addEventListener("online", () => changes && later(0));
}

for (const form of document.querySelectorAll("form[data-autosave]")) bind(form);
