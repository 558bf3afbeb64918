"""The cast's channels on the pretend network, and what is entrusted to them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from pupitre.brands.models import Brand, Member
from pupitre.channels import connect, entrust
from pupitre.channels.claim import claim, claim_looks
from pupitre.channels.models import Channel, Part, Sending
from pupitre.networks.paper.ledger import read
from pupitre.networks.paper.sheet import Sheet

ME = "worker-1"


class Spine:
    """A brand's channels and sendings, and single steps on them."""

    def __init__(self, brand: Brand, owner: Member) -> None:
        self.brand, self.owner = brand, owner
        self.sheets: list[Sheet] = []

    def channel(self, kind: str = "A", brand: Brand | None = None) -> Channel:
        grant = connect.begin("paper", {"name": f"Shop {secrets.token_hex(4)}", "class": kind}, "")
        made = connect.keep(brand or self.brand, "paper", grant, self.owner)
        self.sheets.append(Sheet(grant.account, grant.facts))
        return made

    def entrust(self, channel: Channel, *texts: str, due: datetime | None = None, by: int | None = None) -> Sending:
        said = [{"text": text} for text in texts or ("Hello",)]
        at = due or timezone.now() - timedelta(seconds=1)
        return entrust.entrust(channel, ("delivery", 1), said, at, by or self.owner.pk)

    def claimed(self, sending: Sending, worker: str = ME) -> Part:
        return next(part for part in claim(worker, 500) if part.sending_id == sending.pk)

    def looking(self, sending: Sending, worker: str = ME) -> Part:
        Part.objects.filter(sending=sending, state="unknown").update(look_at=timezone.now() - timedelta(seconds=1))
        return next(part for part in claim_looks(worker, 500) if part.sending_id == sending.pk)

    def part(self, sending: Sending, position: int = 0) -> Part:
        return Part.objects.select_related("sending__channel").get(sending=sending, position=position)

    def texts(self, channel: Channel) -> list[str]:
        """What is really there, in order."""
        sheet = next(sheet for sheet in self.sheets if sheet.account == channel.account)
        return [post.text for post in read(sheet.path.read_bytes()).posts.values()]

    def age(self, sending: Sending, seconds: float) -> None:
        """Everything about the sending happened so many seconds earlier."""
        span = timedelta(seconds=seconds)
        names = (
            "due_at",
            "expected_at",
            "armed_at",
            "first_armed_at",
            "lease_until",
            "not_before",
            "look_at",
            "keyed_at",
        )
        Part.objects.filter(sending=sending).update(**{name: F(name) - span for name in names})
        Sending.objects.filter(pk=sending.pk).update(due_at=F("due_at") - span)


@pytest.fixture
def spine(brand: Brand, owner: Member) -> Iterator[Spine]:
    made = Spine(brand, owner)
    yield made
    for sheet in made.sheets:
        sheet.forget()


@pytest.fixture
def channel(spine: Spine) -> Channel:
    return spine.channel()


@pytest.fixture
def together() -> Callable[..., list]:
    """Run calls in threads of their own, each with its own database connection; their results in order."""
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    def run(*calls: Callable[[], object]) -> list:
        def one(call: Callable[[], object]) -> object:
            try:
                return call()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(calls)) as pool:
            return [future.result(60) for future in [pool.submit(one, call) for call in calls]]

    return run
