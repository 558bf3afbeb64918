"""One's own second step: setting up a code app, recovery codes, turning it off."""

from __future__ import annotations

from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from pupitre.brands import provider
from pupitre.brands import second_step as verbs
from pupitre.brands.passkeys import passkeys_of
from pupitre.ground.environment import environment
from pupitre.web.frame.access import desk
from pupitre.web.frame.passkeys import place_of
from pupitre.web.frame.proof import is_fresh, may_prove_there
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.settings.passkeys import NewPasskey
from pupitre.web.settings.proof import Password


class FirstCode(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("The code it shows now"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code"}),
        error_messages={"required": gettext_lazy("Write the six figures that your app shows now.")},
    )


@desk("see", before_second_step=True)
@never_cache
@require_GET
def page(request: DeskRequest) -> HttpResponse:
    """What stands, or what is to be scanned and confirmed."""
    return _page(request)


@desk("see", before_second_step=True)
@require_POST
def begin(request: DeskRequest) -> HttpResponse:
    """A new key; nothing counts before its first code."""
    _nobody_of_a_demo(request)
    try:
        verbs.begin(request.user)
    except verbs.AlreadyOn:
        messages.info(request, _("Your app counts already. To set up another one, turn it off first."))
    return redirect("second-step", request.brand.slug)


@desk("see", before_second_step=True)
@sensitive_post_parameters("code")
@never_cache
@require_POST
def confirm(request: DeskRequest) -> HttpResponse:
    """The first code. The recovery codes are on the answer to this request and nowhere else."""
    _nobody_of_a_demo(request)
    form = FirstCode(request.POST)
    try:
        if form.is_valid():
            return _kept(request, verbs.confirm(request.user, form.cleaned_data["code"]))
    except verbs.AlreadyOn:
        return redirect("second-step", request.brand.slug)
    except verbs.WrongCode:
        form.add_error(
            "code",
            _(
                "This code does not fit what the page shows. Wait for the next one, and check that your phone’s clock "
                "is right. Nothing counts yet."
            ),
        )
    return _page(request, form=form, status=400)


@desk("see", before_second_step=True)
@sensitive_post_parameters("password")
@never_cache
@require_POST
def new_codes(request: DeskRequest) -> HttpResponse:
    """Ten new recovery codes, shown once; the old ones open nothing any more."""
    form = Password(request.POST, prefix="codes")
    if not verbs.is_on(request.user):
        raise Http404
    if not form.proves(request):
        return _page(request, codes_form=form, status=400)
    return _kept(request, verbs.new_recovery_codes(request.user))


@desk("see", before_second_step=True)
@sensitive_post_parameters("password")
@require_POST
def end(request: DeskRequest) -> HttpResponse:
    form = Password(request.POST, prefix="end")
    if not verbs.app_since(request.user):
        raise Http404
    if not form.proves(request):
        return _page(request, end_form=form, status=400)
    verbs.drop_app(request.user)
    said = (
        _("The code app is off. Your passkeys stay.")
        if verbs.is_on(request.user)
        else _("The second step is off: your password alone opens the desk.")
    )
    messages.success(request, said)
    return redirect("second-step", request.brand.slug)


def _kept(request: DeskRequest, codes: list[str]) -> HttpResponse:
    if codes:
        return render(request, "settings/recovery_codes.html", {"codes": codes})
    messages.success(request, _("Your app counts from now on. Your recovery codes stay as they were."))
    return redirect("second-step", request.brand.slug)


def _nobody_of_a_demo(request: DeskRequest) -> None:
    if request.user.is_demo:
        raise Http404


def _page(
    request: DeskRequest,
    form: FirstCode | None = None,
    codes_form: Password | None = None,
    end_form: Password | None = None,
    status: int = 200,
) -> HttpResponse:
    _nobody_of_a_demo(request)
    key, on = verbs.draft_of(request.user), verbs.is_on(request.user)
    held_up = request.brand.asks_second_step and not on  # nothing of the brand is shown yet, nor does its page live
    shown: dict[str, Any] = {
        "layout": "frame/plain.html" if held_up else "frame/desk.html",
        "held_up": held_up,
        "on": on,
        "app": verbs.app_since(request.user),
        "key": key,
        "picture": _picture(key.address) if key else "",
        "form": form or FirstCode(),
        "passkeys": passkeys_of(request.user),
        "place": place_of(request),
        "port": request.get_port(),
        "public_address": environment().address if environment().public else "",
        "new_passkey": NewPasskey(prefix="new"),
        "removal_form": Password(auto_id=False),
        "left": verbs.codes_left(request.user),
        "codes_form": codes_form or Password(prefix="codes"),
        "proves_there": may_prove_there(request.user),
        "proved_there": is_fresh(request),
        "provider_name": provider.name() or _("The provider"),
        "end_form": end_form or Password(prefix="end"),
    }
    return render(request, "settings/second_step.html", shown, status=status)


def _picture(address: str) -> str:
    """The address as a QR code, an image within the page: dark on white, as cameras want it, in either look."""
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=4, dark="#000", light="#fff")
