// The brand's own pictures, to take one again.
import { later } from "./desk.js";

export class Library {
  constructor(editor, pictures, urls) {
    Object.assign(this, { editor, pictures, urls, next: 0 });
    this.dialog = document.getElementById("library-dialog");
    this.list = document.getElementById("library");
    this.more = document.getElementById("library-more");
    this.piece = document.getElementById("kept-piece").content.firstElementChild;
    editor.element.querySelector("[data-tool=library]").addEventListener("click", () => this.open());
    this.more.addEventListener("click", () => this._page());
    this.field = document.getElementById("library-search");
    this.field.addEventListener("input", later(() => this._anew(), 250));
  }

  async open() {
    this.field.value = "";
    this.list.replaceChildren();
    this.dialog.showModal();
    await this._anew();
  }

  async _anew() {
    this.next = 0;
    await this._page();
    document.getElementById("library-empty").hidden = this.list.children.length > 0;
  }

  async _page() {
    const asked = new URLSearchParams({ q: this.field.value, after: this.next });
    const answer = await fetch(`${this.urls.pictures}?${asked}`);
    const { pictures, next } = answer.ok ? await answer.json() : { pictures: [], next: 0 };
    if (asked.get("q") !== this.field.value) return; // somebody typed on: a newer answer comes
    if (!this.next) this.list.replaceChildren();
    this.list.append(...pictures.map((picture) => this._shown(picture)));
    this.next = next;
    this.more.hidden = !next;
  }

  _shown(picture) {
    const shown = this.piece.cloneNode(true);
    shown.querySelector("img").src = picture.thumb;
    shown.querySelector("span").textContent = picture.name;
    shown.querySelector("button").addEventListener("click", () => {
      this.pictures.add(picture);
      this.dialog.close();
    });
    return shown;
  }
}
