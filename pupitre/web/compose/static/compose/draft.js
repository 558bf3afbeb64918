// The draft as this page holds it: what all channels say, and per channel what differs from that.
const EMPTY = { text: "", thread: [], warning: "", poll: null, pictures: [], card: null, title: "", body: "", excerpt: "", categories: [], tags: [], featured: null };
const NO_AIMS = { campaign: null, objective: "", labels: [] };
const ARTICLE = new Set(["title", "body", "excerpt", "categories", "tags", "featured"]);

/** Whether two values say the same; the database puts keys in an order of its own. */
export const same = (one, other) => JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));

function ordered(value) {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== "object") return value ?? null;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, ordered(value[key])]));
}

const isEmpty = (value) => value == null || value === "" || (Array.isArray(value) && !value.length);
const copyOf = (value) => structuredClone(value);

export class Draft extends EventTarget {
  constructor(state) {
    super();
    this.channels = new Map(state.channels.map((channel) => [String(channel.id), channel]));
    this.assets = new Map(Object.entries(state.assets));
    this.id = state.id;
    this.number = state.number;
    this.take(state);
  }

  /** Take over words, channels and times; says nothing. */
  take({ content, versions, times, at, aims }) {
    this.content = copyOf(content);
    this.versions = copyOf(versions);
    this.times = copyOf(times);
    this.at = at;
    this.aims = { ...NO_AIMS, ...aims };
  }

  get words() {
    return { content: this.content, versions: this.versions, times: this.times, at: this.at, aims: this.aims };
  }

  get chosen() {
    return [...this.channels.values()].filter((channel) => String(channel.id) in this.versions);
  }

  /** What one tab says: "all", or a channel's own over the text of all. */
  value(tab, key) {
    const own = this.versions[tab];
    const value = own && key in own ? own[key] : this.content[key];
    return value ?? EMPTY[key] ?? "";
  }

  owns(tab, key) {
    const own = this.versions[tab];
    return Boolean(own) && (key === undefined ? Object.keys(own).length > 0 : key in own);
  }

  /** Write one field of one tab. What is the same as everywhere follows again. */
  write(tab, key, value) {
    if (tab === "all" || this._isShared(tab, key)) this._writeAll(key, value);
    else if (same(value, this.content[key] ?? EMPTY[key])) delete this.versions[tab][key];
    else this.versions[tab][key] = copyOf(value);
    this.changed(tab, key);
  }

  /** Follow the text of all channels again; gives back what was its own. */
  follow(tab) {
    const own = this.versions[tab];
    this.versions[tab] = {};
    this.changed(tab);
    return own;
  }

  choose(id, yes) {
    if (yes) this.versions[id] ??= {};
    else {
      delete this.versions[id];
      delete this.times[id];
    }
    this.changed(id, "channels");
  }

  setTime(tab, time) {
    if (tab === "all") this.at = time;
    else if (time) this.times[tab] = time;
    else delete this.times[tab];
    this.changed(tab, "time");
  }

  /** Other aims, or some of them. */
  aim(part) {
    this.aims = { ...this.aims, ...part };
    this.changed("all", "aims");
  }

  changed(tab, key) {
    this.dispatchEvent(new CustomEvent("change", { detail: { tab, key } }));
  }

  get isBlank() {
    const says = [this.content, ...Object.values(this.versions)];
    return !says.some((each) => Object.entries(each).some(([key, value]) => !["language", "first"].includes(key) && !isEmpty(value)));
  }

  get headline() {
    const said = (this.content.title || this.content.text || "").trim().split("\n")[0];
    return said.length > 90 ? `${said.slice(0, 89).trimEnd()}…` : said;
  }

  /** What only a blog has is everybody's as long as there is one blog: it can be written from either tab. */
  _isShared(tab, key) {
    const blogs = this.chosen.filter((channel) => channel.article);
    return ARTICLE.has(key) && blogs.length < 2 && !this.owns(tab, key);
  }

  _writeAll(key, value) {
    if (isEmpty(value)) delete this.content[key];
    else this.content[key] = copyOf(value);
  }
}
