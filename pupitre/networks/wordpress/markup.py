"""HTML as a small tree: read leniently, written back strictly. Knows nothing of WordPress."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

# fmt: off
VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
})
INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img", "ins", "kbd",
    "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
})
# fmt: on
GONE = frozenset({"script", "style", "template", "noscript", "head", "title"})
"""Elements dropped with all they hold: no text of theirs is meant to be read."""

LIST_ITEMS = frozenset({"li", "dt", "dd"})
CELLS = frozenset({"td", "th"})


@dataclass(slots=True)
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: "list[Element | str]" = field(default_factory=list)

    @property
    def is_inline(self) -> bool:
        """Inline itself, and all that it holds."""
        return self.tag in INLINE and all(isinstance(node, str) or node.is_inline for node in self.inside)


Node = Element | str


def read(html: str) -> list[Node]:
    """The nodes of a fragment. Comments and scripts are dropped; what is left open is closed."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root.inside


def write(node: Node) -> str:
    """One node as HTML, every text and attribute escaped."""
    if isinstance(node, str):
        return escape(node, quote=False)
    start = f"<{node.tag}{''.join(f' {name}={_quoted(value)}' for name, value in node.attributes.items())}"
    if node.tag in VOID:
        return f"{start}/>" if node.tag != "br" else f"{start}>"
    return f"{start}>{''.join(map(write, node.inside))}</{node.tag}>"


def plain(html: str) -> str:
    """What a reader sees of a fragment: paragraphs parted by an empty line, <br> as a line's end."""
    text = "".join(_spoken(read(html)))
    lines = [re.sub(r"[ \t\f\r]+", " ", line).strip(" ") for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def elements(nodes: list[Node]) -> Iterator[Element]:
    """Every element, in reading order."""
    for node in nodes:
        if isinstance(node, Element):
            yield node
            yield from elements(node.inside)


def _quoted(value: str) -> str:
    return '"' + escape(value, quote=True) + '"'


def _spoken(nodes: list[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield re.sub(r"\s*\n\s*", " ", node)
        elif node.tag == "br":
            yield "\n"
        elif node.tag in INLINE:
            yield from _spoken(node.inside)
        else:
            ends = "\n" if node.tag in LIST_ITEMS or node.tag == "tr" else "\n\n"
            yield ends
            yield from _spoken(node.inside)
            yield ends


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._open = [self.root]
        self._gone = ""
        self._gone_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._gone:
            self._gone_depth += tag == self._gone
            return
        if tag in GONE:
            self._gone, self._gone_depth = tag, 1
            return
        if not re.fullmatch(r"[a-z][a-z0-9-]*", tag):
            return
        self._end_what_cannot_hold(tag)
        element = Element(tag, {name: value or "" for name, value in attrs if re.fullmatch(r"[a-z][\w:-]*", name)})
        self._open[-1].inside.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in GONE:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._gone:
            self._gone_depth -= tag == self._gone
            self._gone = self._gone if self._gone_depth else ""
            return
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag == tag:
                del self._open[depth:]
                return

    def handle_data(self, data: str) -> None:
        if self._gone or not data:
            return
        inside = self._open[-1].inside
        if inside and isinstance(inside[-1], str):
            inside[-1] += data
        else:
            inside.append(data)

    def _end_what_cannot_hold(self, tag: str) -> None:
        """Browsers end a paragraph at the next block, an item at the next item: so do we."""
        if tag not in INLINE:
            self._end_nearest({"p"}, until=INLINE)
        if tag in LIST_ITEMS:
            self._end_nearest(LIST_ITEMS, until=INLINE | {"p"})
        if tag in CELLS:
            self._end_nearest(CELLS, until=INLINE | {"p"})
        if tag == "tr":
            self._end_nearest({"tr"}, until=INLINE | CELLS | {"p"})

    def _end_nearest(self, tags: "frozenset[str] | set[str]", until: frozenset[str]) -> None:
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag in tags:
                del self._open[depth:]
                return
            if self._open[depth].tag not in until:
                return
