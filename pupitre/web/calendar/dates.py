"""The page of dates: which kinds are shown, the marronniers, the brand's own, the address for calendar programs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pupitre.ground.environment import environment
from pupitre.publishing.dates import change
from pupitre.publishing.dates.models import OwnDate
from pupitre.publishing.dates.published import school_known_until
from pupitre.publishing.dates.shown import choices_of
from pupitre.web.calendar.forms import ChoicesForm, OwnDateForm, edits_of, marronnier_rows
from pupitre.web.frame.access import desk
from pupitre.web.frame.requests import DeskRequest


@desk("see")
@require_GET
def page(request: DeskRequest) -> HttpResponse:
    return _page(request)


@desk("settings")
@require_POST
def choose(request: DeskRequest) -> HttpResponse:
    form = ChoicesForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=400)
    said = form.cleaned_data
    change.choose(request.brand, request.user, said["place"], form.hidden, said["zones"])
    return _saved(request)


@desk("write")
@require_POST
def edit(request: DeskRequest) -> HttpResponse:
    change.edit_marronniers(request.brand, request.user, edits_of(request.POST))
    return _saved(request)


@desk("write")
@require_POST
def add(request: DeskRequest) -> HttpResponse:
    form = OwnDateForm(request.POST)
    if not form.is_valid():
        return _page(request, own_form=form, status=400)
    change.add_own(request.brand, request.user, **form.cleaned_data)
    return _saved(request)


@desk("write")
@require_POST
def remove(request: DeskRequest, own_date: int) -> HttpResponse:
    change.remove_own(get_object_or_404(OwnDate, pk=own_date, brand=request.brand), request.user)
    return _saved(request)


@desk("see")
@require_POST
def give(request: DeskRequest) -> HttpResponse:
    """The address is in this answer and nowhere else."""
    token = change.give_address(request.brand, request.user)
    response = _page(request, address=environment().base + reverse("calendar-feed", args=[token]))
    response["Cache-Control"] = "no-store"
    return response


@desk("see")
@require_POST
def withdraw(request: DeskRequest) -> HttpResponse:
    change.take_address(request.brand, request.user)
    messages.success(request, _("The address no longer works. What calendar programs copied stays with them."))
    return redirect("calendar-settings", request.brand.slug)


def _saved(request: DeskRequest) -> HttpResponse:
    messages.success(request, _("Saved. The calendar shows it at once."))
    return redirect("calendar-settings", request.brand.slug)


def _page(
    request: DeskRequest,
    form: ChoicesForm | None = None,
    own_form: OwnDateForm | None = None,
    address: str = "",
    status: int = 200,
) -> HttpResponse:
    choices = choices_of(request.brand)
    today = timezone.now().astimezone(request.brand.zone).date()
    shown = {
        "form": form or ChoicesForm.of(choices),
        "own_form": own_form or OwnDateForm(),
        "own_dates": request.brand.own_dates.order_by("first", "pk"),
        "marronniers": list(marronnier_rows(choices, today)),
        "kept_address": change.address_kept(request.brand, request.user),
        "address": address,
        "known_until": school_known_until(),
    }
    return render(request, "calendar/dates.html", shown, status=status)
