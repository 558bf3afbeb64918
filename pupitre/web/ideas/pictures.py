"""Pictures of an idea: those it has and keeps, and those that come with the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages

from pupitre.brands.models import Brand
from pupitre.media.models import Asset
from pupitre.publishing import ideas
from pupitre.publishing.capture import Note
from pupitre.publishing.models import Idea
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.media.bringing import AT_ONCE, bring


def with_pictures(request: DeskRequest, note: Note) -> Note:
    """The note with the files of the form taken into the library; what is refused is said, the rest goes on."""
    files = [file for file in request.FILES.getlist("file")[:AT_ONCE] if file.name]
    taken = []
    for answer in (bring(request.brand, file, request.user) for file in files):
        if "refused" in answer:
            messages.warning(request, f"{answer['name']}: {answer['refused']}")
        else:
            taken.append(answer["asset"])
    return replace(note, pictures=(*note.pictures, *taken))


def brought(brand: Brand, wanted: Sequence[int]) -> list[Asset]:
    """These pictures, as far as the brand has them, in their order."""
    known = ideas.pictures_of(brand, [Idea(pictures=list(wanted))])
    return [known[asset] for asset in wanted if asset in known]
