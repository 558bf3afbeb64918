// What is being typed at the caret, where it stands on the page, and putting something in its place.
const HASHTAG = /(?<![\p{L}\p{N}_&/])#[\p{L}\p{N}\p{M}_]*$/u;
const MENTION = /(?<![\p{L}\p{N}_@/.])@(?:[\p{L}\p{N}_][\p{L}\p{N}\p{M}_.-]*(?:@[\p{L}\p{N}_.-]*)?)?$/u;
const GOES_ON = /^[\p{L}\p{N}\p{M}_]/u;
const LONGEST = 120; // letters before the caret that are looked at
const COPIED = ["font", "letterSpacing", "lineHeight", "padding", "border", "boxSizing", "textAlign", "textIndent", "tabSize"];

/** {kind: "#" | "@", word, start, end} of a hashtag or a handle that ends at the caret; null elsewhere. */
export function typedAt(text, caret) {
  if (GOES_ON.test(text.slice(caret, caret + 2))) return null; // within a word: it is being mended, not written
  const from = Math.max(0, caret - LONGEST);
  const before = text.slice(from, caret);
  const found = before.match(HASHTAG) ?? before.match(MENTION);
  if (!found) return null;
  return { kind: found[0][0], word: found[0].slice(1), start: from + found.index, end: caret };
}

/** Replace a part of what a field says as if it were typed: one step of its own undo. */
export function typeOver(field, text, start = 0, end = field.value.length) {
  field.focus();
  field.setSelectionRange(start, end);
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** {left, top, bottom} of a place in a text area, in the window. */
export function placeOf(field, at) {
  const style = getComputedStyle(field);
  const twin = document.createElement("div");
  for (const name of COPIED) twin.style[name] = style[name];
  Object.assign(twin.style, { position: "fixed", top: 0, left: 0, visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "break-word", width: `${field.offsetWidth}px` });
  const mark = document.createElement("span");
  mark.textContent = "\u200b";
  twin.append(field.value.slice(0, at), mark);
  document.body.append(twin);
  const box = field.getBoundingClientRect();
  const top = box.top + mark.offsetTop - field.scrollTop;
  const place = { left: box.left + mark.offsetLeft - field.scrollLeft, top, bottom: top + mark.offsetHeight };
  twin.remove();
  return place;
}
