// Text kept in the browser for forms (keep.mjs): forgotten when the server has it, at log-out, after seven days.
export const PREFIX = "skolaforst:";
export const state = { over: false }; // after log-out, or when it is dropped, this page keeps nothing more
const WEEK = 7 * 24 * 60 * 60 * 1000;

function forget(test) {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX) && test(key)) localStorage.removeItem(key);
  }
}

function old(key) {
  try {
    return Date.now() - JSON.parse(localStorage.getItem(key)).at > WEEK;
  } catch {
    return true;
  }
}

// A page that says that somebody is logged out shows what was sent: is all of it kept, to be put back after login?
function keepsAll(texts) {
  const plain = (text) => text.replace(/\s/g, "");
  return Object.keys(localStorage).some((key) => {
    if (!key.startsWith(PREFIX)) return false;
    const kept = JSON.parse(localStorage.getItem(key)).fields.map(([, value]) => plain(value));
    return texts.every((text) => kept.includes(plain(text)));
  });
}

try {
  forget(old);
  const typed = [...document.querySelectorAll("[data-typed]")].map((one) => one.value ?? one.textContent);
  if (typed.length && keepsAll(typed)) {
    for (const words of document.querySelectorAll("[data-kept-told]")) words.hidden = !words.hidden;
  }
  // The server says which forms it has saved by classes of its message: "saved-ny-…", "saved-12". Of this user's only:
  // somebody else at the same computer may have left a form of the same name.
  const own = `${PREFIX}${document.querySelector("[data-user]")?.dataset.user}:`;
  for (const message of document.querySelectorAll("[class*='saved-']")) {
    const saved = [...message.classList].filter((name) => name.startsWith("saved-")).map((name) => own + name.slice(6));
    forget((key) => saved.includes(key));
  }
  // A link that begins anew throws the text away that the form would put back: its names stand in data-drop-kept.
  for (const link of document.querySelectorAll("[data-drop-kept]")) {
    const dropped = link.dataset.dropKept.split(" ").map((name) => own + name);
    link.addEventListener("click", () => forget((key) => dropped.includes(key)));
  }
  // Who logs out leaves nothing of their own, in other tabs either. What somebody else at the same computer was promised
  // to find again after an expired login stays theirs.
  const tabs = globalThis.BroadcastChannel && new BroadcastChannel("skolaforst");
  for (const form of document.querySelectorAll("form[action$='/logout/']")) {
    form.addEventListener("submit", () => {
      state.over = true;
      forget((key) => key.startsWith(own));
      tabs?.postMessage(own);
    });
  }
  tabs?.addEventListener("message", ({ data }) => {
    if (data !== own) return;
    state.over = true;
    const told = document.querySelector("[data-save-message]");
    if (told) told.textContent = "Du har loggat ut i en annan flik. Texten finns bara kvar här.";
  });
} catch {
  // A browser that keeps nothing needs to forget nothing.
}
