// <button data-opens="id"> opens a dialog; a click beside an open sheet, or on [data-closes], shuts it.
// <button data-copies="id"> copies what stands in an element.
document.addEventListener("click", async (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    event.preventDefault(); // of a link, which leads there without a script
    document.getElementById(opener.dataset.opens)?.showModal();
    return;
  }
  const open = event.target.closest("dialog[open]");
  if (open && (event.target.closest("[data-closes]") || (event.target === open && open.classList.contains("sheet")))) open.close();
  const copier = event.target.closest("[data-copies]");
  if (copier) {
    const from = document.getElementById(copier.dataset.copies);
    const text = from.value ?? from.textContent.trim();
    await copy(text, from);
    const words = copier.querySelector("[data-words]") ?? copier;
    const before = words.textContent;
    words.textContent = copier.dataset.copied;
    setTimeout(() => { words.textContent = before; }, 2500);
  }
});

/** The clipboard is only there over https and on localhost; elsewhere the text is selected and copied the old way. */
async function copy(text, from) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    if (from.select) from.select();
    else getSelection().selectAllChildren(from);
    document.execCommand("copy");
  }
}
