// What just happened, said in a corner. Good news goes by itself, anything else stays until it is read.
const place = document.getElementById("toasts");
const STAYS = 7_000; // ms

/** Say one thing; level is info, success, warning or error. */
export function say(text, level = "info") {
  const toast = document.getElementById("toast").content.firstElementChild.cloneNode(true);
  toast.classList.add(level);
  toast.querySelector("p").textContent = text;
  place.append(toast);
  watch(toast);
}

function watch(toast) {
  toast.querySelector("button").addEventListener("click", () => toast.remove());
  if (toast.classList.contains("error") || toast.classList.contains("warning")) return;
  let timer = setTimeout(() => toast.remove(), STAYS);
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("focusin", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", () => { timer = setTimeout(() => toast.remove(), STAYS); });
}

if (place) {
  place.querySelectorAll(".toast").forEach(watch);
  document.body.addEventListener("toasts", (event) => {
    for (const { text, level } of event.detail.value ?? []) say(text, level);
  });
  for (const name of ["htmx:responseError", "htmx:sendError"]) {
    document.body.addEventListener(name, (event) => {
      const status = event.detail.xhr?.status;
      const words = place.dataset[status === 403 ? "refused" : status === 404 ? "gone" : status ? "broke" : "away"];
      say(words, "error");
    });
  }
}
