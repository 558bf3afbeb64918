// The card of a link: read when an address is pasted or typed, changed or left out by hand.
import { later, post, upload } from "./desk.js";
import { say } from "./words.js";

const LINK = /https?:\/\/[^\s<>"'“”«»]*[^\s<>"'“”«».,;:!?…)\]}]/i;
const WAIT = 700; // ms: an address is not read while it is typed

export class LinkCard {
  constructor(editor, urls) {
    Object.assign(this, { editor, urls, refused: new Set(), asked: "" });
    this.box = document.getElementById("card");
    this.state = document.getElementById("card-state");
    this.title = document.getElementById("card-title");
    this.description = document.getElementById("card-description");
    this.refused.add(this._link()); // what stood there before is as it was left
    editor.pieces.push(this);
    this.soon = later(() => this._notice(), WAIT);
    editor.draft.addEventListener("change", (event) => event.detail.key === "text" && this.soon());
    for (const field of [this.title, this.description]) field.addEventListener("input", () => this._read());
    this.box.addEventListener("click", (event) => this._verb(event));
    editor.element.querySelector("[data-tool=card]").addEventListener("click", () => this._byHand());
    const file = document.getElementById("card-file");
    file.addEventListener("change", () => this._picture(file.files[0]));
  }

  get card() {
    return this.editor.value("card") || null;
  }

  fill() {
    const { card } = this;
    if (!card) return;
    this.title.value = card.title ?? "";
    this.description.value = card.description ?? "";
    document.getElementById("card-url").textContent = card.url;
    const asset = card.asset && this.editor.draft.assets.get(String(card.asset));
    const place = document.getElementById("card-image");
    place.replaceChildren();
    if (!asset) return;
    const image = new Image(120, 90);
    image.src = asset.thumb;
    image.alt = "";
    place.append(image);
  }

  mark() {
    this.box.hidden = !this.card || !this.editor.takes("card");
    document.getElementById("card-note").hidden = !this.editor.value("pictures").length;
  }

  _link() {
    return this.editor.value("text").match(LINK)?.[0] ?? "";
  }

  _notice() {
    const url = this._link();
    if (!url || this.card || this.refused.has(url) || !this.editor.takes("card")) return;
    this.refused.add(url);
    this.fetch(url, this.editor.tab);
  }

  /** Read the page behind an address; without an answer the card is left to be written by hand. */
  async fetch(url, tab = this.editor.tab) {
    this.asked = url;
    this._tell(say("reading_link", { host: URL.canParse(url) ? new URL(url).host : url }));
    const { status, body } = await post(this.urls.card, new URLSearchParams({ url }));
    if (this.asked !== url) return;
    if (status === 200) {
      if (body.picture) this.editor.draft.assets.set(String(body.picture.asset), body.picture);
      this.editor.draft.write(tab, "card", body.card);
      this._tell("");
      this.editor.show();
    } else this._tell(body?.refused ?? say("link_away"));
  }

  async _byHand() {
    const url = this._link() || (await askAddress());
    if (!url) return;
    this.editor.write("card", { url, title: "", description: "", asset: null });
    this.fill();
    this.editor.mark();
    await this.fetch(url);
    this.title.focus();
  }

  _read() {
    this.editor.write("card", { ...this.card, title: this.title.value, description: this.description.value });
  }

  async _picture(file) {
    if (!file) return;
    const { body } = await upload(this.urls.pictures, file, () => {});
    document.getElementById("card-file").value = "";
    const [brought] = body?.pictures ?? [];
    if (!brought?.asset) return this._tell(brought?.refused ?? say("lost_upload", { name: file.name }));
    this.editor.draft.assets.set(String(brought.asset), brought);
    this.editor.write("card", { ...this.card, asset: brought.asset });
    this.fill();
  }

  _verb(event) {
    const verb = event.target.closest("[data-card]")?.dataset.card;
    if (verb === "again") this.fetch(this.card.url);
    if (verb !== "off") return;
    this.refused.add(this.card.url);
    this.editor.write("card", null);
    this._tell("");
    this.editor.mark();
    this.editor.focus("text");
  }

  _tell(words) {
    this.state.textContent = words;
    this.state.hidden = !words;
  }
}

/** An address from a small dialog; "" when it was left. */
export function askAddress(known = "") {
  const dialog = document.getElementById("link-dialog");
  const field = document.getElementById("link-address");
  field.value = known;
  dialog.returnValue = "";
  dialog.showModal();
  field.select();
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue === "go" ? field.value.trim() : ""), { once: true });
  });
}
