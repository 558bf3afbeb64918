"""Files that a member brings: one picture or one refusal each, as JSON that the page's script reads."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils import timezone

from pupitre.brands.models import Brand, Member
from pupitre.media.describe import suggested
from pupitre.media.messages import SENTENCES
from pupitre.media.models import Asset
from pupitre.media.particulars import file_under
from pupitre.media.pictures import MOST_BYTES, PictureRefused
from pupitre.media.take_in import take_in
from pupitre.web.frame.requests import DeskRequest

AROUND = 100_000
"""bytes that a form may add to its file"""
AT_ONCE = 20


def announced_too_heavy(request: DeskRequest) -> bool:
    """By the length it announces: nothing of it is unpacked."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdigit() or int(length) > MOST_BYTES + AROUND


def too_heavy() -> dict[str, Any]:
    return {"refused": refusal(PictureRefused("too_heavy", most=MOST_BYTES // 1_000_000))}


def bring_all(request: DeskRequest) -> list[dict[str, Any]]:
    """Every file of the request, as `bring` answers; a request without one brought an empty file.

    ?folder=: where those go that are new.
    """
    files = request.FILES.getlist("file")[:AT_ONCE]
    brought = [bring(request.brand, file, request.user) for file in files]
    new = [each["asset"] for each in brought if not each.get("known", True)]
    file_under(request.brand, new, request.user, request.GET.get("folder") or None)
    return brought or [{"refused": refusal(PictureRefused("empty"))}]


def bring(brand: Brand, file: UploadedFile, by: Member) -> dict[str, Any]:
    """The picture as the page shows it, or {"refused": sentence, "name"}.

    "known": the library had this very file already; "suggested": what was written of pictures like it.
    """
    name, began = file.name or "", timezone.now()
    try:
        if (file.size or 0) > MOST_BYTES:
            raise PictureRefused("too_heavy", most=MOST_BYTES // 1_000_000)
        asset = take_in(brand, name, file.read(), by)
        said = [] if asset.alt else suggested(brand, asset)
        return {**shown(brand, asset), "known": asset.made_at < began, "suggested": said}
    except PictureRefused as refused:
        return {"refused": refusal(refused), "name": name}


def shown(brand: Brand, asset: Asset) -> dict[str, Any]:
    """What the page needs of a picture."""
    return {
        "asset": asset.pk,
        "name": asset.name,
        "width": asset.width,
        "height": asset.height,
        "alt": asset.alt,
        "thumb": reverse("thumb", args=[brand.slug, asset.pk]),
    }


def refusal(refused: PictureRefused) -> str:
    return str(SENTENCES[refused.code]) % refused.params
