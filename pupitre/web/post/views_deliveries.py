"""What one does with a delivery: another time, planned again, changed or taken off where it is."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pupitre.publishing import change
from pupitre.publishing import plan as planning
from pupitre.publishing.models import Delivery
from pupitre.web.compose.wording import shared
from pupitre.web.frame.access import desk
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.post.answering import done, found_delivery, read_time, refused, unclear
from pupitre.web.post.telling import moment


@desk("plan")
@require_POST
def time(request: DeskRequest, delivery_id: int) -> HttpResponse:
    """Another time for what has not left."""
    delivery = found_delivery(request.brand, delivery_id)
    try:
        at = read_time(request)
    except ValueError as error:
        return unclear(request, delivery, error)
    wrong = planning.move(delivery, at, request.user)
    words = _("Moved to %(when)s.") % {"when": moment(at, request.brand)} + shared([delivery.pk])
    return refused(request, delivery, wrong, "time") if wrong else done(request, delivery.post_id, words)


@desk("plan")
@require_POST
def plan(request: DeskRequest, delivery_id: int) -> HttpResponse:
    """Its words as they are now, as a new delivery in place of this one."""
    delivery = found_delivery(request.brand, delivery_id)
    try:
        at = read_time(request)
    except ValueError as error:
        return unclear(request, delivery, error)
    planned = planning.plan_again(delivery, request.user, at)
    if not planned.ok:
        return refused(request, delivery, [objection for _version, objection in planned.objections], "time")
    words = _("Planned again for %(when)s.") % {"when": moment(at, request.brand)}
    words += shared([made.pk for made in planned.deliveries])
    return done(request, delivery.post_id, words)


@desk("plan")
@require_POST
def edition(request: DeskRequest, delivery_id: int) -> HttpResponse:
    """Change what is out to what the post says now."""
    delivery = found_delivery(request.brand, delivery_id)
    changed = change.edit(delivery, request.user)
    if changed.objections:
        return refused(request, delivery, changed.objections)
    return done(request, delivery.post_id, _("The new words are on their way to %(channel)s.") % _channel(delivery))


@desk("plan")
@require_POST
def deletion(request: DeskRequest, delivery_id: int) -> HttpResponse:
    """Take it off the network."""
    delivery = found_delivery(request.brand, delivery_id)
    changed = change.delete(delivery, request.user)
    if changed.objections:
        return refused(request, delivery, changed.objections)
    return done(request, delivery.post_id, _("It is being taken off %(channel)s.") % _channel(delivery))


def _channel(delivery: Delivery) -> dict[str, str]:
    return {"channel": delivery.channel.name}
