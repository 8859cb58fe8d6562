// Keeps what is written in each form[data-keep] in the browser until the server has it: a lost connection, an expired
// login or a closed tab loses no letter. Kept for each user and form, gone at log-out and after seven days. Each new
// activity is a form of its own ("ny-<key>"): one that no tab holds any longer is put back in the next that is opened.
import { PREFIX, state } from "./kept.mjs";

const SKIP = new Set(["csrfmiddlewaretoken", "gor", "beslut", "svar"]); // the token, and what a button says
const TOLD = "Texten finns kvar i webbläsaren";
const NEW = "ny-";
const DROPPED = `${PREFIX}dropped`; // in this tab: the form whose text was thrown away just now
const LEAVING = 300; // milliseconds that a page which is being left may hold what it kept
const PROMISE = "Inget du skriver försvinner.";

function loaded(act) {
  if (document.readyState === "complete") act();
  else addEventListener("load", act);
}

// Holds `key`, which one page at a time can, until it is left: gives what lets go of it, or null where another page has
// it. Where the browser has no locks every page does.
function hold(key) {
  if (!navigator.locks || !AbortSignal.timeout) return Promise.resolve(() => {});
  return new Promise((done) => {
    const holding = () => new Promise((letGo) => done(letGo));
    navigator.locks.request(key, { signal: AbortSignal.timeout(LEAVING) }, holding).catch(() => done(null));
  });
}

// The latest of these places that no page holds, with what lets go of it.
async function firstFree(keys) {
  const held = await Promise.all(keys.map(hold));
  const at = held.findIndex(Boolean);
  held.forEach((letGo, other) => other !== at && letGo?.());
  return at < 0 ? null : { key: keys[at], letGo: held[at] };
}

function leftBehind(prefix) {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    const time = new Map(keys.map((key) => [key, JSON.parse(localStorage.getItem(key)).at]));
    return keys.sort((one, other) => time.get(other) - time.get(one));
  } catch {
    return []; // a browser that keeps nothing
  }
}

async function keepForm(form) {
  const own = `${PREFIX}${form.dataset.user}:`;
  const posted = "posted" in form.dataset; // the page shows what was just sent: that is newer than what is kept
  let key = own + form.dataset.keep;
  const message = form.querySelector("[data-save-message]");
  const kept = document.querySelector(`[data-kept="${form.dataset.keep}"]`);
  const ofPage = (name) => "ofPage" in (form.elements[name]?.dataset ?? {}); // what the page showed, not what was written
  const isKept = (name) => !SKIP.has(name) && !ofPage(name) && !name.startsWith("sok_");
  const fields = () => [...new FormData(form)].filter(([name]) => isKept(name));
  const asSent = fields();
  const isAsSent = (others, but) => {
    const told = (all) => JSON.stringify(all.filter(([name]) => name !== but));
    return told(others) === told(asSent);
  };
  const asked = form.dataset.asked ?? ""; // what the address ticks: a cell, a need or a goal to write about now
  let waiting; // to keep what was typed a moment ago

  function tell(text) {
    if (message) message.textContent = text;
  }

  function keep() {
    clearTimeout(waiting);
    waiting = undefined;
    if (state.over) return;
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), asked, fields: fields() }));
      const time = new Date().toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" }).replace(":", ".");
      tell(`${TOLD}, ${time}.`);
    } catch {
      tell("Webbläsaren kan inte behålla texten. Spara utkastet ofta.");
    }
  }

  // Ticked boxes that the page does not hold (found by a search) are put back as hidden fields, which the search field
  // they belong to exchanges for boxes with names (`kept`, in activities/form/picker.html).
  // What the address ticks stays ticked beside what was kept, unless that was kept since the address ticked it.
  function put(stored, { anew }) {
    const left = new Map();
    for (const [name, value] of stored) left.set(name, [...(left.get(name) ?? []), value]);
    for (const control of form.elements) {
      if (!control.name || !isKept(control.name)) continue;
      const values = left.get(control.name) ?? [];
      if (control.type === "checkbox" || control.type === "radio") {
        const stood = values.includes(control.value);
        control.checked = stood || (anew && asked.split(" ").includes(`${control.name}:${control.value}`));
        if (stood) values.splice(values.indexOf(control.value), 1);
      } else if (values.length) {
        control.value = values.shift();
      } else if (control.type !== "hidden" && control.type !== "submit") {
        control.value = "";
      }
      const folded = control.type === "textarea" && control.value ? control.closest("details") : null;
      if (folded) folded.open = true;
    }
    for (const [name, values] of left) {
      const picked = document.getElementById(`valj-${name}-val`);
      for (const value of values) {
        (picked ?? form).append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      }
      if (picked && values.length) loaded(() => picked.parentElement.querySelector("[type=search]").dispatchEvent(new Event("kept")));
    }
  }

  function read() {
    try {
      return JSON.parse(localStorage.getItem(key) ?? "null");
    } catch {
      return null; // a browser that keeps nothing
    }
  }

  function putBack(stored) {
    put(stored.fields, { anew: (stored.asked ?? "") !== asked });
    tell(`${TOLD}.`);
    kept.hidden = false;
    for (const told of document.querySelectorAll("[data-kept-dropped]")) told.hidden = true; // that was another text
    kept.querySelector("[data-kept-drop]").addEventListener("click", () => {
      state.over = true;
      localStorage.removeItem(key);
      try {
        sessionStorage.setItem(DROPPED, form.dataset.keep);
      } catch {
        // Full: the page comes without a word of it.
      }
      const fresh = new URL(location.href);
      fresh.searchParams.delete("nyckel"); // of the form that is thrown away, which may have made an activity
      if (fresh.href === location.href) location.reload();
      else location.replace(fresh);
    });
  }

  const stored = read();
  tell(PROMISE);
  if (posted) keep();
  else if (stored && !isAsSent(stored.fields)) putBack(stored);

  // On the document: a field may stand outside the form that it belongs to.
  function soon(event) {
    if (event.target.form !== form) return;
    clearTimeout(waiting);
    waiting = setTimeout(keep, 300);
  }
  document.addEventListener("input", soon);
  document.addEventListener("change", soon);
  form.addEventListener("submit", keep);
  addEventListener("pagehide", () => {
    if (waiting) keep();
  });

  if (form.dataset.keep.startsWith(NEW)) await keepAsNew();

  // A tab that was doubled has the place of another: it gets one of its own. An empty form gets what was left, unless
  // somebody writes in it already.
  async function keepAsNew() {
    if (!(await hold(key))) {
      form.elements.form_key.value = crypto.randomUUID();
      key = own + NEW + form.elements.form_key.value;
      await hold(key);
      if (stored || !isAsSent(fields(), "form_key")) keep();
    } else if (!stored && !posted) {
      const left = await firstFree(leftBehind(own + NEW));
      if (!left) return;
      if (!isAsSent(fields()) || waiting) return left.letGo();
      key = left.key;
      const text = read();
      if (text) putBack(text);
    }
  }
}

// The page that comes after a text was thrown away says so, where the focus is.
function tellDropped() {
  try {
    const name = sessionStorage.getItem(DROPPED);
    sessionStorage.removeItem(DROPPED);
    if (!name) return;
    const places = [...document.querySelectorAll("[data-kept-dropped]")];
    const told = places.find((place) => place.dataset.keptDropped === name) ?? places[0]; // a new form has a new name
    told.hidden = false;
    told.focus();
  } catch {
    // A browser that keeps nothing throws nothing away.
  }
}

tellDropped();
await Promise.all([...document.querySelectorAll("form[data-keep]")].map(keepForm));
