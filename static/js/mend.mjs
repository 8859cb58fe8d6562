// What the server found at fault is told as changed from the first letter that mends it, until it is sent again. A text
// that is still too long is counted instead.
const form = document.querySelector("form[data-keep]");
const COUNT = /(?<=nu är det )\d+/;

function isStillTooLong(control, told) {
  const text = told.querySelector(".fault > span")?.lastChild;
  const length = [...control.value.trim()].length; // letters as the server counts them
  if (!COUNT.test(text?.data) || length <= Number(control.dataset.most)) return false;
  text.data = text.data.replace(COUNT, length);
  return true;
}

function mend(box) {
  const told = box?.querySelector(":scope > [id$='_error']");
  if (!told?.querySelector(".fault")) return;
  const line = Object.assign(document.createElement("p"), { className: "hint", textContent: "Ändrat, inte sparat än." });
  told.replaceChildren(line);
  box.classList.remove("has-fault");
  for (const control of box.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
  for (const link of document.querySelectorAll(".error-summary a")) {
    if (box.querySelector(link.hash)) link.after(" Ändrat.");
  }
  tellPart(box.closest(".part"));
}

// The station on the line and the list of parts follow.
function tellPart(part) {
  const told = document.querySelector(`[data-part="${part?.id}"]`);
  if (!told) return;
  const left = part.querySelectorAll(".fault").length;
  if (left) {
    told.lastChild.data = ` Fel: ${left}`;
    return;
  }
  told.textContent = "Ändrat";
  told.className = "muted";
  part.classList.remove("has-err");
  const station = part.querySelector(".part-no");
  station.classList.remove("err");
  station.textContent = part.id.replace("del-", "");
}

form.addEventListener("input", ({ target }) => {
  if (target.type === "search") return;
  const box = target.closest(".fld");
  const told = box?.querySelector(":scope > [id$='_error']");
  if (told && !isStillTooLong(target, told)) mend(box);
  // Another level may ask for nothing of what was missing.
  for (const row of target.closest(".pick")?.querySelectorAll("tr[data-demands]") ?? []) {
    if (!row.querySelector(":checked")) mend(form.querySelector(`#div_id_${row.dataset.demands}`));
  }
});
