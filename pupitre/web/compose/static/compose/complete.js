// Hashtags and handles used before, under the caret while one is typed. Whoever types on is never held up.
import { placeOf, typedAt, typeOver } from "./caret.js";
import { announce, say } from "./words.js";

const FIELDS = "#text, #thread textarea";
const MOST = 7;
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export class Complete {
  constructor(editor, vocabulary) {
    this.editor = editor;
    this.known = { hashtags: [], handles: {}, groups: [] };
    this.list = document.getElementById("completions");
    this.field = null; // that it stands under, while it is open
    vocabulary.then((known) => { this.known = known; });
    editor.element.addEventListener("input", (event) => event.target.matches(FIELDS) && this._look(event.target));
    editor.element.addEventListener("keydown", (event) => this._key(event));
    editor.element.addEventListener("focusout", () => this.close());
    editor.element.addEventListener("click", (event) => this.field && event.target === this.field && this._look(this.field));
    editor.element.querySelector("[data-tool=hashtags]").addEventListener("click", () => this._start());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the caret stays where it is
    this.list.addEventListener("click", (event) => this._pick(event.target.closest("[role=option]")));
    addEventListener("scroll", () => this._place(), { passive: true });
    addEventListener("resize", () => this._place()); // as when the keyboard of a phone rises
  }

  /** From the toolbar: a "#" where the caret stands, and what the brand uses most. */
  _start() {
    const shown = [...document.querySelectorAll(FIELDS)].filter((field) => field.checkVisibility());
    const field = shown.find((each) => each === this.last) ?? shown[0];
    if (!field) return;
    const at = field.selectionEnd;
    typeOver(field, /\S$/.test(field.value.slice(0, at)) ? " #" : "#", at, at);
    this._look(field);
  }

  _look(field) {
    this.last = field;
    const typed = field.selectionStart === field.selectionEnd ? typedAt(field.value, field.selectionEnd) : null;
    const found = typed ? this._found(typed) : [];
    if (!found.length) return this.close();
    Object.assign(this, { field, typed });
    this.list.replaceChildren(...found.map((each, place) => this._option(each, place)));
    const exact = this._words(typed.kind).some((word) => fold(word.slice(1)) === fold(typed.word));
    this._open();
    this._mark(typed.word && !exact ? 0 : -1); // with the word written out, Enter is a new line
  }

  _words(kind) {
    if (kind === "#") return this.known.hashtags;
    const channels = this.editor.channel ? [this.editor.channel] : this.editor.draft.chosen;
    const networks = new Set(channels.map((channel) => channel.key));
    return [...new Set([...networks].flatMap((network) => this.known.handles[network] ?? []))];
  }

  /** [{text, name, words}], those that begin so before those that have it within. */
  _found({ kind, word }) {
    const asked = fold(word);
    const begins = [];
    const within = [];
    for (const each of this._words(kind)) {
      const folded = fold(each.slice(1));
      if (folded === asked) continue;
      if (folded.startsWith(asked)) begins.push({ text: each });
      else if (asked.length > 1 && folded.includes(asked)) within.push({ text: each });
      if (begins.length >= MOST) break;
    }
    const groups = kind === "#" ? this.known.groups.filter((group) => fold(group.name).includes(asked)) : [];
    const shown = groups.slice(0, 3).map((group) => ({ text: group.words.join(" "), name: group.name, count: group.words.length }));
    return [...begins, ...within].slice(0, MOST).concat(shown);
  }

  _option({ text, name, count }, place) {
    const option = document.createElement("li");
    option.id = `completion-${place}`;
    option.setAttribute("role", "option");
    option.dataset.text = text;
    option.append(name ?? text);
    if (name) {
      const told = document.createElement("span");
      told.className = "faint";
      told.textContent = say("of_group", { count });
      option.append(told);
    }
    return option;
  }

  _open() {
    const { list, field } = this;
    if (!list.matches(":popover-open")) list.showPopover();
    this._place();
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", list.id);
    announce(say("completions", { count: list.children.length }));
  }

  _place() {
    const { list, field, typed } = this;
    if (!field) return;
    const place = placeOf(field, typed.start);
    list.style.left = `${Math.max(8, Math.min(place.left, innerWidth - list.offsetWidth - 8))}px`;
    const fits = place.bottom + list.offsetHeight + 6 < innerHeight;
    list.style.top = `${Math.max(8, fits ? place.bottom + 4 : place.top - list.offsetHeight - 4)}px`;
  }

  close() {
    if (!this.field) return;
    this.field.removeAttribute("aria-activedescendant");
    this.field.removeAttribute("aria-controls");
    this.field = null;
    this.list.hidePopover();
  }

  _mark(place) {
    this.place = place;
    for (const [each, option] of [...this.list.children].entries()) option.setAttribute("aria-selected", String(each === place));
    const option = this.list.children[place];
    if (option) this.field.setAttribute("aria-activedescendant", option.id);
    else this.field.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  _key(event) {
    if (!this.field || event.target !== this.field || event.isComposing) return;
    const count = this.list.children.length;
    if (event.key === "ArrowDown") this._mark((this.place + 1) % count);
    else if (event.key === "ArrowUp") this._mark((Math.max(this.place, 0) - 1 + count) % count);
    else if (event.key === "Escape") this.close();
    else if (["Enter", "Tab"].includes(event.key) && this.place >= 0 && !event.shiftKey && !event.ctrlKey && !event.metaKey) this._pick(this.list.children[this.place]);
    else {
      if (["ArrowLeft", "ArrowRight", "Home", "End", "Enter"].includes(event.key)) this.close();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  _pick(option) {
    if (!option || !this.field) return;
    const { field, typed } = this;
    const gap = /^\s/.test(field.value.slice(typed.end)) ? "" : " ";
    this.close();
    typeOver(field, option.dataset.text + gap, typed.start, typed.end);
    this.close(); // what was put in is complete
  }
}
