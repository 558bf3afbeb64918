// Pictures brought into the library: by button, drop or paste, two at a time; what is refused says why.
import { upload } from "../compose/desk.js";

const list = document.getElementById("coming");
const filter = document.getElementById("filter");
const HEAVIEST = 40_000_000; // bytes
const AT_ONCE = 2;
const queue = [];
let running = 0;

const words = (name, file) => list.dataset[name].replace("{name}", file.name || "…");

function line(text) {
  const shown = document.createElement("li");
  const said = document.createElement("p");
  said.className = "grow";
  said.textContent = text;
  shown.append(said);
  list.append(shown);
  return shown;
}

/** What stays until it was read. */
function refuse(shown, text) {
  shown.className = "refused";
  shown.replaceChildren();
  const said = document.createElement("p");
  said.className = "grow";
  said.textContent = text;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn small";
  button.textContent = list.dataset.understood;
  button.addEventListener("click", () => shown.remove());
  shown.append(said, button);
}

async function next() {
  if (running >= AT_ONCE || !queue.length) return;
  running += 1;
  const { file, shown } = queue.shift();
  const progress = document.createElement("progress");
  progress.max = 1;
  progress.ariaLabel = words("coming", file);
  shown.append(progress);
  const folder = filter.elements.folder.value;
  const url = folder ? `${list.dataset.pictures}?folder=${encodeURIComponent(folder)}` : list.dataset.pictures;
  const { status, body } = await upload(url, file, (part) => { progress.value = part; });
  running -= 1;
  const [brought] = body?.pictures ?? [];
  if (brought?.asset) {
    shown.replaceChildren(words(brought.known ? "known" : "brought", file));
    setTimeout(() => shown.remove(), brought.known ? 8000 : 1500); // ms; what is new shows itself below
  } else refuse(shown, brought?.refused ?? words(status === 413 ? "heavy" : "lost", file));
  if (!running && !queue.length) filter.dispatchEvent(new Event("library:again"));
  next();
}

function bring(files) {
  for (const file of files) {
    const shown = line(words("coming", file));
    if (file.size > HEAVIEST) refuse(shown, words("heavy", file));
    else queue.push({ file, shown });
  }
  for (let free = AT_ONCE; free; free -= 1) next();
}

const input = document.getElementById("files");
input.addEventListener("change", () => {
  bring([...input.files]);
  input.value = "";
});

const page = document.getElementById("page");
const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
let depth = 0;
page.addEventListener("dragenter", (event) => carries(event) && page.classList.toggle("dropping", ++depth > 0));
page.addEventListener("dragleave", (event) => carries(event) && page.classList.toggle("dropping", --depth > 0));
page.addEventListener("dragover", (event) => carries(event) && event.preventDefault());
page.addEventListener("drop", (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  depth = 0;
  page.classList.remove("dropping");
  bring([...event.dataTransfer.files]);
});
document.addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  if (!files.length || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  bring(files);
});
