// The page's ear: the journal of the brand as server-sent events, handed on as "sse:<noun>" on <body>.
// hx-trigger="sse:sending from:body" and addEventListener("sse:sending", …) both hear it; detail is the
// entry's ids, or null when several were gathered. Bursts are gathered: a noun is told at most twice a second.
// A page nobody looks at hangs up (browsers keep six connections per desk for all its pages) and asks for
// what it missed when it is looked at again.
const GATHER = 500; // ms
const HANG_UP = 15_000; // ms out of sight
const AGAIN = 5_000; // ms after the desk refused or was away

const address = document.body.dataset.live;
const sign = document.querySelector("[data-live-sign]");
const waiting = new Map();
let last = document.body.dataset.since || "";
let source = null;
let hangUp = 0;
let comeBack = 0;

function tell(noun, detail) {
  const known = waiting.get(noun);
  if (known) {
    known.more = true;
    return;
  }
  say(noun, detail);
  const gathered = { more: false };
  waiting.set(noun, gathered);
  setTimeout(() => {
    waiting.delete(noun);
    if (gathered.more) tell(noun, null);
  }, GATHER);
}

function say(noun, detail) {
  const name = `sse:${noun}`;
  document.body.dispatchEvent(new CustomEvent(name, { detail }));
  for (const element of document.querySelectorAll("[hx-trigger*='sse:']")) {
    const trigger = element.getAttribute("hx-trigger").split(",").find((part) => part.trim().split(" ")[0] === name);
    if (trigger && !trigger.includes("from:")) element.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function hear(event) {
  const news = JSON.parse(event.data);
  if (event.lastEventId) last = event.lastEventId;
  if (news.verb === "desk.reload") {
    location.reload();
    return;
  }
  tell("journal", news);
  tell(news.verb.split(".")[0], news);
}

function show(state) {
  if (sign) sign.dataset.state = state;
}

function open() {
  clearTimeout(comeBack);
  if (source || !address) return;
  source = new EventSource(last ? `${address}?after=${encodeURIComponent(last)}` : address);
  source.addEventListener("open", () => show("on"));
  source.addEventListener("journal", hear);
  source.addEventListener("error", () => {
    show("off");
    if (source?.readyState !== EventSource.CLOSED) return; // it comes back by itself
    close();
    comeBack = setTimeout(open, AGAIN);
  });
}

function close() {
  source?.close();
  source = null;
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(hangUp);
  if (document.visibilityState === "visible") open();
  else hangUp = setTimeout(() => { clearTimeout(comeBack); close(); }, HANG_UP);
});
addEventListener("pagehide", close);
addEventListener("pageshow", (event) => { if (event.persisted) open(); });
if (document.visibilityState === "visible") open();
