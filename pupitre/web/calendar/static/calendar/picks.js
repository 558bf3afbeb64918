// The two lists one can choose from close when one looks elsewhere.
const open = () => document.querySelectorAll("[data-pick][open]");

document.addEventListener("click", (event) => {
  for (const pick of open()) if (!pick.contains(event.target)) pick.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const pick of open()) {
    pick.open = false;
    pick.querySelector("summary").focus();
  }
});
