"""Ideas in the search over the brand."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy

from pupitre.brands.models import Brand
from pupitre.publishing.ideas import board
from pupitre.web.frame.search import Finding, Findings


def ideas(brand: Brand, question: str, most: int) -> Findings:
    """Those on the board that say it."""
    found = board(brand, question)
    page = reverse("ideas", args=[brand.slug])
    told = [Finding(idea.headline, f"{page}#idea-{idea.pk}", idea.source, idea.made_at) for idea in found[:most]]
    return Findings(gettext_lazy("Ideas"), "lightbulb", len(found), told)
