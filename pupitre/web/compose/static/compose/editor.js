// One set of fields, filled with what the chosen tab says: all channels, or one of them.
import { announce, say, wallTime } from "./words.js";

export class Editor {
  constructor(draft) {
    this.draft = draft;
    this.tab = "all";
    this.opened = new Set(); // fields that were asked for and are still empty
    this.pieces = []; // what fills itself: pictures, thread, poll, card, article
    this.element = document.getElementById("editor");
    this.fields = [...this.element.querySelectorAll("[data-key]")];
    for (const field of this.fields) field.addEventListener("input", () => this.write(field.dataset.key, field.value));
    this.element.querySelector("[role=tablist]").addEventListener("click", (event) => this._clicked(event));
    this.element.querySelector("[role=tablist]").addEventListener("keydown", (event) => this._walked(event));
    this.element.querySelector("[data-follow]").addEventListener("click", () => this._follow());
    this.element.addEventListener("click", (event) => this._tool(event));
    draft.addEventListener("change", () => this.mark());
  }

  get channel() {
    return this.draft.channels.get(this.tab);
  }

  value(key) {
    return this.draft.value(this.tab, key);
  }

  write(key, value) {
    this.draft.write(this.tab, key, value);
  }

  /** Whether this tab's network takes a thing; for all channels, whether one of them does. */
  takes(thing) {
    const takes = (channel) => ({
      title: channel.article || channel.title > 0,
      body: channel.article,
      thread: channel.thread > 1 && !channel.article,
      pictures: channel.pictures > 0,
      polls: channel.polls > 0,
      warning: channel.warning,
      card: channel.card,
      language: channel.language,
      text: !channel.article,
    })[thing];
    if (this.channel) return takes(this.channel);
    return thing === "text" || (thing !== "body" && this.draft.chosen.some(takes));
  }

  show(tab = this.tab) {
    this.tab = tab === "all" || tab in this.draft.versions ? tab : "all";
    for (const field of this.fields) {
      if (field !== document.activeElement || field.value !== this.value(field.dataset.key)) field.value = this.value(field.dataset.key);
    }
    for (const piece of this.pieces) piece.fill();
    this.mark();
  }

  /** Tabs, marks of what is its own, and which fields stand there. */
  mark() {
    for (const tab of this.element.querySelectorAll("[role=tab]")) {
      const id = tab.dataset.tab;
      const here = id === this.tab;
      tab.hidden = id !== "all" && !(id in this.draft.versions);
      tab.setAttribute("aria-selected", String(here));
      tab.tabIndex = here ? 0 : -1;
      if (id !== "all") tab.querySelector("[data-own]").textContent = this._ownWords(id);
    }
    document.getElementById("fields").setAttribute("aria-labelledby", `tab-${this.tab}`);
    this._markFollow();
    document.getElementById("title-for").textContent = this.draft.chosen.filter((channel) => channel.article || channel.title).map((channel) => channel.name).join(", ");
    for (const field of ["title", "text", "body"]) this._stand(field, this.takes(field));
    this._stand("warning", this.takes("warning") && Boolean(this.value("warning") || this.opened.has("warning")));
    this._stand("pictures", this.takes("pictures") || this.value("pictures").length > 0);
    for (const piece of this.pieces) piece.mark?.();
    this._tools();
  }

  _stand(field, yes) {
    const element = this.element.querySelector(`[data-field=${field}]`);
    if (element) element.hidden = !yes;
  }

  _ownWords(id) {
    const own = Object.keys(this.draft.versions[id] ?? {});
    const said = [];
    if (own.some((key) => ["text", "body", "title", "thread"].includes(key))) said.push(say("own"));
    else if (own.length) said.push(say("own_other"));
    else if (this.draft.channels.get(id).article && this.draft.value(id, "body")) said.push(say("article"));
    if (this.draft.times[id]) said.push(wallTime(this.draft.times[id]));
    return said.length ? `· ${said.join(" · ")}` : "";
  }

  _markFollow() {
    const follow = document.getElementById("follow");
    follow.hidden = !this.channel;
    if (!this.channel) return;
    const owns = this.draft.owns(this.tab);
    const writes = this.channel.article && this.value("body");
    follow.querySelector("[data-words]").textContent = say(owns ? "differs" : writes ? "writes" : "follows", { channel: this.channel.name });
    follow.querySelector("[data-follow]").hidden = !owns;
  }

  _follow() {
    this.draft.follow(this.tab);
    announce(say("follows_again", { channel: this.channel.name }));
    this.show();
    this.element.querySelector(`#tab-${this.tab}`).focus();
  }

  _clicked(event) {
    const tab = event.target.closest("[role=tab]");
    if (tab) this.show(tab.dataset.tab);
  }

  _walked(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const tabs = [...this.element.querySelectorAll("[role=tab]:not([hidden])")];
    const next = tabs[(tabs.findIndex((tab) => tab.dataset.tab === this.tab) + step + tabs.length) % tabs.length];
    event.preventDefault();
    this.show(next.dataset.tab);
    next.focus();
  }

  _tools() {
    const needs = { pictures: "pictures", library: "pictures", card: "card", poll: "polls", thread: "thread", split: "thread", warning: "warning", language: "language", hashtags: "text" };
    for (const tool of this.element.querySelectorAll("[data-tool]")) tool.hidden = !this.takes(needs[tool.dataset.tool]);
  }

  _tool(event) {
    const off = event.target.closest("[data-off]");
    if (off) {
      this.opened.delete(off.dataset.off);
      this.write(off.dataset.off, off.dataset.off === "poll" ? null : "");
      this.show();
      this.focus("text");
      return;
    }
    if (event.target.closest("[data-tool=warning]")) {
      this.opened.add("warning");
      this.mark();
      this.focus("warning");
    }
  }

  /** Go to a field, on a tab: where a line of objections leads. */
  focus(key, tab) {
    if (tab) this.show(tab);
    const targets = { pictures: "#pictures textarea, [data-tool=pictures] input", thread: "#thread textarea", poll: "#options input", text: "#text, #body", warning: "#warning" };
    const places = [...this.element.querySelectorAll(targets[key] ?? `#${key}`)];
    const target = places.find((place) => place.checkVisibility?.() ?? !place.closest("[hidden]")) ?? this.element.querySelector("#fields");
    target.scrollIntoView({ block: "center", behavior: "smooth" });
    target.focus({ preventScroll: true });
  }
}
