"""A guest's link: one post, read and answered without an account and without a cookie.

Whoever has the address may answer, so no form needs another proof; and wrong addresses are slowed.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from pupitre.brands import sign_in
from pupitre.media import shelf
from pupitre.publishing.approval import link as links
from pupitre.publishing.approval.ask import NotAnswered, answer_as_guest
from pupitre.publishing.approval.messages import REFUSALS
from pupitre.publishing.approval.models import GuestLink, Request
from pupitre.publishing.approval.record import request_of
from pupitre.publishing.approval.remark import remark
from pupitre.publishing.say import assets_of
from pupitre.web.approval.forms import RemarkForm, VerdictForm
from pupitre.web.approval.showing import for_guest
from pupitre.web.frame.access import public
from pupitre.web.frame.address import address_of
from pupitre.web.media import looking
from pupitre.web.media.serving import served

GUESSES = "a guest's link"
"""what wrong addresses are counted under"""


@public
@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    link = _link(request, token)
    if isinstance(link, HttpResponse):
        return link
    links.opened(link)
    return _drawn(request, token, link)


@public
@csrf_exempt
@require_POST
def answers(request: HttpRequest, token: str) -> HttpResponse:
    """A verdict, or a remark beside the text."""
    link = _link(request, token)
    if isinstance(link, HttpResponse):
        return link
    try:
        _answer(request, link)
    except NotAnswered as refused:
        return _drawn(request, token, link, str(refused), 409 if str(refused) == "past" else 422)
    language = _language(request)
    answered = redirect("guest-approval", token)
    if language:
        answered["Location"] += f"?language={language}"
    return answered


@public
@require_safe
def picture(request: HttpRequest, token: str, asset: int) -> HttpResponse:
    """A picture of the text that this link shows, small, and no other of the brand."""
    link = _link(request, token)
    if isinstance(link, HttpResponse):
        return link
    asked = links.shown(link)
    shown = assets_of(link.post.brand_id, asked.says.values()) if asked else {}
    if asset not in shown:
        raise Http404
    if recipe := request.GET.get("recipe", ""):
        return served(looking.sketch, shown[asset], recipe, inline=True, seconds=300)
    return served(shelf.thumb, link.post.brand, asset, inline=True, seconds=300)


def _link(request: HttpRequest, token: str) -> GuestLink | HttpResponse:
    """The open link; else the answer to give: 404 alike for what never was, has ended or was taken back."""
    address = address_of(request)
    wait = sign_in.wait_of(GUESSES, address)
    found = None if wait else links.find(token)
    if found is not None:
        return found
    if not wait:
        try:
            sign_in.count_in(GUESSES, address)
        except sign_in.TooSoon as soon:
            wait = soon.seconds
    said = _private(render(request, "approval/guest_gone.html", {"wait": wait}, status=429 if wait else 404))
    if wait:
        said["Retry-After"] = str(wait)
    return said


def _answer(request: HttpRequest, link: GuestLink) -> None:
    """Raises NotAnswered."""
    if request.POST.get("verdict") == "remark":
        form = RemarkForm(request.POST)
        if not form.is_valid():
            raise NotAnswered("wordless")
        if links.shown(link) is None:
            raise NotAnswered("past")
        remark(link.post, form.cleaned_data["words"], form.cleaned_data["quote"], link=link)
        return
    said = VerdictForm(request.POST)
    if not said.is_valid():
        raise NotAnswered("past")
    approved, words = said.cleaned_data["verdict"] == "approved", said.cleaned_data["words"]
    if not approved and not words.strip():
        raise NotAnswered("wordless")
    try:
        answer_as_guest(request_of(link.post, said.cleaned_data["request"]), link, approved, words)
    except Request.DoesNotExist as error:
        raise NotAnswered("past") from error


def _drawn(request: HttpRequest, token: str, link: GuestLink, wrong: str = "", status: int = 200) -> HttpResponse:
    brand = link.post.brand
    language = _language(request) or translation.get_language()
    with timezone.override(brand.zone), translation.override(language):
        shown: dict[str, Any] = {**for_guest(link), "guest_token": token, "wrong": REFUSALS.get(wrong, "")}
        shown |= {"language": language, "chosen": _language(request), "zone": brand.time_zone}
        return _private(render(request, "approval/guest.html", shown, status=status))


def _language(request: HttpRequest) -> str:
    """The one that was chosen on the page, in its address; empty: as the browser asks."""
    chosen = request.GET.get("language", "")
    return chosen if chosen in ("en", "fr") else ""


def _private(response: HttpResponse) -> HttpResponse:
    """For nobody's index and nobody's cache."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Cache-Control"] = "private, no-store"
    return response
