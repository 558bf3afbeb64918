"""What the doctor looks at: a register of checks that rooms fill, and what a check finds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pupitre.ground.register import Register

OK, WARNING, FAULT = "ok", "warning", "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """`says` what is so and what that means; `mend`: what to do about it. Both in the reader's language."""

    state: str
    says: str
    mend: str = ""
    subject: str = ""
    """what it is about, where a check finds several"""


@dataclass(frozen=True, slots=True)
class Check:
    """`look` is given a brand's id, and then tells nothing of other brands; None: of the whole installation.

    It is called outside any transaction, may take some seconds, and changes nothing.
    """

    key: str
    name: Any
    """lazily translated"""
    look: Callable[[int | None], Iterable[Finding]]


checks: Register[Check] = Register("checks")


def worst(findings: Iterable[Finding]) -> str:
    """The state of several findings together."""
    found = {finding.state for finding in findings}
    return next((state for state in (FAULT, WARNING) if state in found), OK)
