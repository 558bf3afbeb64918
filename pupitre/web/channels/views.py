"""Channels: connect an account, see how it is, connect it again, take it off."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pupitre.channels import connect
from pupitre.channels.connect import set_late
from pupitre.channels.health import healths
from pupitre.channels.models import Channel
from pupitre.networks import registry
from pupitre.web.channels import steps
from pupitre.web.channels.forms import ways
from pupitre.web.frame.access import desk, member, public
from pupitre.web.frame.requests import DeskRequest


@desk("see")
def channels(request: DeskRequest) -> HttpResponse:
    """Every channel and how it is; with htmx the list alone."""
    context = {"healths": healths(request.brand), "cards": registry.cards().values()}
    return render(request, "channels/list.html" if request.htmx else "channels/channels.html", context)


@desk("connect")
def add(request: DeskRequest, network: str) -> HttpResponse:
    if network not in registry.cards():
        raise Http404
    return _ask(request, network, None)


@desk("connect")
def again(request: DeskRequest, channel_id: int) -> HttpResponse:
    channel = _channel(request, channel_id)
    return _ask(request, channel.network, channel)


@member
def back(request: DeskRequest) -> HttpResponse:
    """The member comes back from the network."""
    return steps.arrive(request)


@require_safe
@public
def document(request: HttpRequest, network: str, name: str) -> HttpResponse:
    """What a network's servers read to know which desk asks; 404 where this network wants none, or none can be."""
    told = steps.document(network, name)
    if told is None:
        raise Http404
    return JsonResponse(told, headers={"Cache-Control": f"public, max-age={steps.DOCUMENT_LASTS}"})


@require_POST
@desk("connect")
def check(request: DeskRequest, channel_id: int) -> HttpResponse:
    channel = _channel(request, channel_id)
    if connect.check(channel):
        messages.success(request, _("%(channel)s answers: the connection stands.") % {"channel": channel.name})
    else:
        messages.warning(request, steps.error_of(channel))
    return redirect("channels", request.brand.slug)


@require_POST
@desk("connect")
def late(request: DeskRequest, channel_id: int) -> HttpResponse:
    set_late(_channel(request, channel_id), request.POST.get("send_late") == "yes", request.user)
    return redirect("channels", request.brand.slug)


@require_POST
@desk("connect")
def remove(request: DeskRequest, channel_id: int) -> HttpResponse:
    channel = _channel(request, channel_id)
    if connect.remove(channel, request.user):
        messages.success(
            request, _("%(channel)s is off the desk. Its posts stay in your history.") % {"channel": channel.name}
        )
    else:
        messages.warning(
            request, _("A post is leaving on %(channel)s right now. Try again in a minute.") % {"channel": channel.name}
        )
    return redirect("channels", request.brand.slug)


def _ask(request: DeskRequest, network: str, channel: Channel | None) -> HttpResponse:
    card = registry.card(network)
    given = request.POST if request.method == "POST" else None
    both = ways(network, card.connects.questions(), given, steps.known(request, channel))
    if both.chosen.is_valid():
        answer = steps.set_out(request, network, both.chosen, channel)
        if answer is not None:
            return answer
    context = {"form": both.chosen, "ways": both, "card": card, "channel": channel}
    return render(request, "channels/connect.html", context)


def _channel(request: DeskRequest, channel_id: int) -> Channel:
    return get_object_or_404(Channel.objects.alive(), pk=channel_id, brand=request.brand)
