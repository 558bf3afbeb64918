// The article first: the other channels wait for it, and carry its address where the writer wants it.
import { typeOver } from "./caret.js";

const PLACE = "{article}";

export class First {
  constructor(editor) {
    Object.assign(this, { editor, draft: editor.draft });
    this.element = document.getElementById("first");
    this.choice = document.getElementById("first-channel");
    this.button = document.getElementById("put-article");
    this.text = document.getElementById("text");
    this.choice.addEventListener("change", () => this.draft.write("all", "first", Number(this.choice.value)));
    this.button.addEventListener("click", () => typeOver(this.text, PLACE, this.text.selectionStart, this.text.selectionEnd));
    editor.pieces.push(this);
  }

  fill() {
    this.mark();
  }

  mark() {
    const { chosen, content } = this.draft;
    const articles = chosen.filter((channel) => channel.article);
    this.element.hidden = !articles.length || articles.length === chosen.length;
    for (const option of this.choice.options) {
      option.hidden = option.disabled = option.value !== "0" && !articles.some((channel) => String(channel.id) === option.value);
    }
    const leads = content.first === 0 ? 0 : (articles.find((channel) => channel.id === content.first) ?? articles[0])?.id ?? 0;
    this.choice.value = String(leads);
    this.button.hidden = !leads || Boolean(this.editor.channel?.article);
    document.getElementById("first-help").hidden = !leads;
  }
}
