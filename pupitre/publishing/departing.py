"""Decisions about one sending, whether it is the delivery's own or a change of it."""

from __future__ import annotations

from pupitre.brands.models import Member
from pupitre.channels import decide, entrust
from pupitre.channels.models import Sending
from pupitre.publishing import plan
from pupitre.publishing.models import Delivery


def let_go(sending: Sending, delivery: Delivery, by: Member) -> bool:
    """It leaves now: before its time, late, again, or as it is. False when there is nothing to decide any more."""
    if sending.pk == delivery.sending_id:
        return plan.send_now(delivery, by)
    return decide.send_now(sending, by.pk)


def send_again(sending: Sending, delivery: Delivery, by: Member) -> bool:
    """Somebody looked and it is not there: once more. False when there is nothing to decide any more."""
    return decide.send_again(sending, by.pk)


def take_off(sending: Sending, delivery: Delivery, by: Member) -> bool:
    """It does not leave. False when it is too late for that."""
    if sending.pk == delivery.sending_id:
        return plan.withdraw(delivery, by)
    return entrust.drop(sending, by.pk)


def leave_out(sending: Sending, delivery: Delivery, by: Member) -> bool:
    """Somebody looked and it is not there, nor shall it be. False when there is nothing to decide any more."""
    if sending.pk == delivery.sending_id:
        return plan.leave_out(delivery, by)
    return entrust.leave_out(sending, by.pk)
