"""Hold and lift."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pupitre.brands.models import Brand
from pupitre.channels import hold as channels
from pupitre.web.frame.access import desk
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.hold import decisions
from pupitre.web.hold.forms import PRESETS, HoldForm
from pupitre.web.hold.listing import decided, lines, named
from pupitre.web.hold.words import told

RECEIPT = "hold_receipt"
"""session key: ids of what was leaving at the instant of the hold"""


@desk("see")
@require_GET
def page(request: DeskRequest) -> HttpResponse:
    """The hold in force with its receipt, or the form that begins one."""
    return _page(request, HoldForm())


@desk("hold")
@require_POST
def begin(request: DeskRequest) -> HttpResponse:
    form = HoldForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    receipt = channels.hold(request.brand, form.cleaned_data["reason"], request.user, _until(request.brand, form))
    request.session[RECEIPT] = {"hold": receipt.hold.pk, "leaving": [sending.pk for sending in receipt.leaving_now]}
    return redirect("hold", request.brand.slug)


@desk("lift")
@require_GET
def waiting(request: DeskRequest) -> HttpResponse:
    """What would have gone out meanwhile, with a decision for each."""
    return _waiting(request)


@desk("lift")
@require_POST
def lift(request: DeskRequest) -> HttpResponse:
    """End the hold and carry out what was decided; what has no decision keeps waiting."""
    held = request.brand.hold_now()
    if held is None:
        messages.info(request, _("Nothing is held: somebody lifted it before you."))
        return redirect("front", request.brand.slug)
    try:
        decided = decisions.read(request.POST, channels.held_back(held), request.brand)
    except decisions.Unclear as unclear:
        return _waiting(request, unclear)
    done = decisions.carry_out(channels.lift(held, request.user), decided, request.user)
    messages.success(request, told(done))
    return redirect("front", request.brand.slug)


def _until(brand: Brand, form: HoldForm) -> datetime | None:
    return brand.today()[1] if form.cleaned_data["span"] == "today" else None


def _page(request: DeskRequest, form: HoldForm, status: int = 200) -> HttpResponse:
    held = request.brand.hold_now()
    receipt = request.session.get(RECEIPT) or {}
    fresh = held is not None and receipt.get("hold") == held.pk
    shown = {
        "form": form,
        "presets": PRESETS,
        "receipt": fresh,
        "leaving": named(request.brand.pk, receipt["leaving"]) if fresh else [],
        "midnight": request.brand.today()[1],
        "waiting": lines(channels.held_back(held)) if held else [],
    }
    return render(request, "hold/hold.html", shown, status=status)


def _waiting(request: DeskRequest, unclear: decisions.Unclear | None = None) -> HttpResponse:
    held = request.brand.hold_now()
    kept = lines(channels.held_back(held)) if held else []
    shown = decided(kept, request.POST, unclear.sending if unclear else None, str(unclear or ""))
    return render(request, "hold/lift.html", {"waiting": shown}, status=400 if unclear else 200)
