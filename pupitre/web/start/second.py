"""The second step: asked after the password, of who has set one up."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from pupitre.brands import second_step
from pupitre.brands.models import Member
from pupitre.brands.passkeys import usable
from pupitre.brands.sign_in import TooSoon
from pupitre.web.frame.access import public
from pupitre.web.frame.passkeys import place_of
from pupitre.web.frame.patience import too_soon_for_a_code
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.start.arrive import sit_down, waiting_for


class Code(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code from your app"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "class": "code"}
        ),
        error_messages={"required": gettext_lazy("Write the six figures that your app shows now.")},
    )


class Recovery(forms.Form):
    recovery = forms.CharField(
        label=gettext_lazy("Recovery code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=gettext_lazy("One of the ten you kept. It works once."),
        error_messages={"required": gettext_lazy("Write one of the ten codes you kept.")},
    )


@public
@sensitive_post_parameters("code", "recovery")
@require_http_methods(["GET", "POST"])
def second(request: DeskRequest) -> HttpResponse:
    """Back to the password when none was given here in the last ten minutes."""
    waiting = waiting_for(request)
    if waiting is None:
        return _too_late(request)
    member, onward = waiting
    rescue = "recovery" in request.POST
    form: forms.Form = (Recovery if rescue else Code)(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            (given,) = form.cleaned_data.values()
            return _through(request, member, onward, second_step.take(member, given))
        except second_step.WrongCode:
            form.add_error("recovery" if rescue else "code", _wrong(rescue))
        except TooSoon as refused:
            form.add_error("recovery" if rescue else "code", too_soon_for_a_code(refused))
    ways = {"app": second_step.app_since(member), "passkey": usable(member, place_of(request))}
    forms_shown = {
        **ways,
        "form": Code() if rescue else form,
        "rescue": form if rescue else Recovery(),
        "rescued": rescue,
    }
    return render(request, "start/second.html", {**forms_shown, "who": member}, status=400 if form.errors else 200)


def _through(request: DeskRequest, member: Member, onward: str, left: int | None) -> HttpResponse:
    sit_down(request, member)
    if left is not None:
        said = ngettext(
            "That recovery code is used up; %(n)d is left. Make new ones in your account, and set your app up again if "
            "it is lost.",
            "That recovery code is used up; %(n)d are left. Make new ones in your account, and set your app up again "
            "if it is lost.",
            left,
        )
        messages.warning(request, said % {"n": left})
    return redirect(onward)


def _too_late(request: DeskRequest) -> HttpResponse:
    if request.method == "POST" and not request.user.is_authenticated:
        messages.warning(request, _("That took longer than ten minutes: begin with the password again."))
    return redirect("home" if request.user.is_authenticated else "sign-in")


def _wrong(recovery: bool) -> str:
    if recovery:
        return _("This is none of your unused recovery codes. Check it sign by sign.")
    return _(
        "This code does not fit. Each lasts thirty seconds and works once: wait for the next one, and check that "
        "your phone’s clock is right."
    )
