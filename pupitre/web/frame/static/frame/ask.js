// "Are you sure" as a native dialog. <form data-confirm="What will happen" data-confirm-go="Remove">, the
// same on a button of the form (which then counts), and hx-confirm on whatever htmx sends.
const dialog = document.getElementById("ask");
let settle = null;

/** Resolves true when the member goes on, false when they think again. */
export function ask(text, go) {
  if (!dialog) return Promise.resolve(true);
  dialog.querySelector("[data-ask-text]").textContent = text;
  const button = dialog.querySelector("[data-ask-go]");
  button.textContent = go || button.dataset.askGo;
  dialog.returnValue = "";
  dialog.showModal();
  dialog.querySelector("[data-ask-back]").focus();
  return new Promise((resolve) => { settle = resolve; });
}

dialog?.addEventListener("close", () => {
  settle?.(dialog.returnValue === "go");
  settle = null;
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  const source = button?.dataset.confirm ? button : form;
  if (!source.dataset.confirm || form.dataset.sure) {
    delete form.dataset.sure;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(source.dataset.confirm, source.dataset.confirmGo).then((sure) => {
    if (!sure) return;
    form.dataset.sure = "yes";
    form.requestSubmit(button ?? undefined);
  });
}, true);

document.addEventListener("htmx:confirm", (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  ask(event.detail.question, event.detail.elt.dataset.confirmGo).then((sure) => {
    if (sure) event.detail.issueRequest(true);
  });
});
