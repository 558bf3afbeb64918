"""An article's HTML as WordPress blocks, so that it opens in the block editor as if written there.

Block grammar: developer.wordpress.org/block-editor/explanations/architecture/key-concepts (2026-11-22).
What has no exact block (a table, a paragraph with a style) becomes a Custom HTML block: kept word for
word, and never "this block contains unexpected or invalid content".
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from pupitre.networks.wordpress.markup import Element, Node, read, write

ADDRESS = re.compile(r"https?://[^\s<>\"']+")
TAIL = ".,;:!?»…)”’\xa0"
UNWRAPPED = frozenset({"div", "section", "article", "main", "header", "footer", "aside", "body", "html"})
HEADINGS = {f"h{level}": level for level in range(1, 7)}


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A picture as the blog keeps it."""

    id: int
    url: str
    alt: str = ""


def from_html(html: str, uploaded: Mapping[str, Uploaded] | None = None) -> str:
    """Blocks of a body. An <img> whose src is a name in `uploaded` shows that picture.

    A body without one tag is read as plain text: an empty line parts paragraphs.
    """
    if not re.search(r"<[a-zA-Z!/]", html):
        return from_text("".join(node for node in read(html) if isinstance(node, str)))
    return "\n\n".join(_flow(read(html), uploaded or {}))


def from_text(text: str) -> str:
    """Blocks of a plain text: an empty line parts paragraphs, addresses become links."""
    paragraphs = [part.strip() for part in re.split(r"\r?\n\s*\n", text)]
    return "\n\n".join(_paragraph(_linked(part)) for part in paragraphs if part)


def from_picture(picture: Uploaded) -> str:
    return _figure({"src": picture.url, "alt": picture.alt}, picture.id)


def _linked(text: str) -> str:
    """A line of plain text as inline HTML."""
    pieces, at = [], 0
    for found in ADDRESS.finditer(text):
        address = _without_tail(found.group())
        pieces += [escape(text[at : found.start()], quote=False), f'<a href="{escape(address)}">{escape(address)}</a>']
        at = found.start() + len(address)
    pieces.append(escape(text[at:], quote=False))
    return re.sub(r"\r?\n", "<br>", "".join(pieces))


def _without_tail(address: str) -> str:
    """An address without the signs that end a sentence; a bracket stays when it opened inside."""
    while address[-1:] and address[-1] in TAIL:
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address


def _flow(nodes: list[Node], uploaded: Mapping[str, Uploaded]) -> Iterator[str]:
    """One block after the other; loose words between them become paragraphs."""
    loose: list[Node] = []
    for node in nodes:
        if isinstance(node, str) or node.is_inline:
            loose.append(node)
            continue
        yield from _loose(loose, uploaded)
        loose = []
        yield from _flow(node.inside, uploaded) if node.tag in UNWRAPPED else [_block(node, uploaded)]
    yield from _loose(loose, uploaded)


def _loose(nodes: list[Node], uploaded: Mapping[str, Uploaded]) -> Iterator[str]:
    """A paragraph of words outside any; pictures with no word beside them each get a block."""
    elements = _meant(nodes)
    figures = [_only_picture(node, uploaded) if isinstance(node, Element) else None for node in elements]
    if all(figures):
        yield from filter(None, figures)
    elif html := _inline(nodes, uploaded):
        yield _paragraph(html)


def _block(element: Element, uploaded: Mapping[str, Uploaded]) -> str:
    make = BLOCKS.get(element.tag)
    made = make(element, uploaded) if make and not element.attributes else None
    return made if made is not None else _as_is(element, uploaded)


def _as_is(element: Element, uploaded: Mapping[str, Uploaded]) -> str:
    return _wrapped("html", write(_shown(element, uploaded)))


def _p(element: Element, uploaded: Mapping[str, Uploaded]) -> str | None:
    alone = _meant(element.inside)
    if len(alone) == 1 and isinstance(alone[0], Element) and (figure := _only_picture(alone[0], uploaded)):
        return figure
    if not _is_inline(element.inside):
        return None
    return _paragraph(_inline(element.inside, uploaded))


def _heading(element: Element, uploaded: Mapping[str, Uploaded]) -> str | None:
    if not _is_inline(element.inside):
        return None
    level = HEADINGS[element.tag]
    html = f'<{element.tag} class="wp-block-heading">{_inline(element.inside, uploaded)}</{element.tag}>'
    return _wrapped("heading", html, {} if level == 2 else {"level": level})


def _list(element: Element, uploaded: Mapping[str, Uploaded]) -> str | None:
    items = _meant(element.inside)
    if not all(isinstance(item, Element) and item.tag == "li" and not item.attributes for item in items):
        return None
    made = [_item(item, uploaded) for item in items if isinstance(item, Element)]
    if not made or None in made:
        return None
    html = f"<{element.tag}>{chr(10).join(filter(None, made))}</{element.tag}>"
    return _wrapped("list", html, {"ordered": True} if element.tag == "ol" else {})


def _item(item: Element, uploaded: Mapping[str, Uploaded]) -> str | None:
    """Words first, then the lists under them: another order has no block."""
    words: list[Node] = []
    under: list[str] = []
    for node in item.inside:
        if isinstance(node, Element) and node.tag in {"ul", "ol"} and not node.attributes:
            nested = _list(node, uploaded)
            if nested is None:
                return None
            under.append(nested)
        elif isinstance(node, Element) and node.tag == "p" and not node.attributes and not under:
            words += [Element("br"), *node.inside] if _inline(words, uploaded) else node.inside
        elif isinstance(node, str) and not node.strip():
            words.append(node)
        elif under or not _is_inline([node]):
            return None
        else:
            words.append(node)
    if not _is_inline(words):
        return None
    return _wrapped("list-item", f"<li>{_inline(words, uploaded)}{''.join(under)}</li>")


