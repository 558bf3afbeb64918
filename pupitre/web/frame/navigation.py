"""The ways through the desk: five activities, and the places that rooms add to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from pupitre.brands.models import Membership
from pupitre.ground.register import Register

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

ACTIVITIES: dict[str, str | StrPromise] = {
    "today": "",
    "write": _("Write"),
    "engage": _("Engage"),
    "listen": _("Listen"),
    "scout": _("Scout"),
    "measure": _("Measure"),
    "foot": "",
}
"""key → its name; "today" stands above them without one, "foot" below"""
TABS = 4
"""places among the phone's tabs, beside "More" """


@dataclass(frozen=True, slots=True)
class Place:
    """A page that the navigation leads to. `also` names pages that belong to it."""

    activity: str
    name: str | StrPromise
    url_name: str
    order: int = 50
    icon: str = "circle"
    """lucide name"""
    count: str = ""
    """name of a figure (brands/glance.py) shown beside it while it is not 0"""
    tab: int = 0
    """its rank among the phone's tabs; 0: only under "More" """
    action: str = "see"
    """the right that shows it"""
    also: tuple[str, ...] = ()


places: Register[Place] = Register("places")


@dataclass(frozen=True, slots=True)
class Link:
    place: Place
    url: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    name: str | StrPromise
    links: list[Link] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Navigation:
    groups: list[Group]
    foot: list[Link]
    tabs: list[Link]

    @property
    def compose(self) -> Link | None:
        """The way to a new post, shown on every page."""
        links = (link for group in self.groups for link in group.links)
        return next((link for link in links if link.place.url_name == "compose"), None)

    @property
    def counted(self) -> list[Link]:
        """Places that carry a figure."""
        return [link for group in self.groups for link in group.links if link.place.count]


def navigation(seat: Membership, here: str, figures: Mapping[str, int]) -> Navigation:
    """The places this seat may go to; `here` is the name of the page's route."""
    ordered = sorted(places, key=lambda place: place.order)
    links = [_link(place, seat, here, figures) for place in ordered if seat.may(place.action)]
    there = [link for link in links if link]
    groups = [
        Group(key, name, [link for link in there if link.place.activity == key]) for key, name in ACTIVITIES.items()
    ]
    tabs = sorted((link for link in there if link.place.tab), key=lambda link: link.place.tab)
    return Navigation(
        groups=[group for group in groups if group.links and group.key != "foot"],
        foot=[link for link in there if link.place.activity == "foot"],
        tabs=tabs[:TABS],
    )


def _link(place: Place, seat: Membership, here: str, figures: Mapping[str, int]) -> Link | None:
    try:
        url = reverse(place.url_name, args=[seat.brand.slug])
    except NoReverseMatch:  # its screen is not part of this installation
        return None
    return Link(place, url, figures.get(place.count, 0), here == place.url_name or here in place.also)
