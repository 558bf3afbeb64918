"""What a person posts themselves: words to copy, pictures to take along, and a place for its link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from mimetypes import guess_extension
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from pupitre.brands.models import Brand
from pupitre.channels import states
from pupitre.ground.disguise import address
from pupitre.media.models import Rendition
from pupitre.media.shelf import renditions_at
from pupitre.web.frame.access import desk
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.post.answering import found_sending


@desk("see")
@require_safe
def by_hand(request: DeskRequest, sending_id: int) -> HttpResponse:
    """Words and pictures of a sending that is in people's hands; the post's page for any other."""
    sending, delivery = found_sending(request.brand, sending_id)
    part = sending.parts.filter(state=states.PERSON).first()
    if part is None or not sending.channel.card.by_hand:
        return redirect("post", request.brand.slug, delivery.post_id)
    shown = {"sending": sending, "delivery": delivery, "text": part.payload.get("text", "")}
    shown["cuts"] = _cuts(request.brand, part.payload.get("media", ()))
    with timezone.override(request.brand.zone):
        return render(request, "post/by_hand.html", {**shown, "place": address(sending.channel.url)})


def _cuts(brand: Brand, media: Sequence[Mapping[str, Any]]) -> list[tuple[Rendition, str, str]]:
    """The pictures as they were cut: each with its alternative text and the name it is saved under."""
    carried = {picture["path"]: picture for picture in media}
    found = enumerate(renditions_at(brand, list(carried)), 1)
    return [
        (made, carried[made.path].get("alt", ""), f"{brand.slug}-{number}{guess_extension(made.mime) or ''}")
        for number, made in found
    ]
