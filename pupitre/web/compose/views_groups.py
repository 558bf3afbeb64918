"""The brand's groups of hashtags: saved, changed, removed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pupitre.networks.words import Objection
from pupitre.publishing import groups as publishing
from pupitre.publishing.models import HashtagGroup
from pupitre.web.compose.wording import say
from pupitre.web.frame.access import desk
from pupitre.web.frame.requests import DeskRequest


@require_http_methods(["GET", "HEAD", "POST"])
@desk("write")
def groups(request: DeskRequest) -> HttpResponse:
    """GET: all of them. POST: a new one."""
    if request.method != "POST":
        return _page(request)
    made = publishing.begin(request.brand, *_written(request), request.user)
    if isinstance(made, list):
        return _page(request, made)
    messages.success(request, _("The group “%(name)s” is saved.") % {"name": made.name})
    return redirect("hashtag-groups", request.brand.slug)


@require_POST
@desk("write")
def change(request: DeskRequest, group: int) -> HttpResponse:
    found = _group(request, group)
    wrong = publishing.change(found, *_written(request))
    if wrong:
        return _page(request, wrong, found.pk)
    messages.success(request, _("The group “%(name)s” is saved.") % {"name": found.name})
    return redirect("hashtag-groups", request.brand.slug)


@require_POST
@desk("write")
def remove(request: DeskRequest, group: int) -> HttpResponse:
    publishing.remove(_group(request, group))
    messages.success(request, _("The group is removed. Texts keep the hashtags they have."))
    return redirect("hashtag-groups", request.brand.slug)


def _page(request: DeskRequest, wrong: list[Objection] | None = None, of: int | None = None) -> HttpResponse:
    """`wrong`: what stands in the way of the group `of`, or of a new one; what was written stays in its fields."""
    context = {
        "groups": publishing.of(request.brand),
        "wrong": [say("", each) for each in wrong or ()],
        "of": of,
        "written": request.POST,
    }
    return render(request, "compose/groups.html", context, status=422 if wrong else 200)


def _written(request: DeskRequest) -> tuple[str, str]:
    name, words = (request.POST.get(key, "").replace("\x00", "") for key in ("name", "words"))
    return name, words[:10_000]


def _group(request: DeskRequest, group_id: int) -> HashtagGroup:
    try:
        return publishing.find(request.brand, group_id)
    except HashtagGroup.DoesNotExist as error:
        raise Http404 from error
