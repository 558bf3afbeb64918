// Counts, objections and previews follow the words: one request at a time, 150 ms after the last letter.
import { later, post } from "./desk.js";

const WAIT = 150; // ms
const MOST = 600;
const PARTS = ["counts", "lines", "previews"];

export class Live {
  constructor(draft, urls) {
    Object.assign(this, { draft, urls, flying: null, refused: 0 });
    this.soon = later(() => this.look(), WAIT, MOST);
    const standing = document.getElementById("in-the-way"); // what kept it from being planned may be mended by now
    draft.addEventListener("change", () => {
      standing.replaceChildren();
      this.soon();
    });
  }

  async look() {
    this.flying?.abort();
    const flight = (this.flying = new AbortController());
    try {
      const { status, body } = await post(this.urls.look, { ...this.draft.words, known: this.draft.number }, { signal: flight.signal });
      if (status === 200) this._show(body);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }

  _show(html) {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    for (const part of PARTS) {
      const place = document.getElementById(part);
      const news = fresh.content.querySelector(`[data-part=${part}]`);
      if (place.dataset.shown === news.innerHTML) continue;
      place.dataset.shown = news.innerHTML;
      this._replace(place, news);
    }
  }

  /** Opened warnings stay open, and whoever is on a button of the old lines stays on the new one. */
  _replace(place, news) {
    const open = [...place.querySelectorAll("details[open]")].map((details) => details.dataset.open);
    const focused = place.contains(document.activeElement) ? document.activeElement.dataset.goto : null;
    place.replaceChildren(...news.childNodes);
    for (const details of place.querySelectorAll("details")) details.open = open.includes(details.dataset.open);
    if (focused) (place.querySelector(`[data-goto="${focused}"]`) ?? place.querySelector("button"))?.focus();
  }
}
