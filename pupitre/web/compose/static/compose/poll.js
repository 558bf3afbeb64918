// A poll: its choices, how long it lasts, one answer or several.
import { say } from "./words.js";

const NEW = { options: ["", ""], seconds: 86_400, multiple: false };

export class Poll {
  constructor(editor) {
    this.editor = editor;
    this.box = document.getElementById("poll");
    this.list = document.getElementById("options");
    this.piece = document.getElementById("option-piece").content.firstElementChild;
    this.seconds = document.getElementById("poll-seconds");
    this.multiple = document.getElementById("poll-multiple");
    editor.pieces.push(this);
    this.box.addEventListener("input", () => this._read());
    this.list.addEventListener("click", (event) => this._out(event));
    this.list.addEventListener("keydown", (event) => this._enter(event));
    this.box.querySelector("[data-poll=add]").addEventListener("click", () => this._add());
    editor.element.querySelector("[data-tool=poll]").addEventListener("click", () => this._begin());
  }

  get poll() {
    return this.editor.value("poll") || null;
  }

  fill() {
    const { poll } = this;
    if (!poll) return this.list.replaceChildren();
    this.list.replaceChildren(...poll.options.map((option, place) => this._shown(option, place)));
    this._lasts(poll.seconds);
    this.multiple.checked = poll.multiple;
  }

  mark() {
    this.box.hidden = !this.poll;
  }

  _shown(option, place) {
    const shown = this.piece.cloneNode(true);
    const field = shown.querySelector("input");
    field.value = option;
    field.ariaLabel = say("option", { place: place + 1 });
    field.placeholder = field.ariaLabel;
    return shown;
  }

  _lasts(seconds) {
    if (![...this.seconds.options].some((option) => Number(option.value) === seconds)) {
      this.seconds.add(new Option(say("hours", { count: Math.round(seconds / 3600) }), seconds));
    }
    this.seconds.value = seconds;
  }

  _read() {
    const options = [...this.list.querySelectorAll("input")].map((field) => field.value);
    this.editor.write("poll", { options, seconds: Number(this.seconds.value), multiple: this.multiple.checked });
  }

  _begin() {
    if (!this.poll) this.editor.write("poll", NEW);
    this.fill();
    this.editor.mark();
    this.list.querySelector("input").focus();
  }

  _add() {
    this.list.append(this._shown("", this.list.children.length));
    this._read();
    this.list.lastElementChild.querySelector("input").focus();
  }

  _enter(event) {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = event.target.closest("li").nextElementSibling;
    if (next) next.querySelector("input").focus();
    else this._add();
  }

  _out(event) {
    if (!event.target.closest("[data-verb=out]")) return;
    event.target.closest("li").remove();
    this._read();
    this.fill();
    (this.list.querySelector("input") ?? this.box.querySelector("button")).focus();
  }
}
