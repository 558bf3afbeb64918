// An idea is noted from any page: Alt I or the button opens the dialog; what was begun stays until it is kept.
const dialog = document.getElementById("jot");
const form = document.getElementById("jot-form");

document.addEventListener("keydown", (event) => {
  if (event.code !== "KeyI" || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!dialog || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  dialog.showModal();
});
form?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
document.body.addEventListener("jot:noted", () => {
  form?.reset();
  dialog?.close();
});
