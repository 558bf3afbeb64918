// When it leaves: wall time of the brand's zone, never moved into the browser's own. The desk asks about odd hours.
import { say, wallTime } from "./words.js";

const DAY = 86_400_000; // ms

export class When {
  constructor(draft, editor, zone) {
    Object.assign(this, { draft, editor, zone });
    this.button = document.getElementById("when");
    this.day = document.getElementById("day");
    this.hour = document.getElementById("hour");
    this.own = { on: document.getElementById("own-time-on"), day: document.getElementById("own-day"), hour: document.getElementById("own-hour") };
    editor.pieces.push(this);
    for (const field of [this.day, this.hour]) field.addEventListener("change", () => this._write());
    for (const field of [this.own.day, this.own.hour]) field.addEventListener("change", () => this._writeOwn());
    this.own.on.addEventListener("change", () => this._turnOwn());
    document.getElementById("quick-times").addEventListener("click", (event) => this._quick(event.target.dataset.quick));
    this.fill();
  }

  /** The wall clock of the brand's zone now, `ahead` ms from now: "2026-11-24T11:30". */
  wall(ahead = 0) {
    const parts = Object.fromEntries(
      new Intl.DateTimeFormat("en-CA", { timeZone: this.zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
        .formatToParts(new Date(Date.now() + ahead)).map(({ type, value }) => [type, value]));
    return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
  }

  fill() {
    const { at } = this.draft;
    if (document.activeElement !== this.day) this.day.value = at.slice(0, 10);
    if (document.activeElement !== this.hour) this.hour.value = at.slice(11, 16);
    this.day.min = this.own.day.min = this.wall().slice(0, 10);
    this.mark();
  }

  mark() {
    const { at } = this.draft;
    if (this.button) this.button.querySelector("[data-words]").textContent = at ? wallTime(at) : say("choose_time");
    document.getElementById("long-time").textContent = wallTime(at, "long");
    const { tab, channel } = this.editor;
    const own = this.draft.times[tab] ?? "";
    document.getElementById("own-time").hidden = !channel;
    if (!channel) return;
    this.own.on.checked = Boolean(own) || this.opened === tab;
    document.getElementById("own-time-fields").hidden = !this.own.on.checked;
    if (document.activeElement !== this.own.day) this.own.day.value = own.slice(0, 10);
    if (document.activeElement !== this.own.hour) this.own.hour.value = own.slice(11, 16);
  }

  set(tab, time) {
    this.draft.setTime(tab, time);
    this.fill();
  }

  _write() {
    const { day, hour } = this;
    if (day.value && !hour.value) hour.value = "09:00";
    if (hour.value && !day.value) day.value = this._dayFor(hour.value);
    this.draft.setTime("all", day.value && hour.value ? `${day.value}T${hour.value}` : "");
    this.mark();
  }

  _writeOwn() {
    const { day, hour } = this.own;
    if (day.value && hour.value) this.draft.setTime(this.editor.tab, `${day.value}T${hour.value}`);
  }

  _turnOwn() {
    const { tab } = this.editor;
    this.opened = this.own.on.checked ? tab : "";
    if (this.own.on.checked) this.draft.setTime(tab, this.draft.at || this.wall(3_600_000));
    else this.draft.setTime(tab, "");
    this.mark();
  }

  /** Today while that hour is still to come, else tomorrow. */
  _dayFor(hour) {
    const now = this.wall();
    return (hour > now.slice(11) ? now : this.wall(DAY)).slice(0, 10);
  }

  _quick(name) {
    const weekday = new Date(`${this.wall().slice(0, 10)}T00:00Z`).getUTCDay();
    const times = {
      hour: () => this.wall(3_600_000),
      tomorrow: () => `${this.wall(DAY).slice(0, 10)}T09:00`,
      monday: () => `${this.wall(((8 - weekday) % 7 || 7) * DAY).slice(0, 10)}T09:00`,
      none: () => "",
    };
    if (name in times) this.set("all", times[name]());
  }
}
