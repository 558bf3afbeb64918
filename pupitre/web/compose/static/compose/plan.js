// Planning, sending now, saying the new words: once, whatever is clicked twice; all that stands in the way at once.
import { post } from "./desk.js";
import { announce, say, wallTime } from "./words.js";
import { say as toast } from "../frame/toasts.js";

export class Plan {
  constructor(draft, saver, keep, urls, editor) {
    Object.assign(this, { draft, saver, keep, urls, editor, busy: false });
    this.buttons = { plan: document.getElementById("plan"), now: document.getElementById("send-now"), renew: document.getElementById("renew") };
    this.buttons.plan?.addEventListener("click", () => this.plan());
    this.buttons.now?.addEventListener("click", () => this.askNow());
    this.buttons.renew?.addEventListener("click", () => this.renew());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !document.querySelector("dialog[open]")) {
        event.preventDefault();
        (this.buttons.plan ?? this.buttons.renew)?.click();
      }
    });
  }

  /** `beside`: in slots that other posts have by now too. */
  async plan(beside = false) {
    const waiting = this.draft.chosen.filter((channel) => !this.draft.times[channel.id]);
    if (this._isMissingSomething()) return;
    if (!this.draft.at && waiting.length) {
      toast(say("no_time"), "warning");
      document.getElementById("when-panel").showPopover();
      document.getElementById("day").focus();
      return;
    }
    await this._send(this.buttons.plan, () => this._ask({ now: false, beside }));
  }

  askNow() {
    if (this._isMissingSomething()) return;
    const dialog = document.getElementById("now-dialog");
    document.getElementById("now-channels").replaceChildren(...this.draft.chosen.map((channel) => this._line(channel)));
    dialog.returnValue = "";
    dialog.addEventListener("close", () => {
      if (dialog.returnValue === "go") this._send(this.buttons.now, () => this._ask({ now: true }));
    }, { once: true });
    dialog.showModal();
  }

  async renew() {
    await this._send(this.buttons.renew, async () => {
      if (!(await this.saver.save())) return { status: 0, body: null };
      return post(this.urls.renew, {});
    });
  }

  _isMissingSomething() {
    if (this.draft.isBlank) toast(say("choose_blank"), "warning");
    else if (!this.draft.chosen.length) toast(say("no_channel"), "warning");
    else return false;
    return true;
  }

  _line(channel) {
    const line = document.getElementById("now-piece").content.firstElementChild.cloneNode(true);
    const pick = document.querySelector(`[data-channel="${channel.id}"] .net`);
    if (pick) line.querySelector("[data-mark]").append(pick.cloneNode(true));
    line.querySelector("[data-name]").textContent = channel.name;
    const own = this.draft.times[channel.id];
    line.querySelector("[data-time]").textContent = own ? wallTime(own) : say("now");
    return line;
  }

  /** Everything is saved with the plan itself; a draft that has no address yet gets one first. */
  async _ask(extra) {
    if (!this.draft.id && !(await this.saver.save())) return { status: 0, body: null };
    await this.saver.flying;
    this.saver.soon.never();
    return post(this.urls.plan, { ...this.draft.words, known: this.draft.number, ...extra });
  }

  async _send(button, ask) {
    if (this.busy) return;
    this.busy = true;
    button.setAttribute("aria-busy", "true");
    announce(say("planning"));
    const { status, body } = await ask();
    if (status === 200) {
      this.keep.forget();
      this.saver.dirty = false;
      location.assign(body.go);
      return; // the button rests until the next page is there
    }
    this.busy = false;
    button.removeAttribute("aria-busy");
    if (status === 422) this._stands(body);
    else if (status === 409) this.saver._conflict(body);
    else toast(status === 401 || status === 403 ? say("signed_out") : say("not_planned"), "error");
  }

  _stands({ html, number }) {
    this.draft.number = number;
    this.saver.dirty = false;
    const place = document.getElementById("in-the-way");
    place.innerHTML = html;
    place.scrollIntoView({ block: "center", behavior: "smooth" });
    place.focus({ preventScroll: true });
  }
}
