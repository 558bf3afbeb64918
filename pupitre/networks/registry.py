"""Every network of this house, by key. A network is a folder here with a `CARD` in its __init__."""

import pkgutil
from functools import cache
from importlib import import_module

import pupitre.networks
from pupitre.networks import messages
from pupitre.networks.words import Card


@cache
def cards() -> dict[str, Card]:
    """All cards, by key, in the order of their names."""
    folders = [m.name for m in pkgutil.iter_modules(pupitre.networks.__path__) if m.ispkg and m.name != "tests"]
    found = [import_module(f"pupitre.networks.{folder}").CARD for folder in folders]
    return {card.key: card for card in sorted(found, key=lambda card: card.name.lower())}


def card(key: str) -> Card:
    """Raises KeyError for a network that this house does not have."""
    return cards()[key]


def sentence(key: str, code: str) -> str:
    """The English sentence of a code, the network's own before the common one; the code when unknown."""
    own = cards()[key].sentences if key in cards() else {}
    return own.get(code) or messages.SENTENCES.get(code, code)
