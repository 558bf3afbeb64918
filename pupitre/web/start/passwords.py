"""A forgotten password: ask for the link, and choose the new one."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from pupitre.brands.jobs import mail_password_link
from pupitre.brands.models import Member
from pupitre.brands.password import set_anew, who_has
from pupitre.brands.sign_in import TooSoon, count_in
from pupitre.ground.environment import environment
from pupitre.web.frame.access import public
from pupitre.web.frame.address import address_of
from pupitre.web.start.arrive import let_in
from pupitre.web.start.forms import SignIn, checked_password, new_password


class Forgotten(forms.Form):
    email = SignIn.base_fields["email"]


class Anew(forms.Form):
    password = new_password("")

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("The new password")
        self.member = member

    def clean_password(self) -> str:
        wrong = checked_password(self.cleaned_data["password"], name=self.member.name, email=self.member.email)
        if wrong:
            raise forms.ValidationError(wrong)
        return self.cleaned_data["password"]


@public
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """The same answer whether anybody has this address or not; the mail is written by a worker."""
    has_mail = bool(environment().mail_url)
    form = Forgotten(request.POST or None)
    asked = request.method == "POST" and has_mail and form.is_valid()
    if asked:
        with suppress(TooSoon):  # somebody plays with it: the answer stays the same, no more letters leave
            count_in(f"link for {form.cleaned_data['email'].lower()}", address_of(request))
            mail_password_link.defer(email=form.cleaned_data["email"])
    return render(request, "start/forgotten.html", {"form": form, "has_mail": has_mail, "asked": asked})


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def anew(request: HttpRequest, who: str, token: str) -> HttpResponse:
    member = who_has(who, token)
    if member is None:
        return render(request, "start/link_gone.html", status=404)
    form = Anew(request.POST or None, member=member)
    if request.method == "POST" and form.is_valid():
        set_anew(member, form.cleaned_data["password"])
        answer = let_in(request, member, reverse("home"))
        messages.success(request, _("The new password holds. Everywhere else you were signed in has ended."))
        return answer
    return render(request, "start/anew.html", {"form": form, "member": member})
