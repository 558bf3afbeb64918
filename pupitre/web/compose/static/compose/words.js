// Sentences of the page, filled in; and moments as the reader's language says them.
const phrases = JSON.parse(document.getElementById("compose-phrases").textContent);
const language = document.documentElement.lang || "en";
const ago = new Intl.RelativeTimeFormat(language, { style: language.startsWith("en") ? "narrow" : "short", numeric: "always" });

export function say(name, filling = {}) {
  return phrases[name].replace(/\{(\w+)\}/g, (_, key) => filling[key] ?? "");
}

/** "4 s ago", "3 min ago". */
export function since(moment) {
  const seconds = Math.max(1, Math.round((Date.now() - moment) / 1000));
  const [size, unit] = [[86_400, "day"], [3_600, "hour"], [60, "minute"], [1, "second"]].find(([size]) => seconds >= size);
  return ago.format(-Math.round(seconds / size), unit).replace(/(\d)(?=[a-z])/, "$1\u00a0");
}

/** A wall time ("2026-11-24T11:30", with or without offset) as people say it; never moved to another zone. */
export function wallTime(text, style = "short") {
  if (!text) return "";
  const [day, clock] = [text.slice(0, 10), text.slice(11, 16)];
  const date = new Date(`${day}T${clock}:00Z`);
  const parts = style === "long"
    ? { weekday: "long", day: "numeric", month: "long", year: "numeric" }
    : { weekday: "short", day: "numeric", month: "short" };
  const locale = language.startsWith("en") ? "en-GB" : language;
  return `${new Intl.DateTimeFormat(locale, { ...parts, timeZone: "UTC" }).format(date)}, ${clock}`;
}

/** Said to people who listen to the page. */
export function announce(text) {
  document.getElementById("announce").textContent = text;
}
