// A picture is prepared before it leaves: turned, straightened, lit, cropped per channel, written on. The desk makes
// every picture that is seen here, by the same recipe that makes the copy that leaves.
import { later } from "./desk.js";

const ALL = "all";
const SMALLEST = 0.05;
const RANGES = ["straighten", "light", "contrast"];

/** Where a recipe's picture is, small; `thumb` is the address of the picture as it is. */
export const sketch = (thumb, recipe) => `${thumb.replace(/thumb\/$/, "sketch/")}?recipe=${encodeURIComponent(JSON.stringify(recipe))}`;

/** The recipe for one tab or channel: its own crop, or that of all, as "box". */
export function only({ crops = {}, ...rest }, place) {
  const box = crops[place] ?? crops[ALL];
  return box ? { ...rest, box } : rest;
}

const within = (value, most) => Math.min(most, Math.max(0, value));

export class Retouch {
  constructor(editor, pictures, urls) {
    Object.assign(this, { editor, pictures, urls });
    for (const name of ["dialog", "stage", "whole", "crop", "handle", "result", "form"]) this[name] = document.getElementById(`retouch-${name}`);
    this.fields = this.form.elements;
    this.draw = later(() => this._draw(), 150);
    pictures.retouch = (item) => this.open(item);
    this.form.addEventListener("input", (event) => this._changed(event.target.name));
    document.getElementById("retouch-turn").addEventListener("click", () => this._turn());
    document.getElementById("retouch-reset").addEventListener("click", () => this._fill({}));
    document.getElementById("retouch-take").addEventListener("click", () => this._take());
    this.whole.addEventListener("load", () => this._shape());
    this._pointers();
    this.dialog.addEventListener("keydown", (event) => this._keys(event));
  }

  async open(item) {
    this.asset = item.asset;
    this.thumb = this.editor.draft.assets.get(String(item.asset)).thumb;
    this._places();
    await this._logos(item.recipe?.logo?.asset);
    this._fill(structuredClone(item.recipe ?? {}));
    this.dialog.showModal();
  }

  /** On a channel's own tab its crop alone; else all channels and each of them. */
  _places() {
    const { channel, draft } = this.editor;
    const channels = channel ? [channel] : draft.chosen;
    const option = (value, words) => Object.assign(document.createElement("option"), { value, textContent: words });
    const all = channel ? [] : [option(ALL, this.dialog.dataset.all)];
    this.fields.place.replaceChildren(...all, ...channels.map((each) => option(each.id, each.name)));
    this.channels = new Map(channels.map((each) => [String(each.id), each]));
  }

  async _logos(chosen) {
    const answer = await fetch(`${this.urls.pictures}?tag=logo`);
    const { pictures } = answer.ok ? await answer.json() : { pictures: [] };
    const none = this.fields.logo.options[0];
    const options = pictures.map(({ asset, name }) => Object.assign(document.createElement("option"), { value: asset, textContent: name }));
    if (chosen && !pictures.some(({ asset }) => asset === chosen)) options.push(Object.assign(document.createElement("option"), { value: chosen, textContent: `#${chosen}` }));
    this.fields.logo.replaceChildren(none, ...options);
  }

  _fill(recipe) {
    this.recipe = recipe;
    for (const name of RANGES) this.fields[name].value = recipe[name] ?? 0;
    this.fields.text.value = recipe.words?.text ?? "";
    this.fields.where.value = recipe.words?.place ?? "bottom";
    this.fields.logo.value = recipe.logo?.asset ?? "";
    this.fields.corner.value = recipe.logo?.corner ?? "se";
    this._shape();
    this._draw();
  }

  get place() {
    return this.fields.place.value;
  }

  get box() {
    return this.recipe.crops?.[this.place] ?? null;
  }

  set box(box) {
    const { [this.place]: _before, ...others } = this.recipe.crops ?? {};
    this.recipe.crops = box ? { ...others, [this.place]: box } : others;
    if (!Object.keys(this.recipe.crops).length) delete this.recipe.crops;
    this._place();
    this.draw();
  }

  get frame() {
    const [width, height] = this.channels.get(this.place)?.frame ?? [0, 0];
    return width && height ? width / height : 0;
  }

