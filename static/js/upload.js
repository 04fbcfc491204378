// .upload[data-drop] takes dropped files; form[data-upload] sends them with a progress bar.
// The answer is an ordinary page and takes the place of this one, so the server needs nothing special.
const list = (box, files) => {
  const size = (bytes) => (bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1).replace(".", ",")} MB`);
  box.querySelector("[data-chosen]")?.replaceChildren(
    ...[...files].map((file) => Object.assign(document.createElement("li"), { textContent: `${file.name} – ${size(file.size)}` })),
  );
};

document.addEventListener("change", (event) => {
  const box = event.target.type === "file" && event.target.closest("[data-drop]");
  if (box) list(box, event.target.files);
});

for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const box = event.target.closest?.("[data-drop]");
    if (!box) return;
    event.preventDefault();
    box.classList.toggle("is-over", kind === "dragenter" || kind === "dragover");
    const input = box.querySelector("input[type=file]");
    if (kind !== "drop" || !event.dataTransfer.files.length || input.disabled) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function show(html, address) {
  const page = new DOMParser().parseFromString(html, "text/html");
  history.pushState(null, "", address);
  document.title = page.title;
  document.body.replaceWith(page.body);
  for (const script of page.querySelectorAll("head script[src]")) {
    if (document.querySelector(`script[src="${CSS.escape(script.getAttribute("src"))}"]`)) continue;
    document.head.append(Object.assign(document.createElement("script"), { src: script.src, type: script.type }));
  }
  window.htmx?.process(document.body);
  scrollTo(0, 0);
  document.getElementById("noi-dung")?.focus();
  document.dispatchEvent(new Event("portal:page"));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.hasAttribute("data-upload") || event.defaultPrevented) return;
  if (![...form.querySelectorAll("input[type=file]")].some((input) => input.files.length)) return;
  event.preventDefault();
  const box = form.querySelector("[data-progress]");
  const bar = box?.querySelector("progress");
  const request = new XMLHttpRequest();
  const fail = () => {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
    if (!box) return;
    box.hidden = false;
    bar.value = 0;
    box.querySelector("[data-percent]").textContent = "Mất kết nối. Tệp chưa đến nơi, hãy bấm gửi lần nữa.";
  };
  request.upload.addEventListener("progress", ({ loaded, total, lengthComputable }) => {
    if (!box || !lengthComputable) return;
    box.hidden = false;
    bar.value = (100 * loaded) / total;
    box.querySelector("[data-percent]").textContent = loaded < total ? `${Math.floor((100 * loaded) / total)} %` : "Đang kiểm tra tệp…";
  });
  request.addEventListener("load", () => {
    const isPage = request.getResponseHeader("Content-Type")?.startsWith("text/html");
    if (isPage) show(request.responseText, request.responseURL);
    else location.assign(request.responseURL);
  });
  for (const kind of ["error", "timeout", "abort"]) request.addEventListener(kind, fail);
  const body = new FormData(form, event.submitter ?? undefined);
  request.open("POST", form.getAttribute("action") || location.href);
  request.send(body);
});
