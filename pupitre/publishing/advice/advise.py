"""All the advice on one version, and what of it the desk can mend by itself."""

from __future__ import annotations

from collections.abc import Iterator

from pupitre.brands.models import Brand
from pupitre.networks.words import Objection
from pupitre.publishing.advice import law, manner, typography
from pupitre.publishing.models import Content
from pupitre.publishing.say import plain


def advise(brand: Brand, says: Content) -> list[Objection]:
    """What might be better in `says`, by the brand's wishes. Asks the database nothing."""
    text = _words(says)
    if not text:
        return []
    return [
        *manner.of_capitals(text),
        *manner.of_breath(text),
        *_in_french(says, text, brand.address_form, brand.inclusive),
    ]


def _in_french(says: Content, text: str, address: str, inclusive: str) -> Iterator[Objection]:
    if not says.get("language", "").startswith("fr"):
        return
    yield from manner.of_address(text, address)
    yield from manner.of_inclusion(text, inclusive)
    yield from law.of_law(text)
    if count := sum(map(typography.faults, _mendable(says))):
        yield Objection("typography", {"count": count}, weight="advice")


def _words(says: Content) -> str:
    """Everything that is read as words, a line each: title, texts, article."""
    texts = [says.get("title", ""), says.get("text", ""), *says.get("thread", ()), plain(says.get("body", ""))]
    return "\n".join(text for text in texts if text.strip())


def _mendable(says: Content) -> Iterator[str]:
    """What can be mended sign by sign. An article's body is HTML: there it is the writer's."""
    yield from (says.get("title", ""), says.get("text", ""), says.get("warning", ""), *says.get("thread", ()))
