"""The body of an article, behind glass: a colleague wrote it, or pasted it from somewhere."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from pupitre.publishing.chapters import version_of
from pupitre.publishing.models import Version
from pupitre.publishing.say import body_of
from pupitre.web.frame.access import desk
from pupitre.web.frame.pane import behind_glass
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.post.answering import found_delivery


@desk("see")
@require_GET
def version(request: DeskRequest, post_id: int, channel_id: int) -> HttpResponse:
    """As it reads in the draft."""
    try:
        says = version_of(request.brand, post_id, channel_id).says
    except Version.DoesNotExist as error:
        raise Http404 from error
    return behind_glass(request, request.brand, body_of(says))


@desk("see")
@require_GET
def delivery(request: DeskRequest, delivery_id: int) -> HttpResponse:
    """As it leaves, or left."""
    return behind_glass(request, request.brand, body_of(found_delivery(request.brand, delivery_id).says))
