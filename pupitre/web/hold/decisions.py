"""What is to become of each thing that waited, as the lift page says it: now, again at a time, dropped, or later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from pupitre.brands.models import Brand, Member
from pupitre.channels import decide, entrust
from pupitre.channels.models import Sending
from pupitre.publishing import wall

NOW, AGAIN, DROP, LATER = "now", "again", "drop", "later"
CHOICES = (NOW, AGAIN, DROP, LATER)


@dataclass(frozen=True, slots=True)
class Decision:
    choice: str
    at: datetime | None = None
    """for AGAIN"""


class Unclear(Exception):
    """A time that can't be used; `sending` is its id, the message a sentence."""

    def __init__(self, sending: int, sentence: str) -> None:
        super().__init__(sentence)
        self.sending = sending


def read(said: Mapping[str, str], waiting: Sequence[Sending], brand: Brand) -> dict[int, Decision]:
    """The decision for each waiting sending by its id. Raises Unclear; nothing is done before all are clear."""
    decisions = {}
    for sending in waiting:
        choice = said.get(f"choice-{sending.pk}", LATER)
        at = _time(sending.pk, said.get(f"at-{sending.pk}", ""), brand) if choice == AGAIN else None
        decisions[sending.pk] = Decision(choice if choice in CHOICES else LATER, at)
    return decisions


def carry_out(waiting: Sequence[Sending], decisions: Mapping[int, Decision], by: Member) -> Counter[str]:
    """Do it; how many of each. What fell due since the page was shown has no decision and waits."""
    done: Counter[str] = Counter()
    for sending in waiting:
        decision = decisions.get(sending.pk, Decision(LATER))
        done[decision.choice if _do(sending, decision, by) else "gone"] += 1
    return done


def _do(sending: Sending, decision: Decision, by: Member) -> bool:
    if decision.choice == NOW:
        return decide.send_now(sending, by.pk)
    if decision.choice == AGAIN and decision.at:
        return entrust.move_to(sending, decision.at, by.pk)
    if decision.choice == DROP:
        return entrust.drop(sending, by.pk)
    return True


def _time(sending: int, text: str, brand: Brand) -> datetime:
    """A wall time of the brand, later than now."""
    try:
        at = wall.read(text, brand.zone)
    except wall.Absent:
        raise Unclear(sending, _("The clocks go forward over this time: it does not exist that night. Choose another."))
    except wall.Twice:
        raise Unclear(
            sending, _("The clocks go back that night and this time comes twice. Choose another, so that it is clear.")
        )
    except ValueError:
        at = None
    if at is None:
        raise Unclear(sending, _("Write the day and the hour at which it is to leave."))
    if at <= timezone.now():
        raise Unclear(sending, _("This time has passed. Choose one to come."))
    return at
