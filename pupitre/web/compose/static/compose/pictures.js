// Pictures of the post: brought in by button, drag or paste, described, put in order, taken out.
import { post, upload } from "./desk.js";
import { only, sketch } from "./retouch.js";
import { announce, say } from "./words.js";

const HEAVIEST = 40_000_000; // bytes
const AT_ONCE = 2;
const KINDS = /^image\/(jpeg|png|webp|gif|heic|heif|avif)$/;
const ENDINGS = /\.(jpe?g|png|webp|gif|hei[cf]|avif)$/i;

export class Pictures {
  constructor(editor, urls) {
    Object.assign(this, { editor, urls, coming: 0, queue: [] });
    this.list = document.getElementById("pictures");
    this.piece = document.getElementById("picture-piece").content.firstElementChild;
    editor.pieces.push(this);
    const input = document.getElementById("files");
    input.addEventListener("change", () => {
      this.bring([...input.files]);
      input.value = "";
    });
    this._drops();
    this.list.addEventListener("click", (event) => this._verb(event));
    this.list.addEventListener("input", (event) => this._described(event));
    this.list.addEventListener("change", (event) => event.target.name === "featured" && this._feature(event.target));
  }

  get items() {
    return this.editor.value("pictures");
  }

  fill() {
    this.list.querySelectorAll(".picture:not(.coming, .refusal)").forEach((shown) => shown.remove());
    const items = this.items;
    this.list.prepend(...items.map((item, place) => this._shown(item, place, items.length)));
  }

  mark() {
    const most = this._mostAlt();
    this.list.querySelectorAll(".picture[data-asset]").forEach((shown) => {
      const letters = shown.querySelector("textarea").value.length;
      const count = shown.querySelector("[data-count]");
      count.textContent = most ? say("alt_count", { count: letters, most }) : "";
      count.classList.toggle("down", most > 0 && letters > most);
      shown.classList.toggle("described", letters > 0);
      shown.querySelector(".featured").hidden = !this.editor.draft.chosen.some((channel) => channel.article);
      const suggestion = shown.querySelector(".suggestion");
      suggestion.hidden = letters > 0 || !suggestion.textContent;
      shown.querySelector("[name=featured]").checked = this.editor.value("featured") === Number(shown.dataset.asset);
    });
  }

  /** Bring in files, two at a time; what is refused says why and the rest goes on. */
  bring(files) {
    const pictures = files.filter((file) => KINDS.test(file.type) || ENDINGS.test(file.name));
    if (files.length && !pictures.length) this._refuse(say("no_pictures"));
    for (const file of pictures) {
      if (file.size > HEAVIEST) this._refuse(say("too_heavy", { name: file.name }));
      else this.queue.push({ file, tab: this.editor.tab, shown: this._coming(file) });
    }
    while (this.coming < AT_ONCE && this.queue.length) this._next();
  }

  async _next() {
    const { file, tab, shown } = this.queue.shift();
    const progress = shown.querySelector("progress");
    this.coming += 1;
    const { status, body } = await upload(this.urls.pictures, file, (part) => { progress.value = Math.round(part * 100); });
    this.coming -= 1;
    shown.remove();
    const [brought] = body?.pictures ?? [];
    if (brought?.asset) this.add(brought, tab);
    else this._refuse(brought?.refused ?? say(status === 413 ? "too_heavy" : "lost_upload", { name: file.name }));
    if (this.queue.length) this._next();
  }

  add(picture, tab = this.editor.tab) {
    const { draft } = this.editor;
    draft.assets.set(String(picture.asset), picture);
    const items = draft.value(tab, "pictures");
    if (items.some((item) => item.asset === picture.asset)) return;
    draft.write(tab, "pictures", [...items, { asset: picture.asset, alt: picture.alt }]);
    this.fill();
    this.editor.mark();
  }

  _write(items) {
    this.editor.write("pictures", items);
  }

  _shown(item, place, count) {
    const asset = this.editor.draft.assets.get(String(item.asset)) ?? { name: "", thumb: "" };
    const shown = this.piece.cloneNode(true);
    const field = shown.querySelector("textarea");
    field.id = `alt-${item.asset}`;
    field.value = item.alt;
    shown.querySelector("label").htmlFor = field.id;
    shown.querySelector("label").textContent = say("picture_of", { place: place + 1, count, name: asset.name });
    shown.querySelector("img").src = item.recipe ? sketch(asset.thumb, only(item.recipe, this.editor.tab)) : asset.thumb;
    shown.dataset.asset = item.asset;
    shown.querySelector(".suggestion").textContent = asset.suggested?.[0] ?? "";
    shown.querySelector("[data-verb=before]").disabled = place === 0;
    shown.querySelector("[data-verb=after]").disabled = place === count - 1;
    return shown;
  }

