// An idea is changed in a dialog on the board. What was changed and not saved is never dropped unasked.
import { ask } from "../frame/ask.js";

const dialog = document.getElementById("idea-dialog");
let before = "";

const form = () => dialog?.querySelector("form");
const written = () => {
  const now = form();
  return now ? JSON.stringify([...new FormData(now)].map(([name, value]) => [name, value.name ?? value])) : "";
};
const unsaved = () => Boolean(dialog?.open && (dialog.dataset.kept === "no" || written() !== before));

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== dialog) return;
  dialog.dataset.kept = form().querySelector("[role=alert]") ? "no" : "yes"; // sent once, and not taken
  before = written();
  if (!dialog.open) dialog.showModal();
  (dialog.querySelector("[role=alert]") ?? form().elements.text).scrollIntoView({ block: "nearest" });
  form().elements.text.focus();
});

async function leave() {
  if (unsaved() && !(await ask(dialog.dataset.unsaved, dialog.dataset.leave))) return;
  dialog.close();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-leaves]")) leave();
});
dialog?.addEventListener("cancel", (event) => {
  if (event.target !== dialog) return;
  event.preventDefault();
  leave();
});
dialog?.addEventListener("close", () => dialog.replaceChildren());
document.body.addEventListener("idea:saved", () => dialog?.close());
addEventListener("beforeunload", (event) => { if (unsaved()) event.preventDefault(); });
