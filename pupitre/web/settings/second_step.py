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

from pupitre.brands import second_step as verbs
from pupitre.brands.sign_in import TooSoon, WrongPassword, prove
from pupitre.web.frame.access import desk
from pupitre.web.frame.address import address_of
from pupitre.web.frame.patience import too_soon
from pupitre.web.frame.requests import DeskRequest


class FirstCode(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("The code it shows now"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code"}),
        error_messages={"required": gettext_lazy("Write the six figures that your app shows now.")},
    )


class Password(forms.Form):
    """The password once more, before something that guards the account is changed."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Write the password you sign in with now.")},
    )

    def proves(self, request: DeskRequest) -> bool:
        """Whether it is the member's own; else with the reason beside the field. Guesses are slowed."""
        if not self.is_valid():
            return False
        try:
            prove(request.user, self.cleaned_data["password"], address_of(request))
        except WrongPassword:
            self.add_error("password", _("This is not the password you sign in with now. Nothing was changed."))
        except TooSoon as refused:
            self.add_error("password", too_soon(refused))
        return not self.errors


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
    if not verbs.is_on(request.user):
        raise Http404
    if not form.proves(request):
        return _page(request, end_form=form, status=400)
    verbs.turn_off(request.user)
    messages.success(request, _("The second step is off: your password alone opens the desk."))
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
        "left": verbs.codes_left(request.user),
        "codes_form": codes_form or Password(prefix="codes"),
        "end_form": end_form or Password(prefix="end"),
    }
    return render(request, "settings/second_step.html", shown, status=status)


def _picture(address: str) -> str:
    """The address as a QR code, an image within the page: dark on white, as cameras want it, in either look."""
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=4, dark="#000", light="#fff")
