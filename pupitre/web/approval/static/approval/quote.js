// Words that are chosen in the text go into the remark's field; a remark's words are found again in the text.
const MOST = 300; // characters of a quotation

const plain = (text) => text.split(/\s+/).filter(Boolean).join(" ");

document.addEventListener("selectionchange", () => {
  const words = chosen();
  const field = document.querySelector("[data-remark] [data-quote]");
  if (!words || !field) return;
  field.value = words;
  const fold = field.closest("details");
  if (fold) fold.open = true;
});

/** The words chosen in a text that can be quoted, or in a field of the editor; "" for none, and for too many. */
function chosen() {
  const active = document.activeElement;
  if (active?.matches("#editor textarea, #editor input[data-key]")) {
    return short(active.value.slice(active.selectionStart, active.selectionEnd));
  }
  const selection = getSelection();
  const place = document.querySelector("[data-quotable], #body[contenteditable]");
  if (!place || selection.isCollapsed || !place.contains(selection.anchorNode) || !place.contains(selection.focusNode)) return "";
  return short(selection.toString());
}

function short(text) {
  const words = plain(text);
  return words.length <= MOST ? words : "";
}

document.addEventListener("click", (event) => {
  const words = event.target.closest("[data-find]")?.dataset.find;
  if (words) inFields(words) || inText(words);
});

function inFields(words) {
  for (const field of document.querySelectorAll("#editor textarea, #editor input[data-key]")) {
    const at = field.value.indexOf(words);
    if (at < 0 || field.offsetParent === null) continue;
    field.focus();
    field.setSelectionRange(at, at + words.length);
    field.scrollIntoView({ block: "center" });
    return true;
  }
  return false;
}

function inText(words) {
  const place = document.querySelector("[data-quotable]");
  if (!place) return;
  const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const at = texts.currentNode.data.indexOf(words);
    if (at < 0) continue;
    const range = new Range();
    range.setStart(texts.currentNode, at);
    range.setEnd(texts.currentNode, at + words.length);
    if (globalThis.Highlight) CSS.highlights.set("quoted", new Highlight(range));
    texts.currentNode.parentElement.scrollIntoView({ block: "center" });
    return;
  }
}
