// "Tell me on this device": asks the browser for its push service's address, and gives it to the desk.
const section = document.getElementById("receivers");
const form = document.getElementById("receiver-form");
const said = document.getElementById("receiver-said");
const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

form.hidden = !able;
document.getElementById("receiver-none").hidden = able;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  said.hidden = true;
  try {
    await add();
    location.reload();
  } catch (error) {
    said.textContent = error.message;
    said.hidden = false;
    button.disabled = false;
  }
});

async function add() {
  if ((await Notification.requestPermission()) !== "granted") throw new Error(section.dataset.denied);
  const given = await subscribed().catch(() => { throw new Error(section.dataset.failed); });
  const { endpoint, keys } = given.toJSON();
  const body = new FormData(form);
  for (const [name, value] of Object.entries({ endpoint, key: keys.p256dh, secret: keys.auth, name: section.dataset.device ?? named() })) body.set(name, value);
  const answer = await fetch(section.dataset.keep, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).said ?? section.dataset.failed);
}

async function subscribed() {
  const worker = await navigator.serviceWorker.register(section.dataset.worker);
  return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: section.dataset.key });
}

/** "Android · Chrome": what tells one's devices apart. */
function named() {
  const agent = navigator.userAgent;
  const system = ["Android", "iPhone", "iPad", "Windows", "Mac", "Linux"].find((name) => agent.includes(name)) ?? "";
  const browser = [["Edg/", "Edge"], ["Firefox", "Firefox"], ["Chrome", "Chrome"], ["Safari", "Safari"]].find(([sign]) => agent.includes(sign))?.[1] ?? "";
  return [system, browser].filter(Boolean).join(" · ");
}