def _quote(element: Element, uploaded: Mapping[str, Uploaded]) -> str | None:
    cites = [node for node in element.inside if isinstance(node, Element) and node.tag in {"cite", "footer"}]
    said = [node for node in element.inside if not any(node is cite for cite in cites)]
    if cites and (len(cites) > 1 or cites[0] is not _meant(element.inside)[-1]):
        return None
    if cites and (cites[0].attributes or not _is_inline(cites[0].inside)):
        return None
    cite = f"<cite>{_inline(cites[0].inside, uploaded)}</cite>" if cites else ""
    inner = "\n\n".join(_flow(said, uploaded))
    return _wrapped("quote", f'<blockquote class="wp-block-quote">{inner}{cite}</blockquote>')


def _pre(element: Element, uploaded: Mapping[str, Uploaded]) -> str | None:
    inside = element.inside
    if not _is_inline(inside):
        return None
    if len(inside) == 1 and isinstance(inside[0], Element) and inside[0].tag == "code":
        words = "".join(write(_on_blog(node, uploaded)) for node in inside[0].inside)
        return _wrapped("code", f'<pre class="wp-block-code"><code>{words}</code></pre>')
    words = "".join(write(_on_blog(node, uploaded)) for node in inside)
    return _wrapped("preformatted", f'<pre class="wp-block-preformatted">{words}</pre>')


def _separator(_element: Element, _uploaded: Mapping[str, Uploaded]) -> str:
    return _wrapped("separator", '<hr class="wp-block-separator has-alpha-channel-opacity"/>')


def _figure_element(element: Element, uploaded: Mapping[str, Uploaded]) -> str | None:
    parts = _meant(element.inside)
    captions = [node for node in parts if isinstance(node, Element) and node.tag == "figcaption"]
    rest = [node for node in parts if not any(node is caption for caption in captions)]
    if len(rest) != 1 or len(captions) > 1 or not isinstance(rest[0], Element):
        return None
    if captions and not _is_inline(captions[0].inside):
        return None
    return _only_picture(rest[0], uploaded, _inline(captions[0].inside, uploaded) if captions else "")


def _only_picture(element: Element, uploaded: Mapping[str, Uploaded], caption: str = "") -> str | None:
    """An <img>, or a link around one and nothing else."""
    if element.tag == "img":
        return _picture(element, uploaded, caption)
    inside = _meant(element.inside)
    if element.tag != "a" or set(element.attributes) != {"href"} or len(inside) != 1:
        return None
    picture = inside[0]
    if not isinstance(picture, Element) or picture.tag != "img":
        return None
    return _picture(picture, uploaded, caption, link=element.attributes["href"])


def _picture(element: Element, uploaded: Mapping[str, Uploaded], caption: str = "", link: str = "") -> str:
    shown = _shown(element, uploaded)
    known = uploaded.get(element.attributes.get("src", ""))
    return _figure(shown.attributes, known.id if known else None, caption, link)


def _figure(attributes: Mapping[str, str], number: int | None, caption: str = "", link: str = "") -> str:
    kept = {"src": attributes.get("src", ""), "alt": attributes.get("alt", "")}
    settings: dict[str, object] = {}
    if number is not None:
        kept["class"] = f"wp-image-{number}"
        settings = {"id": number, "sizeSlug": "full", "linkDestination": "custom" if link else "none"}
    elif link:
        settings = {"linkDestination": "custom"}
    html = write(Element("img", kept))
    if link:
        html = f'<a href="{escape(link)}">{html}</a>'
    if caption:
        html += f'<figcaption class="wp-element-caption">{caption}</figcaption>'
    size = " size-full" if number is not None else ""
    return _wrapped("image", f'<figure class="wp-block-image{size}">{html}</figure>', settings)


def _paragraph(inline: str) -> str:
    return _wrapped("paragraph", f"<p>{inline}</p>")


def _wrapped(block: str, html: str, settings: Mapping[str, object] | None = None) -> str:
    told = f" {json.dumps(settings, separators=(',', ':'))}" if settings else ""
    return f"<!-- wp:{block}{told} -->\n{html}\n<!-- /wp:{block} -->"


def _is_inline(nodes: list[Node]) -> bool:
    return all(isinstance(node, str) or node.is_inline for node in nodes)


def _meant(nodes: list[Node]) -> list[Node]:
    """Without the white space that only parts elements."""
    return [node for node in nodes if not isinstance(node, str) or node.strip()]


def _inline(nodes: list[Node], uploaded: Mapping[str, Uploaded]) -> str:
    html = "".join(write(_on_blog(node, uploaded)) for node in nodes).strip(" \t\r\n")
    return re.sub(r"<br>[ \t\r\n]+", "<br>", html)  # the editor shows a line's end there as a space


def _on_blog(node: Node, uploaded: Mapping[str, Uploaded]) -> Node:
    return node if isinstance(node, str) else _shown(node, uploaded)


def _shown(element: Element, uploaded: Mapping[str, Uploaded]) -> Element:
    """The element with every picture of ours at its address on the blog."""
    attributes = dict(element.attributes)
    known = uploaded.get(attributes.get("src", "")) if element.tag == "img" else None
    if known:
        attributes |= {"src": known.url, "alt": attributes.get("alt") or known.alt}
    return Element(element.tag, attributes, [_on_blog(node, uploaded) for node in element.inside])


BLOCKS: Mapping[str, Callable[[Element, Mapping[str, Uploaded]], str | None]] = {
    "p": _p,
    **dict.fromkeys(HEADINGS, _heading),
    "ul": _list,
    "ol": _list,
    "blockquote": _quote,
    "pre": _pre,
    "hr": _separator,
    "figure": _figure_element,
}