  /** The shape that the crop of this place has. */
  _shape() {
    this.fields.shape.querySelector("[value=frame]").hidden = !this.frame;
    this.ratio = this.box ? (this.box[2] * this.whole.naturalWidth) / (this.box[3] * this.whole.naturalHeight) : 0;
    const near = (value) => value && Math.abs((value === "frame" ? this.frame : Number(value)) / this.ratio - 1) < 0.02;
    const found = this.box && [...this.fields.shape.options].find((option) => !option.hidden && near(option.value));
    this.fields.shape.value = found ? found.value : "";
    this._place();
  }

  _changed(name) {
    const { recipe, fields } = this;
    if (name === "place") return void this._shape();
    if (name === "shape") return void this._begin();
    for (const each of RANGES) recipe[each] = Number(fields[each].value);
    if (fields.text.value.trim()) recipe.words = { text: fields.text.value, place: fields.where.value };
    else delete recipe.words;
    if (fields.logo.value) recipe.logo = { asset: Number(fields.logo.value), corner: fields.corner.value };
    else delete recipe.logo;
    this.draw();
  }

  /** The largest crop of the chosen shape around the point that matters: the middle of the crop there was. */
  _begin() {
    const { value } = this.fields.shape;
    if (!value || !this.whole.naturalWidth) return void (this.box = null);
    this.ratio = value === "frame" ? this.frame : Number(value);
    const before = this.box ?? Object.values(this.recipe.crops ?? {})[0] ?? [0, 0, 1, 1];
    this._sized(1, [before[0] + before[2] / 2, before[1] + before[3] / 2]);
  }

  /** A crop of `width` (a share) with the shape's height, around a point. */
  _sized(width, [x, y]) {
    const flat = this.whole.naturalWidth / this.whole.naturalHeight / this.ratio;
    const wide = Math.max(SMALLEST, SMALLEST / flat, Math.min(width, 1, 1 / flat));
    this._moved(x - wide / 2, y - (wide * flat) / 2, wide, wide * flat);
  }

  _moved(left, top, width = this.box[2], height = this.box[3]) {
    this.box = [within(left, 1 - width), within(top, 1 - height), width, height].map((each) => Number(each.toFixed(4)));
  }

  _turn() {
    this.recipe.turn = ((this.recipe.turn ?? 0) + 90) % 360;
    delete this.recipe.crops;
    this._shape();
    this._draw();
  }

  _draw() {
    const { crops: _crops, words: _words, logo: _logo, ...plain } = this.recipe;
    const [whole, result] = [sketch(this.thumb, plain), sketch(this.thumb, only(this.recipe, this.place))];
    if (this.whole.getAttribute("src") !== whole) this.whole.src = whole;
    this.result.src = result;
  }

  _place() {
    this.crop.hidden = !this.box;
    if (!this.box) return;
    const [left, top, width, height] = this.box.map((each) => `${each * 100}%`);
    Object.assign(this.crop.style, { left, top, width, height });
  }

  _pointers() {
    let held = null;
    this.stage.addEventListener("pointerdown", (event) => {
      if (!this.box || event.button) return;
      if (!event.target.closest(".crop")) this._centre(event);
      held = { x: event.clientX, y: event.clientY, box: this.box, sizes: event.target === this.handle };
      this.stage.setPointerCapture(event.pointerId);
    });
    this.stage.addEventListener("pointermove", (event) => {
      if (!held) return;
      const area = this.whole.getBoundingClientRect();
      const [x, y] = [(event.clientX - held.x) / area.width, (event.clientY - held.y) / area.height];
      const [left, top, width, height] = held.box;
      if (held.sizes) this._sized(width + 2 * x, [left + width / 2, top + height / 2]);
      else this._moved(left + x, top + y);
    });
    for (const name of ["pointerup", "pointercancel"]) this.stage.addEventListener(name, () => { held = null; });
  }

  /** The point that matters. */
  _centre(event) {
    const area = this.whole.getBoundingClientRect();
    const [, , width, height] = this.box;
    this._moved((event.clientX - area.left) / area.width - width / 2, (event.clientY - area.top) / area.height - height / 2);
  }

  _keys(event) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way || !this.box || !this.crop.contains(event.target)) return;
    event.preventDefault();
    const step = event.shiftKey ? 0.1 : 0.01;
    const [left, top, width, height] = this.box;
    if (event.target === this.handle) this._sized(width + step * 2 * (way[0] + way[1]), [left + width / 2, top + height / 2]);
    else this._moved(left + step * way[0], top + step * way[1]);
  }

  _take() {
    for (const name of ["turn", ...RANGES]) if (!this.recipe[name]) delete this.recipe[name];
    this.pictures.prepare(this.asset, this.recipe);
    this.dialog.close();
  }
}
