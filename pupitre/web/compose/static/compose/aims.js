// What the post is for: campaign, objective, labels. They belong to the post, not to its words.
import { post } from "./desk.js";
import { announce, say } from "./words.js";

export class Aims {
  constructor(draft, urls, vocabulary) {
    Object.assign(this, { draft, urls });
    this.campaign = document.getElementById("campaign");
    this.objectives = [...document.querySelectorAll("[data-objective]")];
    this.label = document.getElementById("label");
    this.labels = document.getElementById("labels");
    this.piece = document.getElementById("label-piece").content.firstElementChild;
    this.dialog = document.getElementById("campaign-dialog");
    this.campaign.addEventListener("change", () => this._choose());
    for (const chip of this.objectives) chip.addEventListener("click", () => this._aim(chip.dataset.objective));
    this.label.addEventListener("keydown", (event) => this._typed(event));
    this.label.addEventListener("blur", () => this._take());
    this.label.addEventListener("input", () => this.label.value.includes(",") && this._take());
    this.labels.addEventListener("click", (event) => this._drop(event.target.closest("button")));
    this.dialog.querySelector("form").addEventListener("submit", (event) => this._begin(event));
    this.dialog.querySelector("[data-back]").addEventListener("click", () => this.dialog.close());
    this.fill();
    vocabulary.then((known) => this._learn(known));
  }

  /** The open campaigns, and the labels that were used before. */
  _learn({ campaigns, labels }) {
    for (const { id, name } of campaigns) this._offer(id, name);
    document.getElementById("known-labels").replaceChildren(...labels.map((name) => new Option(name, name)));
    this.fill();
  }

  _offer(id, name) {
    if (!this.campaign.querySelector(`[value="${id}"]`)) this.campaign.querySelector("[value=new]").before(new Option(name, id));
  }

  get aims() {
    return this.draft.aims;
  }

  fill() {
    const { campaign, objective, labels } = this.aims;
    this.campaign.value = campaign ?? "";
    for (const chip of this.objectives) chip.setAttribute("aria-pressed", String(chip.dataset.objective === objective));
    this.labels.replaceChildren(...labels.map((name) => {
      const item = this.piece.cloneNode(true);
      item.querySelector("span").textContent = name;
      item.querySelector("button").setAttribute("aria-label", say("label_out", { name }));
      item.querySelector("button").dataset.label = name;
      return item;
    }));
  }

  _set(part) {
    this.draft.aim(part);
    this.fill();
  }

  _choose() {
    if (this.campaign.value !== "new") return this._set({ campaign: Number(this.campaign.value) || null });
    this.fill(); // until it is begun, the one before stays
    document.getElementById("campaign-wrong").hidden = true;
    this.dialog.showModal();
    document.getElementById("campaign-name").select();
  }

  /** The dialog closes once the campaign is there; what is wrong is said in it. */
  async _begin(event) {
    event.preventDefault();
    const { status, body } = await post(this.urls.campaigns, new URLSearchParams({ name: document.getElementById("campaign-name").value }));
    if (status !== 201) {
      const wrong = document.getElementById("campaign-wrong");
      wrong.textContent = body?.refused ?? say("not_begun");
      wrong.hidden = false;
      return;
    }
    this._offer(body.id, body.name);
    this._set({ campaign: body.id });
    this.dialog.close();
    this.campaign.focus();
  }

  _aim(objective) {
    this._set({ objective: this.aims.objective === objective ? "" : objective });
  }

  _typed(event) {
    if (event.key === "Enter") {
      event.preventDefault();
      this._take();
    } else if (event.key === "Backspace" && !this.label.value && this.aims.labels.length) {
      this._set({ labels: this.aims.labels.slice(0, -1) });
    }
  }

  _take() {
    const names = this.label.value.split(",").map((name) => name.trim().replace(/\s+/g, " ")).filter(Boolean);
    this.label.value = "";
    if (names.length) this._set({ labels: [...new Set([...this.aims.labels, ...names])].slice(0, 20) });
  }

  _drop(button) {
    if (!button) return;
    this._set({ labels: this.aims.labels.filter((name) => name !== button.dataset.label) });
    announce(say("label_gone", { name: button.dataset.label }));
    this.label.focus();
  }
}