  _coming(file) {
    const shown = this.piece.cloneNode(true);
    shown.className = "picture coming";
    shown.draggable = false;
    shown.querySelector(".grow").textContent = say("bringing", { name: file.name || "…" });
    shown.querySelector("progress").hidden = false;
    shown.querySelector("progress").ariaLabel = say("bringing", { name: file.name || "…" });
    shown.querySelector("img").remove();
    this.list.append(shown);
    return shown;
  }

  _refuse(words) {
    const refusal = document.getElementById("refusal-piece").content.firstElementChild.cloneNode(true);
    refusal.querySelector("p").textContent = words;
    this.list.append(refusal);
    this.list.closest("[data-field]").hidden = false;
  }

  _verb(event) {
    const verb = event.target.closest("[data-verb]")?.dataset.verb;
    const shown = event.target.closest(".picture");
    if (!verb) return;
    if (!shown.dataset.asset) return void shown.remove();
    if (verb === "edit") return void this.retouch(this.items.find((item) => item.asset === Number(shown.dataset.asset)));
    if (verb === "suggest") return void this._take(shown);
    const items = [...this.items];
    const place = items.findIndex((item) => item.asset === Number(shown.dataset.asset));
    const name = this.editor.draft.assets.get(shown.dataset.asset)?.name ?? "";
    const [item] = items.splice(place, 1);
    if (verb === "out") {
      if (this.editor.value("featured") === item.asset) this.editor.write("featured", null);
      announce(say("removed", { name }));
    } else {
      const to = place + (verb === "after" ? 1 : -1);
      items.splice(to, 0, item);
      announce(say("moved", { name, place: to + 1, count: items.length }));
    }
    this._write(items);
    this.fill();
    this.mark();
    const again = this.list.querySelector(`[data-asset="${item.asset}"] [data-verb=${verb}]:not(:disabled)`);
    (again ?? this.list.querySelector("textarea") ?? document.getElementById("text")).focus();
  }

  /** The words that were written of a picture like it. */
  _take(shown) {
    const field = shown.querySelector("textarea");
    field.value = shown.querySelector(".suggestion").textContent;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }

  /** After the editor: what is to be done with a picture of this tab. */
  prepare(asset, recipe) {
    const plain = ({ recipe: _before, ...item }) => (Object.keys(recipe).length ? { ...item, recipe } : item);
    this._write(this.items.map((item) => (item.asset === asset ? plain(item) : item)));
    this.fill();
    this.mark();
  }

  _described(event) {
    const shown = event.target.closest(".picture[data-asset]");
    if (!shown || event.target.localName !== "textarea") return;
    this._write(this.items.map((item) => (item.asset === Number(shown.dataset.asset) ? { ...item, alt: event.target.value } : item)));
  }

  _feature(radio) {
    this.editor.write("featured", Number(radio.closest(".picture").dataset.asset));
    this.mark();
  }

  _mostAlt() {
    const channels = this.editor.channel ? [this.editor.channel] : this.editor.draft.chosen;
    const limits = channels.map((channel) => channel.alt).filter(Boolean);
    return limits.length ? Math.min(...limits) : 0;
  }

  _drops() {
    const { element } = this.editor;
    let depth = 0;
    const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    const over = (yes) => element.classList.toggle("dropping", yes);
    element.addEventListener("dragenter", (event) => carries(event) && over(++depth > 0));
    element.addEventListener("dragleave", (event) => carries(event) && over(--depth > 0));
    element.addEventListener("dragover", (event) => carries(event) && event.preventDefault());
    element.addEventListener("drop", (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      over(Boolean((depth = 0)));
      this.bring([...event.dataTransfer.files]);
    });
    element.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length || event.clipboardData.types.includes("text/plain")) return;
      event.preventDefault();
      this.bring(files);
    });
    this._dragsInside();
  }

  _dragsInside() {
    let held = null;
    this.list.addEventListener("dragstart", (event) => {
      held = event.target.closest(".picture[data-asset]");
      event.dataTransfer.effectAllowed = "move";
    });
    this.list.addEventListener("dragover", (event) => {
      const over = event.target.closest(".picture[data-asset]");
      if (!held || !over || over === held) return;
      event.preventDefault();
      const box = over.getBoundingClientRect();
      over[event.clientY > box.top + box.height / 2 || event.clientX > box.left + box.width / 2 ? "after" : "before"](held);
    });
    this.list.addEventListener("dragend", () => {
      if (!held) return;
      held = null;
      const order = [...this.list.querySelectorAll(".picture[data-asset]")].map((shown) => Number(shown.dataset.asset));
      this._write(order.map((asset) => this.items.find((item) => item.asset === asset)));
      this.fill();
      this.mark();
    });
  }
}
