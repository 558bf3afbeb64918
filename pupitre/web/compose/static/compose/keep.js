// Words that the desk does not have yet, kept in this browser: a closed tab or a server that is away loses two seconds at most.
const WAIT = 300; // ms
const MOST = 1_000;
const OLD = 30 * 86_400_000; // ms: forgotten words of a month ago help nobody
import { later } from "./desk.js";

export class Keep {
  constructor(prefix, id) {
    this.prefix = prefix;
    this.id = id;
  }

  get name() {
    return `${this.prefix}${this.id ?? "new"}`;
  }

  /** {words, known, at} of an earlier visit, or null. */
  found() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.name));
      if (kept && Date.now() - kept.at < OLD) return kept;
    } catch { /* not ours, or not allowed: nothing is kept */ }
    return null;
  }

  watch(draft) {
    this.draft = draft;
    this.soon = later(() => this.write(), WAIT, MOST);
    draft.addEventListener("change", () => this.soon());
  }

  write() {
    try {
      localStorage.setItem(this.name, JSON.stringify({ words: this.draft.words, known: this.draft.number, at: Date.now() }));
    } catch { /* full or forbidden: the desk still saves */ }
  }

  /** The draft got its own address: what was kept under "new" moves there. */
  move(id) {
    this.forget();
    this.id = id;
  }

  forget() {
    this.soon?.never();
    try {
      localStorage.removeItem(this.name);
    } catch { /* as above */ }
  }
}
