// Presets write the reason; "for all of them" sets every decision at once and leaves each open to change.
for (const presets of document.querySelectorAll("[data-presets]")) {
  const field = document.getElementById(presets.dataset.presets);
  presets.addEventListener("click", (event) => {
    const preset = event.target.closest("button");
    if (!preset) return;
    field.value = preset.textContent.trim();
    field.focus();
  });
}

const all = document.querySelector("[data-all]");
const at = all?.querySelector("[data-all-at]");

all?.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-choice]")?.dataset.choice;
  if (!choice) return;
  for (const radio of document.querySelectorAll(`.decision input[value="${choice}"]`)) radio.checked = true;
  for (const button of all.querySelectorAll("[data-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.choice === choice));
  }
  at.hidden = choice !== "again";
});

at?.addEventListener("input", () => {
  for (const one of document.querySelectorAll(".decision input[type=datetime-local]")) one.value = at.value;
});
