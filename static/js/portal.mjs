// What every page embellishes. Nothing here is needed: each part is found by its data- attribute.

import "./kept.mjs";

// Filters stand open where there is room; on a phone they stay closed.
const room = matchMedia("(min-width: 62rem)");
for (const box of document.querySelectorAll("details[data-open-wide]")) {
  if (room.matches) box.open = true;
}

// A form with data-submit-once is sent once, however often its button is pressed.
for (const form of document.querySelectorAll("form[data-submit-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// What is not chosen does not stand in the address that one may share.
for (const form of document.querySelectorAll("form[data-no-empty]")) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (!value) formData.delete(name);
  });
  form.addEventListener("submit", (event) => {
    if (![...new FormData(form)].length) {
      event.preventDefault();
      location.assign(form.action); // a form without anything sends a lone "?"
    }
  });
}

// How many boxes of a form are ticked, beside its button.
for (const told of document.querySelectorAll("[data-ticked]")) {
  const form = told.closest("form");
  const tell = () => {
    const ticked = form.querySelectorAll("[type=checkbox]:checked").length;
    told.textContent = ticked ? `${ticked} ${told.dataset.ticked}.` : "";
  };
  form.addEventListener("change", tell);
  addEventListener("pageshow", tell);
}

// After a fault the summary gets the focus, so that it is read first.
document.querySelector(".error-summary")?.focus();

// Buttons that print.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// A cell of the matrix stands twice, in the table and in the phone's stacks: lead to the one that is seen.
function toSeenCell() {
  const wanted = document.getElementById(location.hash.slice(1));
  if (wanted && !wanted.checkVisibility?.()) document.getElementById(`m-${wanted.id}`)?.scrollIntoView();
}
addEventListener("hashchange", toSeenCell);
toSeenCell();
