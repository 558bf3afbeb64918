"""The steps of connecting, from the form to the channel, with every refusal as a sentence beside the field."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pupitre.brands.models import Membership
from pupitre.channels import connect
from pupitre.channels.models import Channel
from pupitre.ground import disguise
from pupitre.ground.environment import environment
from pupitre.networks import registry
from pupitre.networks.errors import NetworkError
from pupitre.networks.words import Detour, Grant
from pupitre.publishing.jobs import read_past_later
from pupitre.web.channels.detour import Journey, come_back
from pupitre.web.channels.detour import set_out as remember
from pupitre.web.channels.forms import ConnectForm
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.frame.sentences import sentence

ASKED = "connect_answers"
DOCUMENT_LASTS = 300
"""seconds that others may keep a document of ours: a key that is taken out of it must be gone soon"""


def set_out(request: DeskRequest, network: str, form: ConnectForm, channel: Channel | None) -> HttpResponse | None:
    """Ask the network. The next page, or None with the refusal on the form."""
    try:
        answer = connect.begin(network, form.cleaned_data, _callback())
        if isinstance(answer, Grant):
            return _keep(request, request.seat, network, answer, channel)
    except NetworkError as error:
        form.add_error(None, sentence(network, error.code, error.params))
        return None
    journey = Journey(
        request.brand.pk, network, channel.pk if channel else None, dict(answer.memory), form.open_answers
    )
    remember(request.session, journey)
    return _leave_for(request, answer)


def arrive(request: DeskRequest) -> HttpResponse:
    """Back from the network: 400 unless this very session set out, once, in the last ten minutes."""
    journey = come_back(request.session, request.GET.dict())
    if journey is None:
        return _lost(request)
    seat = Membership.objects.select_related("brand").filter(brand=journey.brand_id, member=request.user).first()
    if seat is None or not seat.may("connect"):
        return _lost(request)
    channel = (
        Channel.objects.alive().filter(brand=seat.brand, pk=journey.channel_id).first() if journey.channel_id else None
    )
    try:
        grant = connect.finish(journey.network, journey.memory, request.GET.dict())
        return _keep(request, seat, journey.network, grant, channel)
    except NetworkError as error:
        messages.error(request, sentence(journey.network, error.code, error.params))
        request.session[ASKED] = journey.answers
        if channel:
            return redirect("channel-again", seat.brand.slug, channel.pk)
        return redirect("channel-add", seat.brand.slug, journey.network)


def document(network: str, name: str) -> Mapping[str, object] | None:
    """A document that this network's servers fetch from the desk; None when there is none."""
    card = registry.cards().get(network)
    make = card.documents.get(name) if card else None
    return make(_callback()) if make else None


def known(request: DeskRequest, channel: Channel | None) -> dict[str, str]:
    """What is known already: of an account that is connected again, or from a journey that failed just now."""
    asked: dict[str, str] = request.session.pop(ASKED, {})
    if channel is None:
        return asked
    return {"server": channel.host, "handle": channel.handle, "login": channel.handle, "site": channel.url} | asked


def error_of(channel: Channel) -> str:
    return sentence(channel.network, channel.error_code, channel.error_params) or _(
        "The network did not answer. Try again in a minute."
    )


def _callback() -> str:
    return environment().base + reverse("connect-back")


def _keep(request: DeskRequest, seat: Membership, network: str, grant: Grant, anew: Channel | None) -> HttpResponse:
    channel = connect.keep(seat.brand, network, grant, request.user, anew)
    read_past_later(channel.pk)
    said = _("%(channel)s is connected. Its past posts are being read.")
    if channel.card.by_hand:
        said = _("%(channel)s is among the channels: at its time, what you plan there waits for you to post it.")
    messages.success(request, said % {"channel": channel.name})
    return redirect("channels", seat.brand.slug)


def _leave_for(request: DeskRequest, detour: Detour) -> HttpResponse:
    """A page of ours that goes on by itself: a browser lets no form lead away from the desk, by its policy."""
    if not disguise.address(detour.url):
        return _lost(request)
    there = {"address": detour.url, "host": urlsplit(detour.url).netloc}
    response = render(request, "channels/leaving.html", there)
    response["Refresh"] = f"0; url={detour.url}"
    response["Cache-Control"] = "no-store"
    return response


def _lost(request: DeskRequest) -> HttpResponse:
    from pupitre.web.frame.errors import bad_request

    return bad_request(request)
