"""The four classes of network, and which of them a pretend account plays."""

from typing import Literal, cast

from pupitre.networks.words import Facts

Kind = Literal["A", "B", "C", "D"]
KINDS: tuple[Kind, ...] = ("A", "B", "C", "D")


def kind_of(facts: Facts) -> Kind:
    """A when the account does not say."""
    kind = facts.get("class")
    return cast(Kind, kind) if kind in KINDS else "A"
