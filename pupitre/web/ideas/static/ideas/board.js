// Moving a card, and refreshing the board only when nobody is in the middle of something on it.
let missed = false;

export const cards = (column) => [...column.querySelectorAll(".idea")];

/** Move a card: `to` is a stage, "up" or "down"; `before` the card it is to stand above, or none for the end. */
export function move(card, to, before) {
  const values = { to };
  if (before !== undefined) values.before = before?.dataset.idea ?? "0";
  const q = document.querySelector("#filter [name=q]")?.value;
  if (q) values.q = q;
  window.htmx.ajax("POST", card.dataset.place, { target: "#board", swap: "outerHTML", values });
}

const inHand = () => document.querySelector("#board .dragged, #board .idea-menu[open]");

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.id !== "board" || event.detail.requestConfig.verb !== "get" || !inHand()) return;
  event.preventDefault();
  missed = true;
});

/** What arrived meanwhile is shown once the hands are free. */
export function catchUp() {
  if (!missed || inHand()) return;
  missed = false;
  document.getElementById("board").dispatchEvent(new CustomEvent("ideas:again"));
}

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.(".idea-menu")) catchUp();
}, true);
