"""How the pages of approval answer: back to the page, or with the panel where it was asked from the panel."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from pupitre.ground.environment import environment
from pupitre.publishing import compose
from pupitre.publishing.approval import link as links
from pupitre.publishing.approval.ask import NotAnswered, answer, ask
from pupitre.publishing.approval.messages import REFUSALS
from pupitre.publishing.approval.models import Request
from pupitre.publishing.approval.record import request_of
from pupitre.publishing.approval.remark import remark
from pupitre.publishing.models import Post
from pupitre.web.approval import showing
from pupitre.web.approval.forms import LinkForm, RemarkForm, VerdictForm
from pupitre.web.frame.requests import DeskRequest


def find(request: DeskRequest, post_id: int) -> Post:
    """A post of this brand; 404 for any other."""
    try:
        return compose.find(request.brand, post_id)
    except Post.DoesNotExist as error:
        raise Http404 from error


def drawn(request: DeskRequest, post: Post, status: int = 200, **more: object) -> HttpResponse:
    """The page, in the brand's zone."""
    with timezone.override(request.brand.zone):
        return render(request, "approval/approval.html", showing.page(request, post, **more), status=status)


def panel(request: DeskRequest, post: Post, said: str = "", wrong: str = "") -> HttpResponse:
    with timezone.override(request.brand.zone):
        return render(request, "approval/_panel.html", showing.panel(request, post, said=said, wrong=wrong))


def asked(request: DeskRequest, post: Post) -> HttpResponse:
    made = ask(post, request.user)
    if made is None:
        return _done(request, post, wrong=str(REFUSALS["nothing"]))
    return _done(request, post, _("Asked. Whoever may approve is told."))


def answered(request: DeskRequest, post: Post) -> HttpResponse:
    """An approver's verdict on the text that the page showed."""
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return _done(request, post, wrong=str(REFUSALS["past"]))
    approved, words = form.cleaned_data["verdict"] == "approved", form.cleaned_data["words"]
    if not approved and not words.strip():
        return _done(request, post, wrong=str(REFUSALS["wordless"]))
    try:
        answer(request_of(post, form.cleaned_data["request"]), request.user, approved, words)
    except Request.DoesNotExist as error:
        raise Http404 from error
    except NotAnswered as refused:
        return _done(request, post, wrong=str(REFUSALS[str(refused)]))
    return _done(request, post, _("Approved.") if approved else _("Said. Nothing of it leaves as it is."))


def remarked(request: DeskRequest, post: Post) -> HttpResponse:
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return _done(request, post, wrong=str(REFUSALS["wordless"]))
    try:
        remark(post, form.cleaned_data["words"], form.cleaned_data["quote"], by=request.user)
    except NotAnswered as refused:
        return _done(request, post, wrong=str(REFUSALS[str(refused)]))
    return _done(request, post, _("Your remark stands beside the text."))


def linked(request: DeskRequest, post: Post) -> HttpResponse:
    """A guest's link: on the answer to this request and nowhere else."""
    form = LinkForm(request.POST)
    if not form.is_valid():
        return drawn(request, post, 400, link_form=form)
    made, token = links.make(post, request.user, form.cleaned_data["name"], form.cleaned_data["days"])
    address = f"{environment().base}/approve/{token}"
    return drawn(request, post, made=made, address=address, is_public=environment().public)


def settled(request: DeskRequest, post: Post) -> HttpResponse:
    return _done(request, post, _("Settled."))


def ended(request: DeskRequest, post: Post) -> HttpResponse:
    return _done(request, post, _("The link no longer works."))


def _done(request: DeskRequest, post: Post, said: str = "", wrong: str = "") -> HttpResponse:
    if "panel" in request.POST:
        return panel(request, post, said, wrong)
    messages.success(request, said) if said else messages.error(request, wrong)
    return redirect("approval", request.brand.slug, post.pk)
