// Categories and tags: names with commas between them, and the blog's own categories to click.
const parsed = (text) => [...new Set(text.split(",").map((name) => name.trim()).filter(Boolean))];

export class Names {
  constructor(editor) {
    this.editor = editor;
    this.fields = [...document.querySelectorAll("[data-names]")];
    this.chips = document.getElementById("category-chips");
    editor.pieces.push(this);
    for (const field of this.fields) field.addEventListener("input", () => this._write(field.dataset.names, parsed(field.value)));
    this.chips.addEventListener("click", (event) => this._pick(event.target.closest("button")?.textContent));
  }

  fill() {
    for (const field of this.fields) {
      const names = this.editor.value(field.dataset.names);
      if (document.activeElement !== field || parsed(field.value).join() !== names.join()) field.value = names.join(", ");
    }
    this._chips();
  }

  mark() {
    this._chips();
  }

  _write(key, names) {
    this.editor.write(key, names);
  }

  _pick(name) {
    if (!name) return;
    const chosen = this.editor.value("categories");
    this._write("categories", chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name]);
    this.fill();
  }

  _chips() {
    const known = this.editor.channel?.categories ?? [];
    const chosen = this.editor.value("categories");
    const told = JSON.stringify([known, chosen]);
    if (this.told === told) return;
    this.told = told;
    this.chips.replaceChildren(...known.slice(0, 20).map((name) => {
      const chip = document.createElement("button");
      chip.type = "button";
      chip.className = "chip";
      chip.textContent = name;
      chip.setAttribute("aria-pressed", String(chosen.includes(name)));
      return chip;
    }));
  }
}
