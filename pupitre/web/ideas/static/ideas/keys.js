// The board by keyboard: arrows go from card to card, with Shift they move the card, M opens its menu.
import { cards, move } from "./board.js";

const STEPS = { ArrowUp: "up", ArrowDown: "down" };

document.addEventListener("keydown", (event) => {
  const card = event.target.closest?.(".idea-link")?.closest(".idea");
  if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.toLowerCase() === "m" && !event.shiftKey) openMenu(card, event);
  else if (event.key.startsWith("Arrow")) (event.shiftKey && card.dataset.place ? carry : walk)(card, event);
});

function openMenu(card, event) {
  const menu = card.querySelector(".idea-menu");
  if (!menu) return;
  event.preventDefault();
  menu.open = true;
  menu.querySelector(".panel button").focus();
}

function walk(card, event) {
  const column = card.closest(".column");
  const here = cards(column);
  const at = here.indexOf(card);
  const next = event.key in STEPS
    ? here[at + (event.key === "ArrowDown" ? 1 : -1)]
    : beside(column, event.key, (other) => cards(other)[Math.min(at, cards(other).length - 1)]);
  if (!next) return;
  event.preventDefault();
  next.querySelector(".idea-link").focus();
}

function carry(card, event) {
  event.preventDefault();
  if (event.key in STEPS) move(card, STEPS[event.key]);
  else {
    const column = beside(card.closest(".column"), event.key, (other) => other);
    if (column) move(card, column.dataset.stage);
  }
}

/** The first column on that side for which `pick` finds something. */
function beside(column, key, pick) {
  const columns = [...document.querySelectorAll(".column")];
  const way = key === "ArrowRight" ? 1 : -1;
  for (let at = columns.indexOf(column) + way; columns[at]; at += way) {
    const found = pick(columns[at]);
    if (found) return found;
  }
  return null;
}
