// The article: a few marks, headings, lists, links. Whatever is pasted keeps these and loses the rest; the desk cleans again.
import { askAddress } from "./card.js";

const KEPT = new Set(["P", "H2", "H3", "H4", "UL", "OL", "LI", "STRONG", "EM", "B", "I", "U", "S", "BR", "BLOCKQUOTE", "PRE", "CODE", "A", "HR", "SUP", "SUB"]);
const DROPPED = new Set(["SCRIPT", "STYLE", "TEMPLATE", "IFRAME", "OBJECT", "SVG", "MATH", "HEAD", "TITLE", "NOSCRIPT", "IMG"]);
const TAG = /<([a-z][\w:-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/gi;
const LOOSE = new Set(["#text", "A", "STRONG", "EM", "B", "I", "U", "S", "BR", "CODE", "SUP", "SUB"]);
const BLOCKS = new Set(["DIV", "SECTION", "ARTICLE", "MAIN", "HEADER", "FOOTER", "TR"]);

export class Rich {
  constructor(editor) {
    this.editor = editor;
    this.body = document.getElementById("body");
    this.tools = document.querySelector(".rich-tools");
    editor.pieces.push(this);
    document.execCommand("defaultParagraphSeparator", false, "p");
    document.execCommand("styleWithCSS", false, "false"); // marks are elements: the page's policy takes no styles
    this.body.addEventListener("input", () => this._read());
    this.body.addEventListener("paste", (event) => this._paste(event));
    this.body.addEventListener("drop", (event) => event.dataTransfer.types.includes("text/html") && event.preventDefault());
    this.body.addEventListener("keydown", (event) => this._key(event));
    this.body.addEventListener("focus", () => this._paragraph());
    this.tools.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays where it is
    this.tools.addEventListener("click", (event) => this._tool(event.target.closest("button")));
    document.addEventListener("selectionchange", () => this._where());
  }

  fill() {
    const html = this.editor.value("body");
    if (html === this.shown) return;
    this.shown = html;
    this.body.replaceChildren(cleaned(html));
    this._placeholder();
  }

  _read() {
    this._placeholder();
    const empty = !this.body.textContent.trim() && !this.body.querySelector("hr");
    this.shown = empty ? "" : tidy(this.body);
    this.editor.write("body", this.shown);
  }

  _placeholder() {
    this.body.classList.toggle("blank", !this.body.textContent.trim());
  }

  /** Typing begins in a paragraph, not beside one. */
  _paragraph() {
    if (this.body.textContent.trim() || this.body.querySelector("li, h2, h3, blockquote, hr")) return;
    const paragraph = document.createElement("p");
    paragraph.append(document.createElement("br"));
    this.body.replaceChildren(paragraph);
    getSelection().collapse(paragraph, 0);
  }

  _paste(event) {
    if (event.clipboardData.files.length && !event.clipboardData.types.includes("text/plain")) return; // a picture: the editor takes it
    event.preventDefault();
    const html = event.clipboardData.getData("text/html");
    const box = document.createElement("div");
    box.append(html ? cleaned(html) : paragraphs(event.clipboardData.getData("text/plain")));
    document.execCommand("insertHTML", false, box.innerHTML);
  }

  _key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    event.stopPropagation();
    this._link();
  }

  _tool(button) {
    if (!button) return;
    this.body.focus();
    if ("link" in button.dataset) return void this._link();
    if (button.dataset.block) {
      const already = this._inside(button.dataset.block);
      document.execCommand("formatBlock", false, already ? "p" : button.dataset.block);
    } else document.execCommand(button.dataset.mark);
    this._read();
  }

  async _link() {
    const selection = getSelection();
    if (!selection.rangeCount || !this.body.contains(selection.anchorNode)) return;
    const range = selection.getRangeAt(0).cloneRange();
    const known = this._inside("a");
    const address = await askAddress(known?.getAttribute("href") ?? "");
    this.body.focus();
    selection.removeAllRanges();
    selection.addRange(range);
    if (!address) return;
    if (known) known.href = address;
    else if (range.collapsed) document.execCommand("insertHTML", false, link(address).outerHTML);
    else document.execCommand("createLink", false, address);
    this._read();
  }

  _inside(tag) {
    const at = getSelection().anchorNode;
    const element = at?.nodeType === Node.TEXT_NODE ? at.parentElement : at;
    const found = element?.closest?.(tag);
    return this.body.contains(found) ? found : null;
  }

  _where() {
    if (!this.body.contains(getSelection().anchorNode)) return;
    for (const button of this.tools.querySelectorAll("[data-block]")) button.setAttribute("aria-pressed", String(Boolean(this._inside(button.dataset.block))));
    const heading = this._inside("h2, h3");
    for (const button of this.tools.querySelectorAll("[data-mark]:not([data-mark=removeFormat])")) {
      const on = document.queryCommandState(button.dataset.mark) && !(heading && button.dataset.mark === "bold");
      button.setAttribute("aria-pressed", String(on));
    }
  }
}

function link(address) {
  const element = document.createElement("a");
  element.href = address;
  element.textContent = address;
  return element;
}

function paragraphs(text) {
  const fragment = document.createDocumentFragment();
  for (const part of text.trim().split(/\n\s*\n/)) {
    const paragraph = document.createElement("p");
    part.split("\n").forEach((line, place) => paragraph.append(...(place ? [document.createElement("br"), line] : [line])));
    fragment.append(paragraph);
  }
  return fragment;
}

/** HTML as a fragment of kept elements only. A template is parsed in a document of its own that runs nothing. */
export function cleaned(html) {
  const inert = document.createElement("template");
  inert.innerHTML = html.replace(TAG, bare);
  const fragment = document.createDocumentFragment();
  fragment.append(...keptOf(inert.content));
  return fragment;
}

/** A tag without its attributes, an address apart: what is thrown away anyway need not be parsed. */
function bare(_, name, attributes) {
  const address = /^a$/i.test(name) ? attributes.match(/\shref\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)/i)?.[0] ?? "" : "";
  return `<${name}${address}>`;
}

function keptOf(node) {
  const kept = [];
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) kept.push(document.createTextNode(child.data));
    else if (child.nodeType === Node.ELEMENT_NODE && !DROPPED.has(child.tagName.toUpperCase())) kept.push(...keptElement(child));
  }
  return kept;
}

function keptElement(child) {
  const inside = keptOf(child);
  if (!KEPT.has(child.tagName)) {
    if (!BLOCKS.has(child.tagName) || inside.some((node) => KEPT.has(node.tagName))) return inside;
    const paragraph = document.createElement("p");
    paragraph.append(...inside);
    return paragraph.textContent.trim() ? [paragraph] : [];
  }
  const element = document.createElement(child.tagName);
  element.append(...inside);
  const address = child.tagName === "A" ? child.getAttribute("href") ?? "" : "";
  if (/^(https?:|mailto:|tel:)/i.test(address)) element.setAttribute("href", address);
  return [element];
}

/** What the browser made of typing, as plain HTML; words beside a paragraph get one of their own. */
function tidy(body) {
  const box = document.createElement("div");
  box.append(cleaned(body.innerHTML));
  let loose = null;
  for (const node of [...box.childNodes]) {
    if (LOOSE.has(node.nodeName)) {
      loose ??= box.insertBefore(document.createElement("p"), node);
      loose.append(node);
    } else loose = null;
  }
  return box.innerHTML.replaceAll("&nbsp;", " ").replaceAll("<p></p>", "").replaceAll("<p><br></p>", "").trim();
}
