// [data-arriving] sends the files chosen in its form by pieces (the tus protocol), so that a dead line, a dead server or
// a closed page costs the piece under way and no more. The form then takes what has arrived by its key. Without this
// script, or where its library did not load, the files go with the form itself.
const AT_ONCE = 2;
// A piece should take about this long, so that a bad line loses little and a good one waits little.
const SECONDS = 5;
const LEAST = 64 * 1024;
const MOST = 4 * 1024 * 1024;
const TRIES = [1000, 2000, 4000, 8000, ...Array(500).fill(10000)];

const words = (bytes) => (bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1).replace(".", ",")} MB`);
const make = (tag, facts, ...inside) => {
  const element = Object.assign(document.createElement(tag), facts);
  element.append(...inside);
  return element;
};

// Signing in again gives out a new one, in the cookie.
const token = (form) => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? form.elements.csrfmiddlewaretoken.value;

const remover = (name, act) => {
  const button = make("button", { type: "button", className: "btn btn-sm btn-outline-danger" }, "Bỏ", make("span", { className: "visually-hidden" }, ` ${name}`));
  button.addEventListener("click", act);
  return button;
};

async function digest(file) {
  // Browsers offer it at safe addresses only.
  if (!globalThis.crypto?.subtle) return "";
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function bind(box) {
  if (box.dataset.bound) return;
  box.dataset.bound = "1";
  const form = box.closest("form");
  const input = form.querySelector(`input[type=file][name="${box.dataset.field}"]`);
  const list = box.querySelector("[data-files]");
  const all = box.querySelector("[data-all]");
  const [pause, go] = [box.querySelector("[data-pause]"), box.querySelector("[data-go]")];
  const items = [];
  let paused = false;
  let submitter;

  function show() {
    const open = items.filter((item) => !item.gone);
    const [sent, whole] = [open.reduce((sum, item) => sum + item.sent, 0), open.reduce((sum, item) => sum + item.file.size, 0)];
    const done = open.filter((item) => item.done).length;
    all.hidden = open.length === 0;
    all.querySelector("progress").value = whole ? (100 * sent) / whole : 0;
    all.querySelector("[data-percent]").textContent = `${words(sent)} / ${words(whole)}`;
    const line = `Đã đến ${done} trên ${open.length} tệp.`;
    const last = form.querySelector("button[type=submit]").textContent.trim();
    const waits = submitter ? " Biểu mẫu sẽ tự gửi khi các tệp đến đủ." : "";
    const after = done < open.length ? waits : ` Bấm “${last}” để hoàn tất.`;
    const status = all.querySelector("[data-words]");
    if (status.textContent !== line + after) status.textContent = line + after;
    const busy = open.some((item) => !item.done && !item.wrong);
    pause.hidden = paused || !busy;
    go.hidden = !(paused || open.some((item) => item.stopped));
  }

  function say(item, text) {
    item.note.textContent = text;
  }

  function arrived(item, key) {
    item.done = true;
    item.sent = item.file.size;
    const tick = make("input", { type: "checkbox", className: "form-check-input", name: `${box.dataset.field}-arrived`, value: key, checked: true });
    item.row.replaceChildren(make("label", {}, tick, ` ${item.file.name} – ${words(item.file.size)}, đã đến cổng`));
    Object.assign(item.row.dataset, { begun: item.upload.url, name: item.file.name, size: item.file.size, sha256: item.sha256 });
    removable(item.row, item);
    next();
  }

  // One that has come, or was begun on an earlier visit, can be given up too.
  function removable(row, item) {
    const remove = remover(row.dataset.name, async () => {
      await fetch(row.dataset.begun, { method: "DELETE", headers: { "Tus-Resumable": "1.0.0", "X-CSRFToken": token(form) } }).catch(() => {}); // It expires by itself.
      if (item) item.gone = true;
      row.remove();
      next();
    });
    row.append(" ", remove);
  }

  function drop(item) {
    item.gone = true;
    item.upload?.abort(true).catch(() => {}); // It expires by itself.
    item.row.remove();
    next();
  }

  function stop(item, text) {
    item.wrong = true;
    say(item, text);
    next();
  }

  const signedOut = (item) => {
    item.stopped = true;
    const link = make("a", { href: "/tai-khoan/login/", target: "_blank", textContent: "Đăng nhập lại ở thẻ mới" });
    item.note.replaceChildren("Phiên đăng nhập đã hết. ", link, ", rồi về đây bấm “Tải tiếp”. Phần đã đến vẫn còn.");
    show();
  };

  function heard(item, error) {
    const status = error.originalResponse?.getStatus() ?? 0;
    if (status === 401) return signedOut(item);
    if ((status === 404 || status === 410) && item.upload.url) {
      // Given up by the portal meanwhile.
      item.upload.url = null;
      item.upload.options.uploadUrl = null;
      item.upload.options.endpoint = box.dataset.arriving;
      item.sent = 0;
      return item.upload.start();
    }
    const plain = error.originalResponse?.getHeader("Content-Type")?.startsWith("text/plain");
    return stop(item, (plain && error.originalResponse.getBody()) || "Không tải lên được tệp này. Hãy bỏ ra rồi chọn lại.");
  }

  async function begin(item) {
    const { file } = item;
    item.begun = true;
    const sha256 = await digest(file).catch(() => "");
    item.sha256 = sha256;
    const known = [...list.querySelectorAll("[data-begun]")].find(
      (row) => row.dataset.name === file.name && Number(row.dataset.size) === file.size && row.dataset.sha256 === sha256,
    );
    const there = known?.querySelector("input[type=checkbox]");
    if (there) {
      there.checked = true;
      return drop(item);
    }
    known?.remove();
    let started = 0;
    item.upload = new globalThis.tus.Upload(file, {
      // With an address to go on at, the library must not begin anew only because the portal is away for a moment.
      endpoint: known ? null : box.dataset.arriving,
      uploadUrl: known?.dataset.begun ?? null,
      metadata: { filename: file.name, purpose: box.dataset.purpose, ...(sha256 && { sha256 }) },
      chunkSize: LEAST * 8,
      retryDelays: TRIES,
      storeFingerprintForResuming: false,
      onBeforeRequest: (request) => {
        request.setHeader("X-CSRFToken", token(form));
        started = performance.now();
      },
      onUploadUrlAvailable: () => {
        item.upload.options.endpoint = null;
      },
      onProgress: (sent) => {
        item.sent = sent;
        item.row.querySelector("progress").value = (100 * sent) / file.size;
        say(item, `${Math.floor((100 * sent) / file.size)} %`);
        show();
      },
      onChunkComplete: (size) => {
        const good = (1000 * SECONDS * size) / Math.max(performance.now() - started, 1);
        item.upload.options.chunkSize = Math.round(Math.min(MOST, Math.max(LEAST, good)));
      },
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        if (status !== 0 && status < 500 && ![409, 423, 429].includes(status)) return false;
        item.upload.options.chunkSize = Math.max(LEAST, Math.round(item.upload.options.chunkSize / 2));
        say(item, "Mất kết nối với cổng. Phần đã đến vẫn còn, sẽ tự tải tiếp.");
        return true;
      },
      onSuccess: () => arrived(item, item.upload.url.replace(/\/$/, "").split("/").pop()),
      onError: (error) => heard(item, error),
    });
    if (item.gone || paused) item.held = !item.gone;
    else item.upload.start();
    show();
  }

  function next() {
    const running = items.filter((item) => item.begun && !item.done && !item.gone && !item.wrong && !item.stopped);
    if (!paused) items.filter((item) => !item.begun && !item.gone && !item.wrong).slice(0, Math.max(0, AT_ONCE - running.length)).forEach(begin);
    show();
    const open = items.filter((item) => !item.gone);
    if (submitter && open.every((item) => item.done)) form.requestSubmit(submitter.form === form ? submitter : undefined);
    else if (open.some((item) => item.wrong)) submitter = undefined;
  }

  function take(file) {
    const note = make("span", { className: "text-soft", textContent: "Chờ đến lượt" });
    const bar = make("progress", { max: 100, value: 0 });
    bar.setAttribute("aria-label", `Đang tải ${file.name}`);
    const line = make("p", { className: "progress-line__text" }, make("span", {}, `${file.name} – ${words(file.size)}`), note);
    const item = { file, note, sent: 0, row: make("li", {}, line, bar) };
    item.row.append(remover(file.name, () => drop(item)));
    items.push(item);
    list.append(item.row);
    if (file.size > Number(input.dataset.maxBytes)) stop(item, `Quá nặng: mỗi tệp nhiều nhất ${words(Number(input.dataset.maxBytes))}.`);
    else if (file.size === 0) stop(item, "Tệp rỗng (0 byte).");
  }

  function resume() {
    paused = false;
    for (const item of items) {
      if (item.upload && !item.done && !item.gone && !item.wrong) {
        Object.assign(item, { stopped: false, held: false });
        item.upload.abort();
        item.upload.start();
      }
    }
    next();
  }

  list.querySelectorAll("[data-begun]").forEach((row) => removable(row));
  input.addEventListener("change", () => {
    const chosen = [...input.files];
    input.value = "";
    box.closest("[data-drop]")?.querySelector("[data-chosen]")?.replaceChildren();
    chosen.forEach(take);
    next();
  });
  pause.addEventListener("click", () => {
    paused = true;
    for (const item of items) {
      if (!item.upload || item.done || item.gone || item.wrong) continue;
      item.upload.abort();
      say(item, "Đang tạm dừng");
    }
    show();
  });
  go.addEventListener("click", resume);
  addEventListener("online", () => paused || resume());
  // Before every other listener: the form waits for its files.
  form.addEventListener(
    "submit",
    (event) => {
      if (items.every((item) => item.gone || item.done || item.wrong)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      submitter = event.submitter ?? form;
      show();
    },
    { capture: true },
  );
}

const start = () => globalThis.tus?.isSupported && document.querySelectorAll("[data-arriving]").forEach(bind);
document.addEventListener("portal:page", start);
start();
