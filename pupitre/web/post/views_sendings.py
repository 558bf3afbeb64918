"""What one does with a sending: let it leave, say that it is there, keep it back, take it off, put it away."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pupitre.brands.models import Member
from pupitre.channels import decide
from pupitre.channels.models import Sending
from pupitre.networks.words import Objection
from pupitre.publishing import departing
from pupitre.publishing.models import Delivery
from pupitre.web.frame.access import desk
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.post.answering import done, found_sending, refused
from pupitre.web.post.forms import ArrivalForm

DECIDED = [Objection("decided", {}, "post")]
TOO_LATE = [Objection("too_late", {}, "post")]
Deed = Callable[[Sending, Delivery, Member], bool]


@desk("decide")
@require_POST
def departure(request: DeskRequest, sending_id: int) -> HttpResponse:
    """Now, or as it is: a planned, late or refused one leaves."""
    return _carry_out(request, sending_id, departing.let_go, _("It leaves now."), DECIDED)


@desk("decide")
@require_POST
def repetition(request: DeskRequest, sending_id: int) -> HttpResponse:
    """Somebody looked, and it is not there: it leaves once more."""
    return _carry_out(request, sending_id, departing.send_again, _("It leaves now."), DECIDED)


@desk("decide")
@require_POST
def arrival(request: DeskRequest, sending_id: int) -> HttpResponse:
    """A member saw it on the network, and may have its link."""
    sending, delivery = found_sending(request.brand, sending_id)
    form = ArrivalForm(request.POST)
    if not form.is_valid():
        return refused(request, delivery, [Objection("link_malformed", {}, "post")], "there")
    if not decide.it_is_there(sending, form.cleaned_data["url"], request.user.pk):
        return refused(request, delivery, DECIDED, "there")
    return done(request, delivery.post_id, _("Noted: it is out, and is never sent again."))


@desk("plan")
@require_POST
def withdrawal(request: DeskRequest, sending_id: int) -> HttpResponse:
    """Off the plan."""
    words = _("It does not leave. Its words stay in the draft.")
    return _carry_out(request, sending_id, departing.take_off, words, TOO_LATE)


@desk("decide")
@require_POST
def omission(request: DeskRequest, sending_id: int) -> HttpResponse:
    """Somebody looked, and it is not there: it is not sent again."""
    words = _("It does not leave. Its words stay in the draft.")
    return _carry_out(request, sending_id, departing.leave_out, words, DECIDED)


@desk("hold")
@require_POST
def hold(request: DeskRequest, sending_id: int) -> HttpResponse:
    sending, delivery = found_sending(request.brand, sending_id)
    decide.hold_this(sending, request.user.pk)
    return done(request, delivery.post_id, _("Held back: it does not leave until somebody lets it go."))


@desk("hold")
@require_POST
def release(request: DeskRequest, sending_id: int) -> HttpResponse:
    sending, delivery = found_sending(request.brand, sending_id)
    decide.release_this(sending, request.user.pk)
    return done(request, delivery.post_id, _("Let go: it leaves at its time."))


@desk("decide")
@require_POST
def settlement(request: DeskRequest, sending_id: int) -> HttpResponse:
    """Seen, and needs nobody any more."""
    sending, delivery = found_sending(request.brand, sending_id)
    decide.put_away(sending, request.user.pk)
    return done(request, delivery.post_id, _("Put away: it no longer waits for anybody."))


def _carry_out(
    request: DeskRequest, sending_id: int, deed: Deed, words: str, objections: list[Objection]
) -> HttpResponse:
    """Do it and say so in `words`; the objections when there was nothing to do any more."""
    sending, delivery = found_sending(request.brand, sending_id)
    if not deed(sending, delivery, request.user):
        return refused(request, delivery, objections)
    return done(request, delivery.post_id, words)
