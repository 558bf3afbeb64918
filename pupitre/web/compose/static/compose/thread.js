// The parts of a thread after the first, and cutting a long text into them.
import { announce, say } from "./words.js";

export class Thread {
  constructor(editor) {
    this.editor = editor;
    this.list = document.getElementById("thread");
    this.piece = document.getElementById("part-piece").content.firstElementChild;
    editor.pieces.push(this);
    this.list.addEventListener("input", () => this._read());
    this.list.addEventListener("click", (event) => this._verb(event));
    editor.element.querySelector("[data-tool=thread]").addEventListener("click", () => this._add());
    editor.element.querySelector("[data-tool=split]").addEventListener("click", () => this._split());
  }

  get parts() {
    return this.editor.value("thread");
  }

  fill() {
    this.list.replaceChildren(...this.parts.map((text, place) => this._shown(text, place)));
  }

  mark() {
    this.list.hidden = !this.parts.length || !this.editor.takes("thread");
  }

  _shown(text, place) {
    const shown = this.piece.cloneNode(true);
    const field = shown.querySelector("textarea");
    field.id = `part-${place}`;
    field.value = text;
    shown.querySelector("label").htmlFor = field.id;
    shown.querySelector("label").textContent = say("part", { place: place + 2 });
    return shown;
  }

  _read() {
    this.editor.write("thread", [...this.list.querySelectorAll("textarea")].map((field) => field.value));
  }

  _write(parts, focus) {
    this.editor.write("thread", parts);
    this.fill();
    this.editor.mark();
    (this.list.children[focus]?.querySelector("textarea") ?? document.getElementById("text")).focus();
  }

  _add() {
    this._write([...this.parts, ""], this.parts.length);
  }

  _verb(event) {
    const verb = event.target.closest("[data-verb]")?.dataset.verb;
    if (!verb) return;
    const place = [...this.list.children].indexOf(event.target.closest(".part"));
    const all = [this.editor.value("text"), ...this.parts];
    const [part] = all.splice(place + 1, 1);
    if (verb !== "out") all.splice(Math.max(0, place + 1 + (verb === "up" ? -1 : 1)), 0, part);
    this.editor.write("text", all[0]);
    document.getElementById("text").value = all[0];
    this._write(all.slice(1), verb === "out" ? place : Math.max(0, place + (verb === "up" ? -1 : 1)));
  }

  /** By sentences, so that each part fits the tightest channel that takes threads. */
  async _split() {
    const channels = this.editor.channel ? [this.editor.channel] : this.editor.draft.chosen;
    const ids = channels.filter((channel) => channel.thread > 1 && channel.length).map((channel) => channel.id);
    const whole = [this.editor.value("text"), ...this.parts].join("\n\n").trim();
    const parts = await this.editor.divide(whole, ids);
    if (!parts) return;
    if (parts.length < 2) {
      announce(say("split_none"));
      this.editor.tell(say("split_none"));
      return;
    }
    this.editor.write("text", parts[0]);
    document.getElementById("text").value = parts[0];
    this._write(parts.slice(1), 0);
    announce(say("split_done", { count: parts.length }));
  }
}
