"""Hold and lift: who may, what is told, what becomes of what waited."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pupitre.brands.models import Hold, Membership
from pupitre.channels import states
from pupitre.channels.hold import hold
from pupitre.channels.models import Part, Sending
from pupitre.journal.models import Entry
from pupitre.publishing import wall
from pupitre.publishing.tests import stage


def at(brand, name):
    return reverse(name, args=[brand.slug])


@pytest.fixture
def signed_in(client, owner, brand):
    client.force_login(owner)
    stage.paper(brand, owner, "Atelier")
    return client


def due(delivery, minutes=30):
    """It fell due while the desk was held."""
    then = timezone.now() - timedelta(minutes=minutes)
    Part.objects.filter(sending=delivery.sending).update(due_at=then, expected_at=then)
    Sending.objects.filter(pk=delivery.sending_id).update(due_at=then)
    return delivery.sending_id


def state(sending):
    return Sending.objects.get(pk=sending).state


@pytest.fixture
def three(signed_in, owner, brand):
    """Three posts that fell due during a hold, the oldest first."""
    hold(brand, "Fire at the workshop", owner)
    return [due(stage.planned(brand, owner, text=f"Post {n}"), 40 - n * 10) for n in range(3)]


def test_holding_everything_is_told_with_its_reason(signed_in, brand, owner):
    answer = signed_in.post(at(brand, "holds"), {"reason": "Fire at the workshop", "span": "all"}, follow=True)
    held = brand.hold_now()
    assert (held.reason, held.by, held.until) == ("Fire at the workshop", owner, None)
    text = answer.content.decode()
    assert "Nothing was on its way." in text and "Fire at the workshop" in text
    assert Entry.objects.filter(verb="hold.begun", actor_id=owner.pk).count() == 1


def test_the_receipt_names_what_was_already_leaving(signed_in, brand, owner, monkeypatch):
    monkeypatch.setattr("pupitre.channels.hold.ACKNOWLEDGED_WITHIN", 0.0)
    stage.armed(stage.planned(brand, owner, text="Scarf knots"))
    text = signed_in.post(at(brand, "holds"), {"reason": "Fire", "span": "all"}, follow=True).content.decode()
    assert "Leaving now" in text and "Scarf knots" in text and "Atelier" in text


def test_the_rest_of_today_ends_at_the_brands_midnight(signed_in, brand):
    signed_in.post(at(brand, "holds"), {"reason": "Strike", "span": "today"})
    held = brand.hold_now()
    assert held.until == brand.today()[1]
    assert held.covers(timezone.now()) and not held.covers(held.until)


def test_today_can_become_everything(signed_in, brand):
    signed_in.post(at(brand, "holds"), {"reason": "Strike", "span": "today"})
    assert "not only today" in signed_in.get(at(brand, "hold")).content.decode()
    signed_in.post(at(brand, "holds"), {"reason": "Worse", "span": "all"})
    assert brand.hold_now().until is None and Hold.objects.count() == 1


@pytest.mark.parametrize("form", [{"span": "all"}, {"reason": "  ", "span": "all"}, {"reason": "x", "span": "never"}])
def test_a_hold_needs_a_reason(signed_in, brand, form):
    answer = signed_in.post(at(brand, "holds"), form)
    assert answer.status_code == 400 and brand.hold_now() is None


@pytest.mark.parametrize(
    ("role", "holds", "lifts"),
    [("owner", 302, 200), ("manager", 302, 200), ("author", 302, 403), ("approver", 302, 200), ("guest", 403, 403)],
)
def test_who_may_hold_and_who_may_lift(client, brand, owner, colleague, role, holds, lifts):
    Membership.objects.filter(member=colleague).update(role=role)
    client.force_login(colleague)
    assert client.get(at(brand, "hold")).status_code == 200
    assert client.post(at(brand, "holds"), {"reason": "x", "span": "all"}).status_code == holds
    assert client.get(at(brand, "lift")).status_code == lifts
    assert client.post(at(brand, "lifting")).status_code == (302 if lifts == 200 else 403)


def test_the_lift_page_lists_what_would_have_gone_out(three, signed_in, brand):
    text = signed_in.get(at(brand, "lift")).content.decode()
    assert [text.index(f"Post {n}") for n in range(3)] == sorted(text.index(f"Post {n}") for n in range(3))
    assert [state(sending) for sending in three] == [states.PLANNED] * 3


def test_now_again_drop_per_post(three, signed_in, brand):
    later = timezone.now() + timedelta(days=2)
    later = later.replace(second=0, microsecond=0)
    form = {
        f"choice-{three[0]}": "now",
        f"choice-{three[1]}": "again",
        f"at-{three[1]}": wall.write(later, brand.zone),
        f"choice-{three[2]}": "drop",
    }
    answer = signed_in.post(at(brand, "lifting"), form, follow=True)
    assert brand.hold_now() is None
    assert [state(sending) for sending in three] == [states.PLANNED, states.PLANNED, states.DROPPED]
    assert Sending.objects.get(pk=three[1]).due_at == later
    assert Part.objects.ready(timedelta(0)).in_time().filter(sending=three[0]).exists()
    assert not Part.objects.ready(timedelta(0)).filter(sending__in=three[1:]).exists()
    assert "1 leaves now, 1 has a new time, 1 was dropped" in answer.content.decode()


def test_what_is_left_open_waits_and_nothing_bursts_out(three, signed_in, brand):
    signed_in.post(at(brand, "lifting"), {})
    assert [state(sending) for sending in three] == [states.LATE] * 3
    assert Sending.objects.waiting_for_somebody().filter(pk__in=three).count() == 3
    assert not Part.objects.ready(timedelta(0)).filter(sending__in=three).exists()


@pytest.mark.parametrize("time", ["", "tomorrow", "2020-01-01T09:00", "2027-03-28T02:30", "2026-10-25T02:30x"])
def test_a_time_that_cannot_be_lifts_nothing(three, signed_in, brand, time):
    answer = signed_in.post(at(brand, "lifting"), {f"choice-{three[1]}": "again", f"at-{three[1]}": time})
    assert answer.status_code == 400
    text = answer.content.decode()
    assert f'id="unclear-{three[1]}"' in text and f'name="choice-{three[1]}" value="again" checked' in text
    assert brand.hold_now() is not None
    assert [state(sending) for sending in three] == [states.PLANNED] * 3


def test_a_choice_nobody_offered_waits(three, signed_in, brand):
    signed_in.post(at(brand, "lifting"), {f"choice-{three[0]}": "explode"})
    assert state(three[0]) == states.LATE


def test_what_fell_due_while_one_was_choosing_waits(three, signed_in, brand, owner, monkeypatch):
    decided = {f"choice-{sending}": "now" for sending in three}
    fourth = due(stage.planned(brand, owner, text="Post 4"), 1)
    signed_in.post(at(brand, "lifting"), decided)
    assert state(fourth) == states.LATE
    assert [state(sending) for sending in three] == [states.PLANNED] * 3


def test_lifting_twice_says_so(three, signed_in, brand):
    signed_in.post(at(brand, "lifting"), {})
    answer = signed_in.post(at(brand, "lifting"), {f"choice-{three[0]}": "now"}, follow=True)
    assert "somebody lifted it before you" in answer.content.decode()
    assert state(three[0]) == states.LATE


def test_another_brands_sendings_are_out_of_reach(client, brand, owner, outsider, other_brand):
    stage.paper(other_brand, outsider, "Bears")
    theirs = due(stage.planned(other_brand, outsider, text="Bear post"))
    hold(brand, "Fire", owner)
    client.force_login(owner)
    assert "Bear post" not in client.get(at(brand, "lift")).content.decode()
    client.post(at(brand, "lifting"), {f"choice-{theirs}": "drop"})
    assert state(theirs) == states.PLANNED


def test_the_pages_ask_the_same_however_much_waits(three, signed_in, brand, owner, django_assert_max_num_queries):
    for n in range(10):
        due(stage.planned(brand, owner, text=f"More {n}"))
    signed_in.get(at(brand, "lift"))
    with django_assert_max_num_queries(9):
        signed_in.get(at(brand, "lift"))
