// The panel beside Compose: how far approval has come, and the remarks; it follows what is saved.
import { later } from "../compose/desk.js";
import "./quote.js";

const WAIT = 400; // ms after a save

export class Approval {
  constructor(saver, urls) {
    Object.assign(this, { saver, urls });
    this.place = document.getElementById("approval-panel");
    this.soon = later(() => this.load(), WAIT, 4 * WAIT);
    saver.addEventListener("saved", () => this.soon());
    this.place.addEventListener("submit", (event) => this._submit(event));
    for (const news of ["sse:approval", "sse:remark"]) document.body.addEventListener(news, () => this.soon());
    if (urls.approval) this.load();
  }

  /** Somebody who writes in it is not disturbed. */
  async load() {
    const writes = this.place.contains(document.activeElement) && this.place.querySelector("textarea")?.value;
    if (this.urls.approval && !writes) await this._show(fetch(this.urls.approval, { headers: { "HX-Request": "true" } }));
  }

  async _submit(event) {
    event.preventDefault();
    const form = event.target;
    if (!(await this.saver.save())) return;
    const said = new FormData(form);
    said.set("panel", "1");
    await this._show(fetch(form.action, { method: "POST", body: said, headers: { "HX-Request": "true" } }));
  }

  async _show(asked) {
    const answer = await asked.catch(() => null);
    if (!answer?.ok) return;
    const fresh = document.createElement("template");
    fresh.innerHTML = await answer.text();
    if (fresh.content.querySelector("[data-panel]")) this.place.replaceChildren(fresh.content);
  }
}
