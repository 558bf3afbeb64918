// Saving by itself: 800 ms after the last letter, at once when the page is left, one save at a time.
import { later, post } from "./desk.js";
import { announce, say, since } from "./words.js";

const WAIT = 800; // ms
const MOST = 4_000; // ms: who writes without a pause is saved too
const AGAIN = [2_000, 4_000, 8_000, 15_000, 30_000]; // ms after the desk was away
const BROKEN = { 400: "refused", 401: "signed_out", 403: "signed_out", 404: "gone", 413: "too_long" };

export class Saver extends EventTarget {
  constructor(draft, keep, urls, savedAt) {
    super();
    Object.assign(this, { draft, keep, urls, tries: 0, flying: null, dirty: false, stopped: false });
    this.savedAt = savedAt ? new Date(savedAt).getTime() : 0;
    this.place = document.getElementById("saved");
    this.soon = later(() => this.save(), WAIT, MOST);
    draft.addEventListener("change", () => this._touched());
    addEventListener("blur", () => this.leave(), true);
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.leave());
    addEventListener("pagehide", () => this.leave({ closing: true }));
    addEventListener("online", () => this.dirty && this.save());
    setInterval(() => this._tell(), 1_000);
    this._tell();
  }

  _touched() {
    if (!this.draft.id && this.draft.isBlank) return;
    this.dirty = true;
    if (!this.stopped) this.soon();
  }

  /**
   * The page may be going away: what is not saved leaves now, and is kept here whatever comes.
   * A draft that has no address yet is only kept here: nobody would be left to learn its address.
   */
  leave({ closing = false } = {}) {
    if (!this.dirty) return;
    this.keep.write();
    if (!this.stopped && (this.draft.id || !closing)) this.save({ keepalive: true });
  }

  /** True when the desk has everything; several calls share one request at a time. */
  async save({ keepalive = false, extra = {} } = {}) {
    this.soon.never();
    while (this.flying) await this.flying;
    if (!this.dirty && !extra.keep) return true;
    this.flying = this._send(keepalive, extra);
    const ok = await this.flying;
    this.flying = null;
    return ok;
  }

  async _send(keepalive, extra) {
    this.dirty = false;
    this._show("saving");
    const { draft, urls } = this;
    const body = { ...draft.words, known: draft.number, ...extra };
    const { status, body: said } = await post(draft.id ? urls.save : urls.begin, body, { keepalive });
    if (status === 200 || status === 201) {
      this._saved(said, extra);
      return true;
    }
    this.dirty = true;
    this.keep.write();
    if (status === 409) this._conflict(said);
    else this._failed(status);
    return false;
  }

  _saved(said, extra) {
    const isNew = !this.draft.id;
    this.tries = 0;
    this.stopped = false;
    this.savedAt = Date.now();
    this.draft.number = said.number;
    if (isNew) {
      this.draft.id = said.id;
      Object.assign(this.urls, said.urls);
      this.keep.move(said.id);
    }
    if (this.dirty) this.keep.write();
    else this.keep.forget();
    this._tell();
    this.dispatchEvent(new CustomEvent("saved", { detail: { isNew, said, extra } }));
  }

  _conflict(said) {
    this.stopped = true;
    this._show("conflict", "");
    this.dispatchEvent(new CustomEvent("conflict", { detail: said }));
  }

  _failed(status) {
    const words = say(BROKEN[status] ?? "kept_here");
    this._show("failed", words);
    announce(words);
    if (status && status < 500) {
      this.dispatchEvent(new CustomEvent("refused", { detail: words }));
      return;
    }
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.dirty && this.save(), AGAIN[Math.min(this.tries++, AGAIN.length - 1)]);
  }

  _show(state, words) {
    this.place.dataset.state = state;
    this.place.querySelector("[data-words]").textContent = words ?? say("saving");
  }

  _tell() {
    if (["failed", "conflict"].includes(this.place.dataset.state) && this.dirty) return;
    if (this.flying && this.place.dataset.state === "saving") return;
    if (!this.savedAt) return this._show("new", say("not_yet"));
    const recent = Date.now() - this.savedAt < 1_500;
    const filling = { ago: since(this.savedAt), number: this.draft.number };
    this._show("saved", say(recent ? "saved_now" : "saved", filling));
  }
}
