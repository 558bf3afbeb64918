"""What every page knows. The frame asks the database three times at most, and only when it is shown."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from pupitre.brands.glance import MOMENT, glance
from pupitre.brands.models import Brand, Hold, Membership
from pupitre.brands.seats import seats_of
from pupitre.web.frame.navigation import Navigation, navigation

EMPTY = Navigation([], [], [])


class Frame:
    """The frame around one page of one seat."""

    def __init__(self, request: HttpRequest, seat: Membership) -> None:
        self.request = request
        self.seat = seat

    @cached_property
    def figures(self) -> dict[str, Any]:
        """As they were before the page's own content was read (see access), or now."""
        found: dict[str, Any] | None = getattr(self.request, "figures", None)
        return found if found is not None else glance(self.seat)

    @cached_property
    def hold(self) -> Hold | None:
        return self.seat.brand.hold_now()

    @cached_property
    def brands(self) -> list[Brand]:
        """One brand, as most members have, is not asked for again."""
        if self.figures["seats"] <= 1:
            return [self.seat.brand]
        return [seat.brand for seat in seats_of(self.seat.member)]

    @cached_property
    def navigation(self) -> Navigation:
        match = self.request.resolver_match
        return navigation(self.seat, (match.url_name or "") if match else "", self.figures)


def frame(request: HttpRequest) -> dict[str, Any]:
    """What templates call brand, seat, may, hold, brands, navigation, …_count, moment, language, theme, user."""
    seat = getattr(request, "seat", None)
    user = getattr(request, "user", None)
    theme = user.theme if user is not None and user.is_authenticated else ""
    common = {"language": get_language(), "user": user, "theme": theme}
    if seat is None:
        return {**common, "brand": None, "seat": None}
    shown = Frame(request, seat)
    return {
        **common,
        "brand": seat.brand,
        "seat": seat,
        "may": Rights(seat),
        "hold": SimpleLazyObject(lambda: shown.hold),
        "brands": SimpleLazyObject(lambda: shown.brands),
        "navigation": SimpleLazyObject(lambda: shown.navigation),
        "channels_count": SimpleLazyObject(lambda: shown.figures["channels"]),
        "waiting_count": SimpleLazyObject(lambda: shown.figures["waiting"]),
        "notices_count": SimpleLazyObject(lambda: shown.figures["notices"]),
        "asleep": SimpleLazyObject(lambda: not shown.figures["awake"]),
        "in_gap": SimpleLazyObject(lambda: bool(shown.figures["gaps"])),
        "moment": SimpleLazyObject(lambda: shown.figures[MOMENT]),
    }


class Rights:
    """`{% if may.plan %}`: what this seat may do, by the one table."""

    def __init__(self, seat: Membership) -> None:
        self._seat = seat

    def __getitem__(self, action: str) -> bool:
        return self._seat.may(action)
