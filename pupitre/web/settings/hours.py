"""Opening hours as fields: for each day up to two spans, written as the brand's row keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pupitre.web.frame.zones import DAYS

Hours = dict[str, list[list[str]]]
SPANS = 2
"""a day: a morning and an afternoon"""


class HoursForm(forms.Form):
    """Fields d<day>_<span>_<opens|closes>; a span without hours is closed."""

    def __init__(self, *args: Any, hours: Hours, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day, name in DAYS:
            spans = hours.get(str(day), [])
            for span in range(SPANS):
                known = spans[span] if span < len(spans) else ["", ""]
                for edge, words, initial in (
                    ("opens", gettext_lazy("opens"), known[0]),
                    ("closes", gettext_lazy("closes"), known[1]),
                ):
                    asked = forms.TimeInput(
                        attrs={"type": "time", "aria-label": f"{name} {span + 1}, {words}"}, format="%H:%M"
                    )
                    self.fields[f"d{day}_{span}_{edge}"] = forms.TimeField(
                        required=False, widget=asked, initial=initial
                    )

    def days(self) -> Iterator[tuple[str, list[Any], list[str]]]:
        """For the page: the day's name, its four fields, what is wrong with it."""
        for day, name in DAYS:
            fields = [self[f"d{day}_{span}_{edge}"] for span in range(SPANS) for edge in ("opens", "closes")]
            wrong = [str(error) for field in fields for error in field.errors]
            yield str(name), fields, wrong

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for day, _name in DAYS:
            before: time | None = None
            for span in range(SPANS):
                before = self._check(said, f"d{day}_{span}", before) or before
        return said

    def _check(self, said: dict[str, Any], span: str, before: time | None) -> time | None:
        """The hour at which this span closes; its errors go to the field that is to change."""
        opens, closes = said.get(f"{span}_opens"), said.get(f"{span}_closes")
        if bool(opens) != bool(closes):
            self.add_error(f"{span}_{'closes' if opens else 'opens'}", _("Write both hours, or none."))
        elif opens and closes and opens >= closes:
            self.add_error(f"{span}_closes", _("It closes before it opens: write a later hour."))
        elif opens and before and opens < before:
            self.add_error(f"{span}_opens", _("The second opening begins before the first one ends."))
        return closes

    @property
    def hours(self) -> Hours:
        """As the brand keeps it: {"0": [["09:00", "12:00"], …]}; a closed day is absent."""
        kept: Hours = {}
        for day, _name in DAYS:
            for span in range(SPANS):
                opens, closes = (self.cleaned_data[f"d{day}_{span}_{edge}"] for edge in ("opens", "closes"))
                if opens and closes:
                    kept.setdefault(str(day), []).append([f"{opens:%H:%M}", f"{closes:%H:%M}"])
        return kept
