// Asking the desk: every answer is told apart, so that the page can say what happened and what is safe.
const token = document.querySelector("#page input[name=csrfmiddlewaretoken]").value;
const KEEPALIVE = 60_000; // bytes: browsers let a page that closes send 64 KB

/** {status, body} of a POST; status 0: the desk does not answer; 401: signed out. */
export async function post(url, body, { keepalive = false, signal } = {}) {
  const isForm = body instanceof FormData || body instanceof URLSearchParams;
  const payload = isForm ? body : JSON.stringify(body);
  const headers = { "X-CSRFToken": token, Accept: "application/json" };
  if (!isForm) headers["Content-Type"] = "application/json";
  const small = typeof payload === "string" && new Blob([payload]).size < KEEPALIVE;
  try {
    const answer = await fetch(url, { method: "POST", body: payload, headers, signal, keepalive: keepalive && small, redirect: "manual" });
    if (answer.type === "opaqueredirect") return { status: 401, body: null };
    const isJson = answer.headers.get("Content-Type")?.includes("json");
    return { status: answer.status, body: isJson ? await answer.json() : await answer.text() };
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return { status: 0, body: null };
  }
}

/** One file, with its progress from 0 to 1; the same answer as `post`. */
export function upload(url, file, progress) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("file", file, file.name || "picture");
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", token);
    request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(event.loaded / event.total));
    request.addEventListener("load", () => done({ status: request.status, body: parsed(request.responseText) }));
    request.addEventListener("error", () => done({ status: 0, body: null }));
    request.send(form);
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `run` once nothing has asked for it during `wait` ms, and at the latest after `most`. */
export function later(run, wait, most = Infinity) {
  let timer = 0;
  let first = 0;
  const call = () => {
    clearTimeout(timer);
    timer = first = 0;
    run();
  };
  const ask = () => {
    const now = performance.now();
    first ||= now;
    clearTimeout(timer);
    timer = setTimeout(call, Math.max(0, Math.min(wait, first + most - now)));
  };
  ask.now = () => { if (timer) call(); };
  ask.never = () => { clearTimeout(timer); timer = first = 0; };
  return ask;
}
