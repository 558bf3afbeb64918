// A button rests while its request runs, so that nothing is sent twice by a nervous finger.
const rested = new Set();

function rest(button) {
  if (!button || button.disabled) return;
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
  rested.add(button);
}

function wake(button) {
  button.disabled = false;
  button.removeAttribute("aria-busy");
  rested.delete(button);
}

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method === "dialog") return;
  // after this turn, so that the button's own name and value still travel with the form
  setTimeout(() => rest(event.submitter ?? event.target.querySelector("button:not([type=button])")));
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const asked = event.detail.requestConfig?.triggeringEvent?.submitter ?? event.detail.elt;
  if (asked instanceof HTMLButtonElement) rest(asked);
});

document.addEventListener("htmx:afterRequest", () => rested.forEach(wake));
addEventListener("pageshow", () => rested.forEach(wake));
