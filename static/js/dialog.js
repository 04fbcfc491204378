// <a href="#name" data-opens> opens <dialog id="name">; form[data-confirm="question"] asks before it is sent.
// The listener runs in the capture phase, so that nothing else sees a submit that is not confirmed yet.
const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

function ask(question, yesLabel, style) {
  const yes = make("button", { type: "button", className: style, textContent: yesLabel });
  const no = make("button", { type: "button", className: "btn btn-outline-primary", textContent: "Không, quay lại" });
  const heading = make("h2", { id: "cau-hoi", textContent: "Xin xác nhận" });
  const text = make("p", { textContent: question });
  const actions = make("p", { className: "actions" }, no, yes);
  const body = make("div", { className: "dialog__body" }, heading, text, actions);
  const dialog = make("dialog", { className: "dialog" }, body);
  dialog.setAttribute("aria-labelledby", "cau-hoi");
  document.body.append(dialog);
  return new Promise((resolve) => {
    let answer = false;
    yes.addEventListener("click", () => {
      answer = true;
      dialog.close();
    });
    no.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    dialog.showModal();
    no.focus();
  });
}

document.addEventListener(
  "submit",
  async (event) => {
    const form = event.target;
    if (!form.dataset.confirm || form.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter ?? form.querySelector("[type=submit]");
    const yes = await ask(form.dataset.confirm, button?.textContent.trim() || "Đồng ý", button?.className || "btn btn-primary");
    if (!yes) return button?.focus();
    form.dataset.confirmed = "1";
    form.requestSubmit(event.submitter);
    delete form.dataset.confirmed;
  },
  true,
);

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.querySelector(opener.getAttribute("href"));
    if (!dialog) return;
    event.preventDefault();
    dialog.showModal();
    return;
  }
  const closer = event.target.closest("[data-closes]");
  if (closer) {
    event.preventDefault();
    const dialog = closer.closest("dialog");
    if (location.hash === `#${dialog.id}`) location.hash = "noi-dung";
    dialog.close();
  }
});
