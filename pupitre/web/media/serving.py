"""Answers that carry a kept file: its type is ours, and only our own small pictures open in the page."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from pupitre.media.shelf import Kept

YEAR = 31_536_000
"""seconds; a file never changes under its address"""


def served(find: Callable[..., Kept], *where: object, inline: bool = False) -> HttpResponse:
    """The file that `find` finds. Raises Http404 for what is not there, and for what is another brand's."""
    try:
        kept = find(*where)
    except (ObjectDoesNotExist, FileNotFoundError) as error:
        raise Http404 from error
    with kept.file:
        response = HttpResponse(kept.file.read(), content_type=kept.mime)
    response["Content-Disposition"] = content_disposition_header(not inline, kept.name) or "attachment"
    response["Content-Encoding"] = "identity"  # pictures are compressed already
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    return response
