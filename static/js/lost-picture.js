// img[data-instead] that cannot be had: its letter stands in its place; without a letter its place in the list closes.
function leaveOut(picture) {
  const letter = picture.dataset.instead;
  if (letter) {
    const span = document.createElement("span");
    span.className = picture.className;
    span.setAttribute("aria-hidden", "true");
    span.textContent = letter;
    picture.replaceWith(span);
    return;
  }
  const place = picture.closest("li");
  const list = place.parentElement;
  place.remove();
  if (!list.childElementCount) list.remove();
}

// Errors of pictures do not rise, they are caught on their way down.
document.addEventListener("error", ({ target }) => target.matches?.("img[data-instead]") && leaveOut(target), true);

// It may have failed before this came.
for (const picture of document.querySelectorAll("img[data-instead]")) {
  if (picture.complete && !picture.naturalWidth) leaveOut(picture);
}
