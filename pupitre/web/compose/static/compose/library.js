// The brand's own pictures, to take one again.
export class Library {
  constructor(editor, pictures, urls) {
    Object.assign(this, { editor, pictures, urls, last: 0 });
    this.dialog = document.getElementById("library-dialog");
    this.list = document.getElementById("library");
    this.more = document.getElementById("library-more");
    this.piece = document.getElementById("kept-piece").content.firstElementChild;
    editor.element.querySelector("[data-tool=library]").addEventListener("click", () => this.open());
    this.more.addEventListener("click", () => this._page());
  }

  async open() {
    this.list.replaceChildren();
    this.last = 0;
    this.dialog.showModal();
    await this._page();
    document.getElementById("library-empty").hidden = this.list.children.length > 0;
  }

  async _page() {
    const answer = await fetch(this.last ? `${this.urls.pictures}?before=${this.last}` : this.urls.pictures);
    const { pictures } = answer.ok ? await answer.json() : { pictures: [] };
    this.list.append(...pictures.map((picture) => this._shown(picture)));
    this.last = pictures.at(-1)?.asset ?? this.last;
    this.more.hidden = pictures.length < 24;
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
