"""A post's page: what each channel shows, how it came there, and what to do."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from pupitre.publishing.models import Post
from pupitre.web.frame.access import desk
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.post.answering import page


@desk("see")
@require_GET
def post(request: DeskRequest, post_id: int) -> HttpResponse:
    """The whole page, or with htmx what changes on it."""
    try:
        return page(request, post_id)
    except Post.DoesNotExist as error:
        raise Http404 from error
