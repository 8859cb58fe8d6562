// The form for an activity: what is written is kept (keep.mjs), one tap is enough, units show where they are asked for.
import "./keep.mjs";

const form = document.querySelector("form[data-keep]");

// Where the connection is lost the browser tells, and the text is still here.
form.addEventListener("submit", (event) => {
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
