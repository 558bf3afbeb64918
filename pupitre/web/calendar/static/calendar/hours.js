// The week: a free hour offers to begin a post then, and the page opens at the hours that matter.
const week = document.querySelector(".in-week");
const wide = matchMedia("(min-width: 801px)");

if (week && wide.matches && !location.hash) {
  const first = [...week.querySelectorAll(".hour:not(.free)")].map((cell) => Number(cell.dataset.hour)).sort((a, b) => a - b)[0] ?? 8;
  const row = week.querySelector(`.hour[data-hour="${Math.max(Math.min(first, 8) - 1, 0)}"]`);
  if (row && first > 1) window.scrollTo({ top: row.getBoundingClientRect().top + scrollY - 140 });
}

const template = document.getElementById("begin-here");
const button = template?.content.firstElementChild.cloneNode(true);

document.addEventListener("pointerover", (event) => {
  const cell = button && event.target.closest?.(".in-week .hour.free");
  if (!cell || button.parentElement === cell) return;
  if (cell.dataset.drop < template.dataset.from) return;
  button.href = `${template.dataset.compose}?at=${cell.dataset.drop}T${cell.dataset.hour.padStart(2, "0")}:00`;
  cell.append(button);
});
