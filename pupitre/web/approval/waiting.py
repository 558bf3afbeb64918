"""Today's block: what waits for this member's approval, and what of theirs was sent back."""

from __future__ import annotations

from typing import Any

from pupitre.publishing.approval.ask import is_alone
from pupitre.publishing.approval.models import Request
from pupitre.publishing.approval.record import waiting as asked
from pupitre.web.frame.requests import DeskRequest

MOST = 10


def waiting(request: DeskRequest) -> dict[str, Any] | None:
    """None where the brand asks for no approval, and when nothing waits."""
    brand, me = request.brand, request.user.pk
    if not brand.approval:
        return None
    mine = []
    if request.seat.may("approve"):
        open_ones = asked(brand, Request.OPEN)
        mine = list((open_ones if is_alone(brand) else open_ones.exclude(writer=me))[:MOST])
    back = list((asked(brand, Request.REFUSED).filter(writer=me) | asked(brand, Request.REFUSED).filter(by=me))[:MOST])
    return {"mine": mine, "back": back} if mine or back else None
