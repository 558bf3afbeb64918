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
from pupitre.brands.identities import prove as prove_identity
from pupitre.brands.invite import find_invitation
from pupitre.brands.models import Member
from pupitre.ground.environment import environment
from pupitre.web.frame import proof
from pupitre.web.frame.access import member, public
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
    "not_you": gettext_lazy(
        "At %(provider)s you signed in as somebody else. Nothing was changed: try again as yourself."
    ),
    "stale": gettext_lazy(
        "%(provider)s did not make you sign in anew, so this proves nothing. Nothing was changed; tell whoever runs "
        "this desk."
    ),
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
    return _set_out(request, anew=False)


@member
@never_cache
@require_POST
def prove(request: DeskRequest) -> HttpResponse:
    """Once more to the provider, by whom it alone can vouch for: before what guards the account is changed."""
    if not proof.may_prove_there(request.user):
        raise Http404
    return _set_out(request, anew=True)


@public
@never_cache
@require_GET
def back(request: DeskRequest) -> HttpResponse:
    """400 unless this very session set out, once, in the last ten minutes."""
    kept = request.session.pop(KEY, None)
    state = request.GET.get("state", "")
    if not provider.is_set() or not kept or kept.pop("until") < time.time() or not _same(state, kept["state"]):
        return bad_request(request)
    onward, proves, begun = (kept.pop(name) for name in ("onward", "proves", "begun"))
    if proves:
        return _proved(request, provider.Journey(**kept), proves, begun, onward)
    try:
        return let_in(request, _member(request, provider.Journey(**kept)), _beyond(onward))
    except (provider.ProviderRefused, NoAccount) as refused:
        return _not_in(request, str(refused))


def _set_out(request: DeskRequest, anew: bool) -> HttpResponse:
    onward = back_to(request)
    try:
        journey = provider.set_out(_callback(), anew)
    except provider.ProviderRefused as refused:
        return _not_in(request, str(refused), onward if anew else "sign-in")
    for_whom = {"proves": request.user.pk if anew else None, "begun": time.time()}
    request.session[KEY] = {**asdict(journey), "until": time.time() + LASTS, "onward": onward, **for_whom}
    there = {"address": journey.address, "host": urlsplit(journey.address).netloc}
    response = render(request, "start/leaving.html", there)
    response["Refresh"] = f"0; url={journey.address}"  # a browser lets no form lead away from the desk, by its policy
    return response


def _proved(request: DeskRequest, journey: provider.Journey, member_id: int, begun: float, onward: str) -> HttpResponse:
    """Nobody is let in by it: the member who set out must still be the one who sits here."""
    if request.user.pk != member_id:
        return bad_request(request)
    try:
        prove_identity(provider.come_back(journey, request.GET.dict(), _callback()), request.user, begun)
    except (provider.ProviderRefused, NoAccount) as refused:
        return _not_in(request, str(refused), onward)
    proof.keep(request)
    return redirect(onward)


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


def _not_in(request: DeskRequest, code: str, onward: str = "sign-in") -> HttpResponse:
    messages.error(request, str(SAID[code]) % {"provider": environment().oidc_name or _("The provider")})
    return redirect(onward)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
