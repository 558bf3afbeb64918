// Menus open beside their button on a desk; on a phone the style sheet lets them rise from below.
for (const menu of document.querySelectorAll("[popover][data-beside]")) {
  menu.addEventListener("beforetoggle", (event) => {
    if (event.newState !== "open") return;
    const box = document.getElementById(menu.dataset.beside).getBoundingClientRect();
    menu.style.setProperty("--top", `${Math.round(box.bottom + 6)}px`);
    menu.style.setProperty("--right", `${Math.round(Math.max(12, innerWidth - box.right))}px`);
  });
}
