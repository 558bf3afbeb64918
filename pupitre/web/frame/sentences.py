"""Codes into sentences: what a network or the desk said, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pupitre.channels.messages import SENTENCES
from pupitre.networks import registry
from pupitre.web.frame.moments import number
from pupitre.web.frame.typography import typeset


class _Said(dict):
    """A parameter that was not given leaves a gap, not an error: the row may be older than the sentence."""

    def __missing__(self, key: str) -> str:
        return "…"


def sentence(network: str, code: str, params: Mapping[str, Any] | None = None) -> str:
    """The sentence of a code in the reader's language; `params` fill it, `network` is the card's name."""
    if not code:
        return ""
    known = registry.cards().get(network)
    english = registry.sentence(network, code)
    words = str(SENTENCES[code]) if code in SENTENCES and english == code else _(english)
    said = {key: number(value) if type(value) is int else value for key, value in (params or {}).items()}
    return typeset(words % _Said({"network": known.name if known else network, **said}), get_language() or "en")
