"""Signing in at the house's own provider, and coming back."""

from __future__ import annotations

import hmac
import time
from dataclasses import asdict
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from pupitre.brands import provider
from pupitre.brands.identities import NoAccount, member_for
from pupitre.brands.invite import find_invitation
from pupitre.brands.models import Member
from pupitre.ground.environment import environment
from pupitre.web.frame.access import public
from pupitre.web.frame.errors import bad_request
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.frame.views import back_to
from pupitre.web.start.arrive import let_in

KEY = "at_provider"
LASTS = 600
"""seconds that somebody may stay there"""
SAID = {
    "away": gettext_lazy("%(provider)s does not answer. Try again in a minute, or sign in with your password."),
    "garbled": gettext_lazy(
        "%(provider)s answers something the desk does not understand. Tell whoever runs this desk."
    ),
    "mixed_up": gettext_lazy("That answer is not %(provider)s’s. Nobody was signed in; tell whoever runs this desk."),
    "declined": gettext_lazy("%(provider)s did not sign you in. Try again, or sign in with your password."),
    "forged": gettext_lazy("What %(provider)s said could not be verified. Nobody was signed in: try again."),
    "unverified": gettext_lazy(
        "%(provider)s does not vouch for your e-mail address. Have it confirmed there, then try again."
    ),
    "unknown": gettext_lazy("Nobody at this desk has your address. Ask an owner to invite you, then come back."),
    "another": gettext_lazy(
        "The account with your address belongs to somebody else at %(provider)s. Tell whoever runs this desk."
    ),
}


@public
@never_cache
@require_POST
def leave(request: DeskRequest) -> HttpResponse:
    """To the provider; what it must bring back is kept in this session alone."""
    if not provider.is_set():
        raise Http404
    try:
        journey = provider.set_out(_callback())
    except provider.ProviderRefused as refused:
        return _not_in(request, str(refused))
    request.session[KEY] = {**asdict(journey), "until": time.time() + LASTS, "onward": back_to(request)}
    there = {"address": journey.address, "host": urlsplit(journey.address).netloc}
    response = render(request, "start/leaving.html", there)
    response["Refresh"] = f"0; url={journey.address}"  # a browser lets no form lead away from the desk, by its policy
    return response


@public
@never_cache
@require_GET
def back(request: DeskRequest) -> HttpResponse:
    """400 unless this very session set out, once, in the last ten minutes."""
    kept = request.session.pop(KEY, None)
    state = request.GET.get("state", "")
    if not provider.is_set() or not kept or kept.pop("until") < time.time() or not _same(state, kept["state"]):
        return bad_request(request)
    onward = kept.pop("onward")
    try:
        member = _member(request, provider.Journey(**kept))
        return let_in(request, member, _beyond(onward))
    except (provider.ProviderRefused, NoAccount) as refused:
        return _not_in(request, str(refused))


def _member(request: DeskRequest, journey: provider.Journey) -> Member:
    told = provider.come_back(journey, request.GET.dict(), _callback())
    return member_for(told, request.LANGUAGE_CODE, environment().open_signup)


def _beyond(onward: str) -> str:
    """Where they wanted to go; home when that is an invitation which the sign-in has just taken up."""
    is_invitation = onward.startswith("/join/")
    return "/" if is_invitation and find_invitation(onward.rpartition("/")[2]) is None else onward


def _callback() -> str:
    """Under our own name, never one that a request brought."""
    return environment().base + reverse("sign-in-provider-back")


def _not_in(request: DeskRequest, code: str) -> HttpResponse:
    messages.error(request, str(SAID[code]) % {"provider": environment().oidc_name or _("The provider")})
    return redirect("sign-in")


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
