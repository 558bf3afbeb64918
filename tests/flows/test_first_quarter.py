"""The first quarter of an hour, without a browser: from an empty desk to a post that is out, measured and told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from pupitre.brands import start
from pupitre.brands.found import open_brand
from pupitre.channels import connect, states
from pupitre.channels.due_clock import DueClock
from pupitre.channels.models import Attempt, Part
from pupitre.journal.models import Entry
from pupitre.journal.reading import read_all
from pupitre.measures import jobs
from pupitre.measures.models import DayCount, Measured
from pupitre.networks.paper import community, mischief
from pupitre.networks.paper.sheet import Sheet
from pupitre.networks.words import Measure
from pupitre.notices.models import Notice
from pupitre.publishing import compose, past
from pupitre.publishing.models import Delivery, NativePost, Post
from pupitre.publishing.plan import plan
from pupitre.publishing.today import overview, waiting_for_somebody

pytestmark = pytest.mark.django_db(transaction=True)

OWNER = {"email": "camille@lune.example", "password": "seven-scarves-dry", "name": "Camille Roux", "language": "en"}
BRAND = {"name": "Maison Lune", "language": "fr", "time_zone": "Europe/Paris", "site": "https://lune.example"}
ACCOUNT = "first-quarter"
WITHIN = timedelta(seconds=3)


@pytest.fixture
def worker():
    """A worker's due-clock, in a thread of this process."""
    clock = DueClock("first-quarter")
    thread = threading.Thread(target=clock.run)
    thread.start()
    yield
    clock.stop()
    thread.join(30)
    assert not thread.is_alive()


@pytest.fixture
def sheet():
    """The account on the pretend network, with a life of its own before the desk came."""
    made = Sheet(ACCOUNT, {})
    made.forget()
    for days in (1, 30, 89, 120):
        made.put(f"before-{days}", {"text": f"{days} days ago"}, timezone.now() - timedelta(days=days))
    yield made
    made.forget()


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, list(Part.objects.values("state", "reason_code", "due_at"))
        time.sleep(0.05)


def state(delivery: Delivery) -> str:
    delivery.refresh_from_db()
    assert delivery.sending
    delivery.sending.refresh_from_db()
    return delivery.sending.state


def told(model: type[Model], **of: object) -> bool:
    """Whether the journal's readers have made this row. An entry waits for transactions that began before it."""
    read_all()
    return model.objects.filter(**of).exists()


def written(brand, owner, text: str) -> Post:
    return compose.begin(brand, owner, {"text": text})


def lines(brand):
    """Today's, whichever side of midnight the clock stands on by now."""
    seen = overview(brand)
    return [*seen.today, *seen.latest]


def test_from_an_empty_desk_to_a_post_that_is_out_and_measured(worker, sheet, monkeypatch):
    owner, brand = start.begin(OWNER, BRAND)
    assert brand.in_rehearsal

    channel = connect.keep(brand, "paper", connect.begin("paper", {"name": "First quarter"}, ""), owner)
    assert channel.account == ACCOUNT
    assert past.read_past(channel)
    assert [native.text for native in NativePost.objects.order_by("-at")] == [
        f"{days} days ago" for days in (1, 30, 89)
    ]

    (rehearsed,) = plan(written(brand, owner, "A rehearsal"), owner, None).deliveries
    until(lambda: state(rehearsed) == states.REHEARSED)
    assert not Attempt.objects.exists()
    assert "A rehearsal" not in [post.text for post in sheet.latest(None, 40).posts]
    assert [line.state for line in lines(brand)] == [states.REHEARSED]

    open_brand(brand, owner)
    at = timezone.now() + timedelta(seconds=2)
    (delivery,) = plan(written(brand, owner, "Hello, we are here"), owner, at).deliveries
    until(lambda: state(delivery) == states.SENT)
    part = delivery.sending.parts.get()
    assert at <= part.armed_at <= part.sent_at <= at + WITHIN
    assert state(rehearsed) == states.REHEARSED
    (out,) = [post for post in sheet.latest(None, 40).posts if post.text == "Hello, we are here"]

    until(lambda: told(Measured, remote_id=out.id))
    delivery.refresh_from_db()
    assert delivery.remote_id == part.remote_id == out.id
    measured = Measured.objects.get(remote_id=out.id)
    assert measured.next_at - part.sent_at < timedelta(minutes=6)
    assert past.read_new(channel) == 0

    monkeypatch.setattr(community, "reactions", lambda *asked: Measure(likes=12, reposts=3, comments=0))
    Measured.objects.filter(pk=measured.pk).update(next_at=timezone.now())
    jobs.read_channel(channel.pk)
    day = DayCount.objects.get(day=timezone.now().astimezone(brand.zone).date())
    assert (day.likes, day.reposts, day.comments, day.quotes) == (12, 3, 0, None)
    (line,) = [line for line in lines(brand) if line.state == states.SENT]
    assert (line.likes, line.reposts, line.comments) == (12, 3, 0)
    assert waiting_for_somebody(brand) == []


def test_a_post_that_is_refused_reaches_whoever_can_mend_it(worker, sheet):
    owner, brand = start.begin(OWNER, BRAND)
    channel = connect.keep(brand, "paper", connect.begin("paper", {"name": "First quarter"}, ""), owner)
    open_brand(brand, owner)
    mischief.refuse(ACCOUNT, "no scarves here")
    (delivery,) = plan(written(brand, owner, "Scarves"), owner, None).deliveries
    until(lambda: state(delivery) == states.REFUSED)
    assert Attempt.objects.get().outcome == "refused"

    until(lambda: told(Notice, member=owner, verb="sending.refused"))
    notice = Notice.objects.get(member=owner)
    assert (notice.verb, notice.subject_id, notice.particulars["params"]) == (
        "sending.refused",
        delivery.pk,
        {"reason": "no scarves here"},
    )
    assert [each.delivery for each in waiting_for_somebody(brand)] == [delivery]
    assert [line.state for line in lines(brand)] == [states.REFUSED]
    client = Client()
    client.force_login(owner)
    page = client.get(f"/b/{brand.slug}/today/").content.decode()
    assert "Scarves" in page and channel.name in page
    assert Entry.objects.filter(verb="sending.refused").count() == 1
