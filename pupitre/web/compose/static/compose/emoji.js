// Emoji by name, in the reader's language. Their list is loaded when it is first opened.
import { typeOver } from "./caret.js";
import { announce, say } from "./words.js";

const FIELDS = "textarea, input:not([type]), input[type=text]";
const RECENT = "pupitre:emoji";
const TONE = "pupitre:emoji-tone";
const MOST_RECENT = 18;
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export class Emoji {
  constructor(editor) {
    this.panel = document.getElementById("emoji-panel");
    this.button = document.getElementById("emoji-button");
    this.search = document.getElementById("emoji-search");
    this.tone = document.getElementById("emoji-tone");
    this.list = document.getElementById("emoji-list");
    this.rows = null;
    editor.element.addEventListener("focusin", (event) => {
      if (event.target.matches(FIELDS) && !this.panel.contains(event.target)) this.field = event.target;
    });
    this.panel.addEventListener("toggle", (event) => event.newState === "open" && this._opened());
    this.search.addEventListener("input", () => this._fill());
    this.search.addEventListener("keydown", (event) => this._searching(event));
    this.tone.value = kept(TONE) ?? "";
    this.tone.addEventListener("change", () => { keep(TONE, this.tone.value); this._fill(); });
    this.list.addEventListener("click", (event) => this._pick(event.target.closest("button")));
    this.list.addEventListener("keydown", (event) => this._walk(event));
  }

  async _opened() {
    this.search.value = "";
    this._place();
    this.search.focus();
    try {
      this.rows ??= await (await fetch(this.panel.dataset.source)).json();
    } catch {
      this.list.textContent = say("emoji_away");
      return;
    }
    this._fill();
    this._place();
  }

  /** Beside its button on a desk; on a phone the style sheet lets it rise from below. */
  _place() {
    const box = this.button.getBoundingClientRect();
    const most = innerHeight - this.panel.offsetHeight - 12;
    this.panel.style.setProperty("--top", `${Math.max(12, Math.min(box.bottom + 6, most))}px`);
    this.panel.style.setProperty("--left", `${Math.max(12, Math.min(box.left, innerWidth - this.panel.offsetWidth - 12))}px`);
  }

  _fill() {
    const asked = fold(this.search.value).split(/\s+/).filter(Boolean);
    const shown = asked.length ? this._found(asked) : [...this._recent(), ...this.rows];
    this.list.replaceChildren(...shown.map((row, place) => this._shown(row, place)));
    this.list.classList.toggle("none", !shown.length);
    if (!shown.length) this.list.textContent = say("emoji_none");
    this.list.scrollTop = 0;
    if (asked.length) announce(say("emoji_found", { count: shown.length }));
  }

  /** Every word begins one of its name or of its further words; by name first. */
  _found(asked) {
    const has = (words) => asked.every((each) => words.some((word) => word.startsWith(each)));
    const named = (row) => fold(row[3]).split(/[^\p{L}\p{N}]+/u);
    const byName = this.rows.filter((row) => has(named(row)));
    const further = this.rows.filter((row) => !byName.includes(row) && has([...named(row), ...row[4].split(" ")]));
    return [...byName, ...further];
  }

  _recent() {
    const names = (kept(RECENT) ?? "").split(" ").filter(Boolean);
    return names.map((name) => this.rows.find((row) => row[0] === name)).filter(Boolean);
  }

  _shown(row, place) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = this._toned(row);
    button.title = row[3];
    button.setAttribute("aria-label", row[3]);
    button.dataset.emoji = row[0];
    button.tabIndex = place ? -1 : 0;
    return button;
  }

  _toned([emoji, , takes]) {
    if (!takes || !this.tone.value) return emoji;
    const [first, ...rest] = emoji.replaceAll("\ufe0f", "");
    return first + this.tone.value + rest.join("");
  }

  _searching(event) {
    const first = this.list.querySelector("button");
    if (!first || !["Enter", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    if (event.key === "Enter") this._pick(first);
    else first.focus();
  }

  /** Arrows go through the rows as they stand. */
  _walk(event) {
    const all = [...this.list.querySelectorAll("button")];
    const at = all.indexOf(document.activeElement);
    const wide = Math.max(1, all.findIndex((each) => each.offsetTop > all[0].offsetTop));
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: wide, ArrowUp: -wide }[event.key];
    if (!step || at < 0) return;
    event.preventDefault();
    if (at + step < 0) return this.search.focus();
    all[Math.min(at + step, all.length - 1)].focus();
  }

  _pick(button) {
    if (!button) return;
    const { emoji } = button.dataset;
    const others = (kept(RECENT) ?? "").split(" ").filter((each) => each && each !== emoji);
    keep(RECENT, [emoji, ...others].slice(0, MOST_RECENT).join(" "));
    this.panel.hidePopover();
    const field = this.field?.isConnected && this.field.checkVisibility() ? this.field : document.getElementById("text");
    typeOver(field, button.textContent, field.selectionStart, field.selectionEnd);
  }
}

function kept(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function keep(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch { /* full or forbidden: it is asked again next time */ }
}
