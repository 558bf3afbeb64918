// A post's page: two dialogs that serve every row, and what was unfolded stays so when the page refreshes.
const time = document.getElementById("time");
const there = document.getElementById("there");

function open(dialog, url, of) {
  const form = dialog.querySelector("form");
  form.action = url;
  form.setAttribute("hx-post", url);
  window.htmx.process(form);
  dialog.querySelector("[data-of]").textContent = of;
  dialog.querySelector("[role=status]").replaceChildren();
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-time], [data-there]");
  if (!button) return;
  if (button.dataset.time) {
    time.querySelector("[name=at]").value = button.dataset.at;
    open(time, button.dataset.time, button.dataset.of);
    time.querySelector("[name=at]").focus();
  } else {
    there.querySelector("[name=url]").value = "";
    open(there, button.dataset.there, button.dataset.of);
    there.querySelector("[name=url]").focus();
  }
});

let unfolded = new Map();
let held = "";
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "post") return;
  unfolded = new Map([...document.querySelectorAll("details[data-open]")].map((each) => [each.id, each.open]));
  held = document.activeElement?.closest("#post [id]")?.id ?? "";
  time?.close();
  there?.close();
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "post" && event.detail.elt?.id !== "post") return;
  for (const [id, was] of unfolded) {
    const each = document.getElementById(id);
    if (each) each.open = was;
  }
  if (held && document.activeElement === document.body) {
    document.getElementById(held)?.querySelector("button, a, summary")?.focus({ preventScroll: true });
  }
});
