"""What this installation lacks, what that disables, and how to get it: the same words on every page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from pupitre.ground.environment import environment

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

POWER = Path("/sys/class/power_supply")


@dataclass(frozen=True, slots=True)
class Need:
    """Something an installation may have. `there` None: the desk can't tell."""

    key: str
    icon: str
    there: bool | None
    name: str | StrPromise
    has: str | StrPromise
    lacks: str | StrPromise
    how: str | StrPromise


def needs() -> Mapping[str, Need]:
    """address, mail, awake: by key."""
    all_of_them = (_address(), _mail(), _awake())
    return {need.key: need for need in all_of_them}


def _address() -> Need:
    return Need(
        key="address",
        icon="globe",
        there=environment().public,
        name=_("A public https:// address"),
        has=_("The desk answers from the internet: approval links, tracked links and callbacks work."),
        lacks=_(
            "Without it there are no approval links for people outside, no tracked links, and networks can’t call "
            "back: the desk asks them every few minutes instead. Invitation links work only where this machine can "
            "be reached."
        ),
        how=_(
            "Give the machine a name and a certificate (a reverse proxy does both), then start Pupitre with "
            "PUPITRE_ADDRESS=https://…"
        ),
    )


def _mail() -> Need:
    return Need(
        key="mail",
        icon="mail",
        there=bool(environment().mail_url),
        name=_("Outgoing mail"),
        has=_("Invitations and notices leave by e-mail."),
        lacks=_(
            "Without it nobody is told by e-mail: invitation links are shown once, to copy, and notices stay on "
            "the screen."
        ),
        how=_(
            "Start Pupitre with PUPITRE_MAIL_URL=smtps://user:password@server:465 and "
            "PUPITRE_MAIL_FROM=desk@your-domain."
        ),
    )


def _awake() -> Need:
    there = True if environment().public else False if has_battery() else None
    return Need(
        key="awake",
        icon="laptop",
        there=there,
        name=_("A machine that is always on"),
        has=_("It stands behind a public address: what is planned leaves on time."),
        lacks=_(
            "What falls due while this machine sleeps does not leave. When it wakes, anything more than 15 minutes "
            "late waits for your decision on Today: send it now, give it another time, or drop it. Nothing bursts out."
        ),
        how=_("Run Pupitre on a small server that never sleeps, or keep this machine awake at the hours you plan for."),
    )


def has_battery() -> bool:
    """A machine with a battery is one that somebody closes and carries away."""
    try:
        return any(supply.name.startswith("BAT") for supply in POWER.iterdir())
    except OSError:
        return False
