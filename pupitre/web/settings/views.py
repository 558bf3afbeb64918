"""Settings of the brand, its opening and closing, and what this installation lacks."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pupitre import __version__
from pupitre.brands.found import change_brand, close_brand, open_brand
from pupitre.web.frame.access import desk
from pupitre.web.frame.installation import needs
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.settings.forms import BrandForm
from pupitre.web.settings.hours import HoursForm


@desk("see")
@require_GET
def brand(request: DeskRequest) -> HttpResponse:
    """The brand as it is; the form only for those who may change it."""
    return _brand_page(request, BrandForm.of(request.brand), HoursForm(hours=request.brand.hours))


@desk("settings")
@require_POST
def change(request: DeskRequest) -> HttpResponse:
    form = BrandForm(request.POST)
    hours = HoursForm(request.POST, hours=request.brand.hours)
    if not (form.is_valid() and hours.is_valid()):
        return _brand_page(request, form, hours, status=400)
    change_brand(request.brand, request.user, **form.cleaned_data, hours=hours.hours)
    messages.success(request, _("Saved. What is planned keeps its time."))
    return redirect("settings", request.brand.slug)


@desk("open")
@require_POST
def opening(request: DeskRequest) -> HttpResponse:
    """The end of the rehearsal."""
    open_brand(request.brand, request.user)
    messages.success(
        request, _("%(brand)s is open: what is planned leaves at its time.") % {"brand": request.brand.name}
    )
    return redirect("front", request.brand.slug)


@desk("open")
@require_POST
def rehearsal(request: DeskRequest) -> HttpResponse:
    """Back to rehearsal."""
    close_brand(request.brand, request.user)
    messages.success(request, _("Back in rehearsal: nothing leaves any more. What was already sent stays where it is."))
    return redirect("settings", request.brand.slug)


@desk("see")
@require_GET
def installation(request: DeskRequest) -> HttpResponse:
    return render(request, "settings/installation.html", {"needs": needs().values(), "version": __version__})


def _brand_page(request: DeskRequest, form: BrandForm, hours: HoursForm, status: int = 200) -> HttpResponse:
    return render(request, "settings/brand.html", {"form": form, "hours": hours}, status=status)
