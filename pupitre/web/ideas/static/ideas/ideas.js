// The board of ideas: its pieces each look after one thing.
import "./edit.js";
import "./drag.js";
import "./keys.js";

document.body.addEventListener("idea:noted", () => {
  const form = document.getElementById("capture");
  form?.reset();
  form?.elements.text.focus();
});

// One menu at a time, shut by Escape and by a click beside it.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".idea-menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector(".idea-menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
