"""The brand's campaigns: begun from here or from the page one writes on, changed, closed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pupitre.networks.words import Objection
from pupitre.publishing import campaigns as publishing
from pupitre.publishing.campaigns import Terms
from pupitre.publishing.models import Campaign
from pupitre.web.compose.wording import say
from pupitre.web.frame.access import desk
from pupitre.web.frame.requests import DeskRequest


@require_http_methods(["GET", "HEAD", "POST"])
@desk("write")
def campaigns(request: DeskRequest) -> HttpResponse:
    """GET: all of them. POST: a new one; {"id", "name"} for Compose's script."""
    if request.method != "POST":
        return _page(request)
    made = publishing.begin(request.brand, _terms(request), request.user)
    wants_json = request.accepts("application/json") and not request.accepts("text/html")
    if isinstance(made, list):
        said = " ".join(say("", each) for each in made)
        return JsonResponse({"refused": said}, status=422) if wants_json else _page(request, made)
    if wants_json:
        return JsonResponse({"id": made.pk, "name": made.name}, status=201)
    messages.success(request, _("The campaign “%(name)s” is begun.") % {"name": made.name})
    return redirect("campaigns", request.brand.slug)


@require_POST
@desk("write")
def change(request: DeskRequest, campaign: int) -> HttpResponse:
    found = _campaign(request, campaign)
    wrong = publishing.change(found, _terms(request), request.user)
    if wrong:
        return _page(request, wrong, found.pk)
    messages.success(request, _("The campaign is changed."))
    return redirect("campaigns", request.brand.slug)


@require_POST
@desk("write")
def closure(request: DeskRequest, campaign: int) -> HttpResponse:
    """Close it, or with `open` open it again."""
    found = _campaign(request, campaign)
    if "open" in request.POST:
        publishing.open_again(found, request.user)
    else:
        publishing.close(found, request.user)
    return redirect("campaigns", request.brand.slug)


def _page(request: DeskRequest, wrong: list[Objection] | None = None, of: int | None = None) -> HttpResponse:
    """`wrong`: what stands in the way of the campaign `of`, or of a new one; what was written stays in its fields."""
    context = {
        "campaigns": publishing.of(request.brand),
        "wrong": [say("", each) for each in wrong or ()],
        "of": of,
        "written": request.POST,
    }
    return render(request, "compose/campaigns.html", context, status=422 if wrong else 200)


def _terms(request: DeskRequest) -> Terms:
    return Terms(request.POST.get("name", "").replace("\x00", ""), _day(request, "begins_on"), _day(request, "ends_on"))


def _day(request: DeskRequest, name: str):
    """A day of a form; None for what is none."""
    try:
        return parse_date(request.POST.get(name, ""))
    except ValueError:
        return None


def _campaign(request: DeskRequest, campaign_id: int) -> Campaign:
    try:
        return publishing.find(request.brand, campaign_id)
    except Campaign.DoesNotExist as error:
        raise Http404 from error
