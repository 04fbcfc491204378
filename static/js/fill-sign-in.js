// One click fills the sign-in form so that one sees with what one signs in; without this module the button signs in at once.
const form = document.querySelector("[data-sign-in]");
for (const button of document.querySelectorAll("[data-fill]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    form.elements.login.value = button.dataset.fill;
    form.elements.password.value = button.form.elements.password.value;
    form.scrollIntoView({ block: "center" });
    form.querySelector("button[type=submit]").focus();
  });
}
