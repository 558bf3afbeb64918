"""Approval, for members: the page, the panel beside Compose, and each thing that is done there."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from pupitre.publishing.approval.link import revoke
from pupitre.publishing.approval.models import GuestLink, Remark
from pupitre.publishing.approval.record import link_of, remark_of
from pupitre.publishing.approval.remark import resolve
from pupitre.web.approval import answering
from pupitre.web.frame.access import desk
from pupitre.web.frame.requests import DeskRequest


@desk("see")
@require_safe
def approval(request: DeskRequest, post: int) -> HttpResponse:
    return answering.drawn(request, answering.find(request, post))


@desk("see")
@require_safe
def panel(request: DeskRequest, post: int) -> HttpResponse:
    return answering.panel(request, answering.find(request, post))


@desk("write")
@require_POST
def requests(request: DeskRequest, post: int) -> HttpResponse:
    """Ask for the approval of the text as it is kept."""
    return answering.asked(request, answering.find(request, post))


@desk("approve")
@require_POST
def verdicts(request: DeskRequest, post: int) -> HttpResponse:
    return answering.answered(request, answering.find(request, post))


@desk("approve")
@require_POST
def links(request: DeskRequest, post: int) -> HttpResponse:
    return answering.linked(request, answering.find(request, post))


@desk("approve")
@require_POST
def link_end(request: DeskRequest, post: int, link: int) -> HttpResponse:
    try:
        revoke(link_of(request.brand, post, link), request.user)
    except GuestLink.DoesNotExist as error:
        raise Http404 from error
    return answering.ended(request, answering.find(request, post))


@desk("write")
@require_POST
def remarks(request: DeskRequest, post: int) -> HttpResponse:
    return answering.remarked(request, answering.find(request, post))


@desk("write")
@require_POST
def resolution(request: DeskRequest, post: int, remark: int) -> HttpResponse:
    try:
        resolve(remark_of(request.brand, post, remark), request.user)
    except Remark.DoesNotExist as error:
        raise Http404 from error
    return answering.settled(request, answering.find(request, post))
