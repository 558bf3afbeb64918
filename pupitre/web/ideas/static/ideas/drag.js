// Drag and drop: a card goes to another column, or to another place in its own.
import { cards, catchUp, move } from "./board.js";

let dragged = null;

document.addEventListener("dragstart", (event) => {
  const card = event.target.closest?.(".idea[data-idea]");
  if (!card) return;
  dragged = card;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.querySelector("b").textContent);
  requestAnimationFrame(() => card.classList.add("dragged"));
});

document.addEventListener("dragover", (event) => {
  const column = dragged && event.target.closest?.(".column[data-stage]");
  if (!column) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "move";
  unmark();
  column.classList.add("over");
  below(column, event.clientY)?.classList.add("above");
});

document.addEventListener("drop", (event) => {
  const column = dragged && event.target.closest?.(".column[data-stage]");
  if (!column) return;
  event.preventDefault();
  move(dragged, column.dataset.stage, below(column, event.clientY) ?? null);
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("dragged");
  dragged = null;
  unmark();
  catchUp();
});

/** The first card whose middle lies under the pointer's height: the dropped one will stand above it. */
function below(column, y) {
  return cards(column).find((card) => {
    const box = card.getBoundingClientRect();
    return card !== dragged && y < box.top + box.height / 2;
  });
}

function unmark() {
  for (const marked of document.querySelectorAll(".column.over, .idea.above")) marked.classList.remove("over", "above");
}
