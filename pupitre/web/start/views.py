"""The door: first start, sign-in, sign-out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from pupitre.brands.found import found
from pupitre.brands.sign_in import TooSoon, WrongPassword, enter
from pupitre.brands.start import AlreadyStarted, begin, is_started
from pupitre.ground.environment import environment
from pupitre.web.frame.access import member as signed_in
from pupitre.web.frame.access import public
from pupitre.web.frame.address import address_of
from pupitre.web.frame.passkeys import place_of
from pupitre.web.frame.patience import too_soon
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.frame.views import back_to
from pupitre.web.start.arrive import let_in, sit_down
from pupitre.web.start.forms import BrandFacts, FirstStart, SignIn

WRONG = gettext_lazy("This e-mail and password do not go together. Check both: capitals count in the password.")


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def start(request: DeskRequest) -> HttpResponse:
    """The owner and the brand. Closed once there is an owner, unless strangers may open an account."""
    first = not is_started()
    if not first and not environment().open_signup:
        raise Http404
    form = FirstStart(request.POST or None, initial=_guess(request))
    if request.method == "POST" and form.is_valid():
        try:
            owner, brand = begin(form.member, form.brand, open_to_all=environment().open_signup)
        except AlreadyStarted:
            raise Http404
        sit_down(request, owner)
        return redirect("front", brand.slug)
    return render(request, "start/start.html", {"form": form, "first": first})


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: DeskRequest) -> HttpResponse:
    if not is_started() and request.method == "GET":
        return redirect("start")
    form = SignIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member = enter(form.cleaned_data["email"], form.cleaned_data["password"], address_of(request))
            return let_in(request, member, back_to(request))
        except WrongPassword:
            form.add_error(None, WRONG)
        except TooSoon as refused:
            form.add_error(None, too_soon(refused))
    status = 400 if form.errors else 200
    page = {"form": form, "next": back_to(request), "place": place_of(request), "home": environment()}
    return render(request, "start/sign_in.html", page, status=status)


@public
@require_POST
def sign_out(request: DeskRequest) -> HttpResponse:
    logout(request)
    messages.success(request, _("You are signed out. What is planned goes on without you."))
    return redirect("sign-in")


@signed_in
@require_http_methods(["GET", "POST"])
def new_brand(request: DeskRequest) -> HttpResponse:
    """A further brand, for whoever owns one already, or has no seat anywhere."""
    if not request.user.may_found:
        return render(request, "start/may_not_found.html", status=403)
    form = BrandFacts(request.POST or None, initial=_guess(request))
    if request.method == "POST" and form.is_valid():
        made = found(request.user, **form.brand)
        messages.success(
            request,
            _("%(name)s is founded. It begins in rehearsal: nothing leaves until you open it.") % {"name": made.name},
        )
        return redirect("front", made.slug)
    return render(request, "start/new_brand.html", {"form": form})


def _guess(request: DeskRequest) -> dict[str, Any]:
    return {"language": request.LANGUAGE_CODE, "brand_language": request.LANGUAGE_CODE}
