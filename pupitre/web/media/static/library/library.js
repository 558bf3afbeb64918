// The library: a picture opens in a panel beside it, and each field of it is kept as it is left.
const panel = document.getElementById("asset-panel");
const filter = document.getElementById("filter");
const filing = document.getElementById("filing");
let saved = false;

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== panel) return;
  if (!panel.open) panel.showModal();
  panel.scrollTop = 0;
});

document.addEventListener("click", (event) => {
  const suggestion = event.target.closest("[data-suggests]");
  if (!suggestion) return;
  const field = document.getElementById(suggestion.dataset.suggests);
  field.value = suggestion.textContent;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  suggestion.closest(".suggested").remove();
  field.focus();
});

document.body.addEventListener("asset:saved", () => { saved = true; });
// A field that is still being written when the panel is shut is kept too: leaving it tells the browser that it changed.
panel?.addEventListener("cancel", () => document.activeElement?.blur());
panel?.addEventListener("close", () => {
  if (!saved) return;
  saved = false;
  filter.dispatchEvent(new Event("library:again"));
});

const tell = () => {
  if (!filing) return;
  const count = document.querySelectorAll(".tile input:checked").length;
  const words = document.getElementById("ticked");
  filing.classList.toggle("wanted", count > 0);
  words.textContent = count === 1 ? words.dataset.one : words.dataset.many.replace("{count}", count);
};
document.addEventListener("change", (event) => { if (event.target.matches(".tile input")) tell(); });
document.addEventListener("htmx:afterSettle", tell);
