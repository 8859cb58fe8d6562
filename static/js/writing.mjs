// The form for an activity: what is written is kept (keep.mjs), faults go when they are mended (mend.mjs), one tap is
// enough, Back leads to what it made, fields show where they are asked for, what is chosen in the matrix is said in words.
import "./keep.mjs";
import "./mend.mjs";

const form = document.querySelector("form[data-keep]");
const searches = form.querySelectorAll("input[type=search]");

// The hits come while one types.
for (const field of searches) {
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

// A search that comes to nothing says why: the login has expired, or there is no connection. What is chosen stays.
for (const [event, fault] of [["htmx:sendError", "connection"], ["htmx:responseError", "answer"]]) {
  document.addEventListener(event, ({ detail, target }) => {
    const status = target.closest?.(".picker")?.querySelector("[role=status]");
    if (!status) return;
    const out = fault === "answer" && detail.xhr.status === 401;
    status.textContent = out ? "Du är utloggad. Texten finns kvar i webbläsaren. " : "Sökningen gick inte. Försök igen om en stund.";
    if (!out) return;
    const address = `/konto/login/?next=${encodeURIComponent(location.pathname + location.search)}`;
    status.append(Object.assign(document.createElement("a"), { href: address, textContent: "Logga in" }));
  });
}

// What a part of the form said of itself is no longer true once one writes in it, or text is put back there.
function sayChanged(field) {
  const part = field.closest(".part");
  const word = part && document.querySelector(`[data-part="${part.id}"]`);
  if (word && !word.classList.contains("e")) word.textContent = "Ändrat";
}
form.addEventListener("input", ({ target }) => {
  if (target.type !== "search") sayChanged(target);
});
const ticks = ["checkbox", "radio"];
for (const field of form.querySelectorAll(".part input:not([type=hidden], [type=search]), .part textarea")) {
  const same = ticks.includes(field.type) ? field.checked === field.defaultChecked : field.value === field.defaultValue;
  if (!same) sayChanged(field);
}

// Where the connection is lost the browser tells, and the text is still here.
form.addEventListener("submit", (event) => {
  if (event.submitter?.value.startsWith("sok-")) return;
  if (event.submitter?.value === "enter") for (const field of searches) field.value = ""; // Enter saves, here
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});

// The address of a new form says which one it is: after Back the server opens what it has made, instead of a second one.
if (form.dataset.keep.startsWith("ny-")) {
  const address = new URL(location.href);
  address.searchParams.set("nyckel", form.elements.form_key.value);
  history.replaceState(history.state, "", address);
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

// A unit is asked for only in cells that are ticked.
function showUnits() {
  const units = form.querySelectorAll(".unit[data-cell]");
  let any = false;
  for (const unit of units) {
    const box = form.querySelector(`.pick input[value="${unit.dataset.cell}"]`);
    unit.hidden = !box?.checked && !unit.querySelector("input").value;
    any ||= !unit.hidden;
  }
  const group = units[0]?.closest("fieldset");
  if (group) group.hidden = !any;
}

// What the level of a ticked cell demands is not optional.
function showDemands() {
  for (const row of form.querySelectorAll(".pick tr[data-demands]")) {
    const mark = form.querySelector(`#div_id_${row.dataset.demands} [data-optional]`);
    if (mark) mark.hidden = row.querySelector(":checked") !== null;
  }
}

// The line under the matrix says which cells are chosen.
function sayChosen() {
  const said = form.querySelector("[data-said]");
  if (!said) return;
  const chosen = [...form.querySelectorAll(".pick :checked")].map((box) => box.closest("label").dataset.words);
  const count = said.dataset.said.split("|")[chosen.length];
  said.textContent = chosen.length ? `${count}: ${chosen.join(", ")}.` : `${count}.`;
}

// What the office has commented on is never hidden.
function showField(control, shown) {
  const field = control.closest(".fld");
  field.hidden = !shown && !field.querySelector(".comment");
}

// The steps are those of the chosen method.
const { method, step, status, reached } = form.elements;
function showSteps() {
  const chosen = method.value && method.selectedOptions[0].text;
  for (const group of step.querySelectorAll("optgroup")) group.hidden = group.disabled = group.label !== chosen;
  if (step.selectedOptions[0]?.parentElement.disabled) step.value = "";
  showField(step, chosen);
}

// What has not begun has reached nobody.
function showReached() {
  showField(reached, !["ide", "planerad"].includes(status.value) || reached.value);
}

if (status) {
  method.addEventListener("change", showSteps);
  status.addEventListener("change", showReached);
  showSteps();
  showReached();
}

form.querySelector(".pick")?.addEventListener("change", () => {
  showUnits();
  showDemands();
  sayChosen();
});
showUnits();
showDemands();
sayChosen();
