// Drag and drop: to another day the time stays, in the week's hours the hour changes. While something is
// dragged the page does not refresh by itself.
import { move } from "./moves.js";

let dragged = null;
let missed = false;

document.addEventListener("dragstart", (event) => {
  const tile = event.target.closest?.(".tile[data-rows]");
  if (!tile) return;
  dragged = tile;
  tile.classList.add("dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", tile.querySelector(".tile-words").textContent);
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("dragged");
  unmark();
  dragged = null;
  if (!missed) return;
  missed = false;
  document.getElementById("calendar").dispatchEvent(new CustomEvent("calendar:again"));
});

document.addEventListener("dragover", (event) => {
  const place = dragged && placeOf(event.target);
  if (!place) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "move";
  if (place.classList.contains("over")) return;
  unmark();
  place.classList.add("over");
});

document.addEventListener("drop", (event) => {
  const place = dragged && placeOf(event.target);
  if (!place) return;
  event.preventDefault();
  const at = landing(dragged.dataset.at, place.dataset);
  if (at !== dragged.dataset.at) move(dragged, at);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (!dragged || event.detail.requestConfig.verb !== "get" || event.detail.elt.id !== "calendar") return;
  event.preventDefault();
  missed = true;
});

/** The day or the hour under the pointer: anywhere on a day counts. */
function placeOf(target) {
  return target.closest?.("[data-drop]") ?? target.closest?.(".day")?.querySelector("[data-drop]:not([data-hour])") ?? null;
}

/** The wall time after the drop; the same text when nothing changes. */
function landing(at, { drop, hour }) {
  const [day, time] = at.split("T");
  const sameHour = hour === undefined || Number(hour) === Number(time.slice(0, 2));
  if (day === drop && sameHour) return at;
  const kept = time.slice(0, 5);
  return `${drop}T${sameHour ? kept : `${hour.padStart(2, "0")}:${kept.slice(3)}`}`;
}

function unmark() {
  document.querySelectorAll(".tiles.over").forEach((place) => place.classList.remove("over"));
}
