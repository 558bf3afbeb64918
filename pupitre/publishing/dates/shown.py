"""The dates of a brand's days, as it chose them: one question to the database whatever the span."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from pupitre.brands.models import Brand
from pupitre.publishing.dates.holidays import bridges, holidays
from pupitre.publishing.dates.marronniers import marronniers
from pupitre.publishing.dates.models import DateChoices, OwnDate
from pupitre.publishing.dates.names import KINDS as KIND_WORDS
from pupitre.publishing.dates.names import NAMES
from pupitre.publishing.dates.occasion import KINDS, MARRONNIER, OWN, SCHOOL, Occasion, years
from pupitre.publishing.dates.places import PLACES
from pupitre.publishing.dates.published import school
from pupitre.publishing.dates.sales import sales, shop_days


@dataclass(frozen=True, slots=True)
class Shown:
    """An occasion with the words this brand has for it."""

    occasion: Occasion
    name: str
    note: str = ""

    @property
    def what(self) -> str:
        """Its kind, in words."""
        words = str(KIND_WORDS[self.occasion.kind])
        zones = self.occasion.zones
        return _("%(kind)s, zone %(zones)s") % {"kind": words, "zones": ", ".join(zones)} if zones else words

    def is_marked_on(self, day: date) -> bool:
        """A month names a span where it begins and where it ends, not on each of its days."""
        return day in (self.occasion.start, self.occasion.end)


def choices_of(brand: Brand) -> DateChoices:
    """The brand's, or the defaults (not saved)."""
    return DateChoices.objects.filter(brand=brand).first() or DateChoices(brand=brand)


def shown(brand: Brand, start: date, end: date) -> dict[date, list[Shown]]:
    """What each day from `start` until before `end` carries, the weightiest first; days without are left out."""
    choices, own = _chosen(brand, end)
    found = [*_known(choices, start, end), *_own(own, start, end)]
    found.sort(key=lambda each: (KINDS.index(each.occasion.kind), each.occasion.start, each.name))
    days: dict[date, list[Shown]] = {}
    for each in found:
        first, last = max(each.occasion.start, start), each.occasion.end
        for ordinal in range(first.toordinal(), min(last.toordinal() + 1, end.toordinal())):
            days.setdefault(date.fromordinal(ordinal), []).append(each)
    return days


def _chosen(brand: Brand, end: date) -> tuple[DateChoices, list[OwnDate]]:
    """What the brand chose, and its own dates that begin before `end`; none when they are hidden."""
    row = JSONObject(name="name", note="note", first="first", last="last", yearly="yearly")
    own = ArraySubquery(OwnDate.objects.filter(brand=OuterRef("pk"), first__lt=end).order_by("pk").values(row=row))
    found = Brand.objects.select_related("date_choices").annotate(own=own).get(pk=brand.pk)
    choices = getattr(found, "date_choices", None) or DateChoices(brand=brand)
    return choices, [] if OWN in choices.hidden else [_as_own(each) for each in found.own]


def _as_own(row: dict[str, Any]) -> OwnDate:
    days = {name: date.fromisoformat(row[name]) for name in ("first", "last")}
    return OwnDate(**{**row, **days})


def _known(choices: DateChoices, start: date, end: date) -> Iterator[Shown]:
    for each in _occasions(choices, start, end):
        if each.kind in choices.hidden or each.start >= end or each.end < start:
            continue
        edit = choices.edits.get(each.code, {}) if each.kind == MARRONNIER else {}
        if not edit.get("hidden"):
            yield Shown(each, edit.get("name") or str(NAMES[each.code]), edit.get("note", ""))


def _occasions(choices: DateChoices, start: date, end: date) -> Iterator[Occasion]:
    place = choices.place if choices.place in PLACES else "france"
    for year in years(start, end):
        yield from holidays(PLACES[place], year)
        yield from bridges(PLACES[place], year)
        yield from sales(place, year)
        yield from shop_days(year)
        yield from marronniers(year)
    for each in school():
        zones = tuple(zone for zone in each.zones if zone in choices.zones)
        if zones:
            yield Occasion(SCHOOL, each.code, each.start, each.end, zones)


def _own(own: list[OwnDate], start: date, end: date) -> Iterator[Shown]:
    for row in own:
        for year in years(start, end):
            each = row.in_year(year)
            if each and each.start < end and each.end >= start:
                yield Shown(each, row.name, row.note)
