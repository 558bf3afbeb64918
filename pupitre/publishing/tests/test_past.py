"""The account's own past fills the calendar once: 90 days of it, ours left out, a cut costs one page."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from pupitre.channels import connect
from pupitre.channels.models import Channel
from pupitre.channels.send import send
from pupitre.journal.models import Entry
from pupitre.measures.models import DayCount, Measured
from pupitre.networks.errors import Later, NotSent
from pupitre.networks.paper import measure, mischief
from pupitre.networks.paper.sheet import Sheet
from pupitre.networks.words import Measure, Past, Remote
from pupitre.publishing import past
from pupitre.publishing.jobs import read_new
from pupitre.publishing.models import NativePost
from pupitre.publishing.tests import stage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def channel(brand, owner):
    made = stage.paper(brand, owner, "Past")
    yield made
    Sheet(made.account, {}).forget()


def posted(channel, days, text="Elsewhere", **letter):
    """A post of the account that did not leave through the desk, so many days ago."""
    at = timezone.now() - timedelta(days=days)
    return Sheet(channel.account, {}).put(f"key-{days}-{text}", {"text": text, **letter}, at)


def fresh(channel):
    return Channel.objects.select_related("brand").get(pk=channel.pk)


def test_ninety_days_fill_the_calendar_with_their_counts(brand, channel):
    kept = [posted(channel, days) for days in (0.1, 3, 89)]
    posted(channel, 91)
    assert past.read_past(fresh(channel))
    natives = NativePost.objects.order_by("-at")
    assert [native.remote_id for native in natives] == [post.id for post in kept]
    assert natives[0].brand == brand
    assert fresh(channel).backfill == {"cursor": None, "seen": 4, "done": True}
    assert Measured.objects.count() == 3
    days = {row.day for row in DayCount.objects.all()}
    assert natives[2].at.astimezone(brand.zone).date() in days


def test_reading_it_twice_keeps_and_counts_everything_once(channel):
    for days in (1, 2, 3):
        posted(channel, days)
    past.read_past(fresh(channel))
    before = list(DayCount.objects.values("day", "likes").order_by("day"))
    past.read_past(fresh(channel))
    past.read_new(fresh(channel))
    assert NativePost.objects.count() == 3
    assert list(DayCount.objects.values("day", "likes").order_by("day")) == before
    assert fresh(channel).backfill["seen"] == 3


def test_a_cut_costs_one_page(channel, monkeypatch):
    for number in range(95):
        posted(channel, 1 + number / 2)
    pages = []

    def cut(grant, cursor):
        pages.append(cursor)
        if len(pages) == 2:
            raise NotSent("unreachable", {"host": "paper"})
        return real(grant, cursor)

    real = measure.past
    monkeypatch.setattr(measure, "past", cut)
    assert not past.read_past(fresh(channel))
    assert (NativePost.objects.count(), fresh(channel).backfill["done"]) == (40, False)
    assert past.read_past(fresh(channel))
    assert NativePost.objects.count() == 95
    assert pages[1] == pages[2] is not None
    assert fresh(channel).backfill == {"cursor": None, "seen": 95, "done": True}
    assert [e.particulars["seen"] for e in Entry.objects.filter(verb="channel.read").order_by("pk")] == [40, 80, 95]


def test_ours_is_not_shown_twice_even_before_the_journal_was_read(brand, owner, channel):
    delivery = stage.planned(brand, owner, text="Ours")
    send(stage.in_hand(delivery))
    posted(channel, 1, "Theirs")
    stage.refresh(delivery)
    assert (delivery.state, delivery.remote_id) == ("sent", "")
    assert past.read_new(fresh(channel)) == 1
    assert [native.text for native in NativePost.objects.all()] == ["Theirs"]


def test_an_account_that_was_off_the_desk_for_a_while_shows_ours_once(brand, owner, channel):
    send(stage.in_hand(stage.planned(brand, owner, text="Ours")))
    posted(channel, 0.01, "Meanwhile")
    assert connect.remove(channel, owner)
    grant = connect.begin("paper", {"name": f"Past {brand.pk}"}, "")
    again = connect.keep(brand, "paper", grant, owner)
    assert again.pk != channel.pk and again.account == channel.account
    past.read_past(fresh(again))
    assert [native.text for native in NativePost.objects.filter(channel=again)] == ["Meanwhile"]


def test_another_brand_s_post_of_the_same_id_is_not_ours(brand, other_brand, owner, outsider, channel):
    theirs = stage.paper(other_brand, outsider, "Theirs")
    send(stage.in_hand(stage.planned(other_brand, outsider, text="Ours over there")))
    posted(channel, 1, "Has the same number")
    assert past.read_new(fresh(channel)) == 1
    Sheet(theirs.account, {}).forget()


def test_what_the_network_tells_is_kept_in_measure(channel):
    at = timezone.now() - timedelta(days=2)
    long = Past(Remote("7", "https://x.example/7"), at, "Text", "T" * 900, 3, Measure(likes=None), is_reply=True)
    assert past.keep(channel, (long,)) == 1
    native = NativePost.objects.get()
    assert (len(native.title), native.pictures, native.is_reply, native.url) == (300, 3, True, "https://x.example/7")
    assert Measured.objects.get().likes is None
    assert not DayCount.objects.exists()


def test_an_old_token_is_renewed_and_the_page_read_again(channel):
    posted(channel, 1)
    mischief.expire(channel.account)
    assert past.read_past(fresh(channel))
    assert NativePost.objects.count() == 1


def test_a_dead_token_waits_for_a_person(channel):
    mischief.revoke(channel.account)
    assert not past.read_past(fresh(channel))
    assert fresh(channel).state == Channel.RECONNECT
    assert Entry.objects.filter(verb="channel.disconnected").count() == 1


def test_a_limit_changes_nothing(channel, monkeypatch):
    def limited(grant, cursor):
        raise Later(timezone.now() + timedelta(minutes=5))

    monkeypatch.setattr(measure, "past", limited)
    assert not past.read_past(fresh(channel))
    assert past.read_new(fresh(channel)) == 0
    assert fresh(channel).backfill == {}


def test_a_network_that_tells_nothing_is_done_at_once(channel):
    found = fresh(channel)
    found.card = replace(found.card, measures=None)
    assert past.read_past(found)
    assert fresh(channel).backfill["done"]


def test_the_ten_minutes_job_goes_on_where_the_past_was_cut(brand, channel):
    posted(channel, 1)
    read_new(0)
    read_new(0)
    assert ProcrastinateJob.objects.filter(queueing_lock=f"past-{channel.pk}").count() == 1
    past.read_past(fresh(channel))
    posted(channel, 0.5, "New")
    read_new(0)
    assert NativePost.objects.count() == 2
