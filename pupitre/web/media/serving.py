"""Answers that carry a kept file: its type is ours, and only our own small pictures open in the page."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from pupitre.media.messages import UNSHOWN
from pupitre.media.shelf import Kept

log = logging.getLogger(__name__)

YEAR = 31_536_000
"""seconds; a file never changes under its address"""
NOBODY = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#8a8378" d="M0 0h32v32H0z"/>'
    b'<path fill="#fff" d="M16 7a5 5 0 1 1 0 10 5 5 0 0 1 0-10m0 12c6 0 10 3 10 7v6H6v-6c0-4 4-7 10-7"/></svg>'
)
"""our own drawing, shown in the place of a picture that is not here"""


def served(find: Callable[..., Kept], *where: object, inline: bool = False, seconds: int = YEAR) -> HttpResponse:
    """The file that `find` finds. Raises Http404 for what is not there, and for what is another brand's;
    503 while files can't be read at all.
    """
    try:
        kept = find(*where)
        with kept.file:
            content = kept.file.read()
    except (ObjectDoesNotExist, FileNotFoundError) as error:
        raise Http404 from error
    except OSError as error:
        return _away(error)
    response = HttpResponse(content, content_type=kept.mime)
    response["Content-Disposition"] = content_disposition_header(not inline, kept.name) or "attachment"
    response["Content-Encoding"] = "identity"  # pictures are compressed already
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = f"private, max-age={seconds}" + (", immutable" if seconds == YEAR else "")
    return response


def _away(error: OSError) -> HttpResponse:
    """503: the folder or the bucket does not answer now; the address is right."""
    log.error("a picture can't be read: %s", getattr(error, "code", "") or type(error).__name__)
    response = HttpResponse(str(UNSHOWN), content_type="text/plain; charset=utf-8", status=503)
    response["Retry-After"] = "60"
    response["Cache-Control"] = "no-store"
    return response


def absent() -> HttpResponse:
    """A shape in the place of a picture; asked for again in a minute."""
    response = HttpResponse(NOBODY, content_type="image/svg+xml")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=60"
    return response
