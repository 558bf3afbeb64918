"""What a brand chose of the dates, and its own: DateChoices, OwnDate, CalendarAddress."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from pupitre.brands.models import Brand, Member
from pupitre.publishing.dates.occasion import OWN, Occasion


def every_zone() -> list[str]:
    return ["A", "B", "C"]


class DateChoices(models.Model):
    """Which dates a brand's calendar shows. A brand without a row has the defaults."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, related_name="date_choices")
    place = models.CharField(max_length=30, default="france")
    """one of places.PLACES"""
    hidden = models.JSONField(default=list)
    """kinds that are not shown"""
    zones = models.JSONField(default=every_zone)
    """of school holidays"""
    edits = models.JSONField(default=dict)
    """{marronnier: {"hidden": bool, "name": str, "note": str}}, what is not empty only"""

    def __str__(self) -> str:
        return f"dates of {self.brand_id}"


class OwnDate(models.Model):
    """A day or a span that matters to the brand, once or every year."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="own_dates")
    name = models.CharField(max_length=80)
    note = models.CharField(max_length=300, blank=True)
    first = models.DateField()
    last = models.DateField()
    yearly = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["brand", "first"], name="own_dates_by_day")]
        constraints = [models.CheckConstraint(condition=Q(last__gte=F("first")), name="own_dates_end_after")]

    def __str__(self) -> str:
        return self.name

    def in_year(self, year: int) -> Occasion | None:
        """It in a year it begins in. Every year it lasts as long; a 29 February is shown on the 28th elsewhere."""
        if year != self.first.year and not (self.yearly and year > self.first.year):
            return None
        try:
            begin = self.first.replace(year=year)
        except ValueError:
            begin = date(year, 2, 28)
        return Occasion(OWN, f"own-{self.pk}", begin, begin + (self.last - self.first))


class CalendarAddress(models.Model):
    """The secret address at which one member's calendar program reads the brand's calendar. Kept as a hash."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    read_on = models.DateField(null=True)
    """the last day somebody asked for it"""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "member"], name="one_calendar_address")]

    def __str__(self) -> str:
        return f"calendar of {self.brand_id} for {self.member_id}"
