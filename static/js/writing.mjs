// Keeps what is written in a form in the browser until the server has it: a lost connection, an expired login or a
// closed tab loses no letter. Kept for each user and form, gone at log-out and after seven days.
import { PREFIX, state } from "./kept.mjs";

const form = document.querySelector("form[data-keep]");
const key = `${PREFIX}${form.dataset.user}:${form.dataset.keep}`;
const message = form.querySelector("[data-save-message]");
const SKIP = new Set(["csrfmiddlewaretoken", "gor"]);
const asSent = fields();
let waiting; // to keep what was typed a moment ago

function fields() {
  return [...new FormData(form)].filter(([name]) => !SKIP.has(name) && !name.startsWith("sok_"));
}

function keep() {
  waiting = undefined;
  if (state.over) return;
  try {
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields: fields() }));
    const time = new Date().toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" }).replace(":", ".");
    message.textContent = `Texten finns kvar i webbläsaren, ${time}. Inget du skriver försvinner.`;
  } catch {
    message.textContent = "Webbläsaren kan inte behålla texten. Spara utkastet ofta.";
  }
}

// Ticked boxes that the page does not hold (found by a search) are put back as hidden fields.
function put(stored) {
  const left = new Map();
  for (const [name, value] of stored) left.set(name, [...(left.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (!control.name || SKIP.has(control.name) || control.name.startsWith("sok_")) continue;
    const values = left.get(control.name) ?? [];
    if (control.type === "checkbox" || control.type === "radio") {
      control.checked = values.includes(control.value);
      if (control.checked) values.splice(values.indexOf(control.value), 1);
    } else if (values.length) {
      control.value = values.shift();
    } else if (control.type !== "hidden" && control.type !== "submit") {
      control.value = "";
    }
  }
  for (const [name, values] of left) {
    for (const value of values) {
      const input = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      form.append(input);
    }
  }
}

const stored = JSON.parse(localStorage.getItem(key) ?? "null");
const posted = "posted" in form.dataset; // the page shows what was just sent: that is newer than what is kept
if (stored && !posted && JSON.stringify(stored.fields) !== JSON.stringify(asSent)) {
  put(stored.fields);
  const told = document.querySelector("[data-kept]");
  told.hidden = false;
  told.querySelector("[data-kept-drop]").addEventListener("click", () => {
    state.over = true;
    localStorage.removeItem(key);
    location.reload();
  });
} else if (posted) {
  keep();
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(keep, 300);
}
form.addEventListener("input", soon);
form.addEventListener("change", soon);
addEventListener("pagehide", () => {
  if (waiting) keep();
});

// One tap is enough; where the connection is lost the browser tells, and the text is still here.
form.addEventListener("submit", (event) => {
  clearTimeout(waiting);
  keep();
  if (event.submitter?.value.startsWith("sok-")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});

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
form.querySelector(".pick")?.addEventListener("change", showUnits);
showUnits();
