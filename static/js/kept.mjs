// Text kept in the browser for forms (writing.mjs): forgotten when the server has it, at log-out, after seven days.
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

try {
  forget(old);
  // The server says which form it has saved by a class of its message: "saved-ny", "saved-12".
  for (const message of document.querySelectorAll("[class*='saved-']")) {
    const form = [...message.classList].find((name) => name.startsWith("saved-")).slice(6);
    forget((key) => key.endsWith(`:${form}`));
  }
  document.querySelector("form[action$='/logout/']")?.addEventListener("submit", () => {
    state.over = true;
    forget(() => true);
  });
} catch {
  // A browser that keeps nothing needs to forget nothing.
}
