// Moving a tile: by the dialog (M, or its button), by a drop, and back again.
const STAYS = 12_000; // ms: long enough to read it and go back
const dialog = document.getElementById("move");
const form = document.getElementById("move-form");
let last = null; // what was moved, and from when

const here = () => document.getElementById("calendar").getAttribute("hx-get").split("?")[1];

/** What moves with a tile, and when it stands. */
function carried(tile) {
  const { rows, draft = "", whole = "", at } = tile.dataset;
  return { rows, draft, whole, at };
}

/** Ask for another time; `at` is a wall time of the brand. */
export function move(tile, at) {
  const from = carried(tile);
  last = from;
  send({ ...from, at, how: "dropped" });
}

function send(values) {
  const url = form.getAttribute("hx-post");
  window.htmx.ajax("POST", `${url}?${here()}`, { target: "#calendar", swap: "outerHTML", values });
}

/** Open the dialog for a tile. */
export function ask(tile) {
  if (!dialog) return;
  last = carried(tile);
  form.setAttribute("hx-post", `${form.getAttribute("hx-post").split("?")[0]}?${here()}`);
  window.htmx.process(form);
  for (const name of ["rows", "draft", "whole"]) form.elements[name].value = last[name];
  form.elements.at.value = last.at.slice(0, 16);
  document.getElementById("move-what").textContent = tile.querySelector(".tile-words").textContent;
  document.getElementById("move-choice").replaceChildren();
  dialog.showModal();
  form.elements.at.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-move]");
  if (button) ask(button.closest(".tile"));
});

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "m" || event.ctrlKey || event.metaKey || event.altKey) return;
  const tile = event.target.closest?.(".tile[data-rows]");
  if (!tile || dialog?.open) return;
  event.preventDefault();
  ask(tile);
});

document.body.addEventListener("calendar:moved", (event) => {
  dialog?.close();
  const back = last;
  last = null;
  say(event.detail.words, back);
});

function say(words, back) {
  const place = document.getElementById("toasts");
  place.querySelectorAll(".toast:has([data-undo])").forEach((toast) => toast.remove());
  const toast = document.getElementById("moved-toast").content.firstElementChild.cloneNode(true);
  toast.querySelector("p").textContent = words;
  const undo = toast.querySelector("[data-undo]");
  if (back) undo.addEventListener("click", () => { toast.remove(); send({ ...back, how: "dropped" }); });
  else undo.remove();
  toast.querySelector("button:not([data-undo])").addEventListener("click", () => toast.remove());
  place.append(toast);
  let timer = setTimeout(() => toast.remove(), STAYS);
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, () => clearTimeout(timer));
  toast.addEventListener("pointerleave", () => { timer = setTimeout(() => toast.remove(), STAYS); });
}
