// <form data-passkey="create|get" data-options="URL">: asks the desk for a question and the device for its answer,
// puts it into the form's field "answer" and lets the form go. What goes wrong is said in [data-passkey-said].
const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const toText = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/** The question as the browser wants it: bytes where JSON has text. */
function understood(options) {
  options.challenge = toBytes(options.challenge);
  if (options.user) options.user.id = toBytes(options.user.id);
  for (const list of [options.excludeCredentials, options.allowCredentials]) {
    for (const one of list ?? []) one.id = toBytes(one.id);
  }
  return options;
}

/** The device's answer as the desk wants it: text where the browser has bytes. */
function told(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id, rawId: toText(credential.rawId), type: credential.type, response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function answer(form) {
  const asked = await fetch(form.dataset.options, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
  if (!asked.ok) throw new Error((await asked.json().catch(() => ({}))).said ?? form.dataset.failed);
  const publicKey = understood(await asked.json());
  try {
    return told(await navigator.credentials[form.dataset.passkey]({ publicKey }));
  } catch (error) {
    throw new Error(error.name === "InvalidStateError" ? form.dataset.known : form.dataset.cancelled);
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.passkey || form.elements.answer.value) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const said = form.querySelector("[data-passkey-said]");
  const button = form.querySelector("button");
  said.hidden = true;
  button.disabled = true;
  answer(form).then((text) => {
    form.elements.answer.value = text;
    button.disabled = false;
    form.requestSubmit();
  }, (error) => {
    said.querySelector("span").textContent = error.message;
    said.hidden = false;
    button.disabled = false;
  });
}, true);

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-passkey]")) form.elements.answer.value = "";
});

if (window.PublicKeyCredential) {
  for (const one of document.querySelectorAll("[data-with-passkeys]")) one.hidden = false;
} else {
  for (const one of document.querySelectorAll("[data-without-passkeys]")) one.hidden = false;
}
