from datetime import timedelta

import pytest
from django.utils import timezone

from pupitre.channels import look as looking_room
from pupitre.channels import settle, states
from pupitre.channels.look import look
from pupitre.channels.models import Attempt, Channel, Part
from pupitre.channels.send import send
from pupitre.ground import clock
from pupitre.journal.models import Entry
from pupitre.networks.errors import Later, NotSent, Reconnect, Refused, Unsure
from pupitre.networks.paper import mischief, publish
from pupitre.networks.words import Accepted

pytestmark = pytest.mark.django_db(transaction=True)


def unknown(spine, channel, there=True, *texts):
    """A part whose answer was lost; `there`: it was executed all the same."""
    (mischief.lose_answer if there else mischief.break_before)(channel.account)
    sending = spine.entrust(channel, *texts)
    send(spine.claimed(sending))
    assert spine.part(sending).state == states.UNKNOWN
    return sending


def attempt(part, number, outcome):
    """One more try at the part, made earlier."""
    Attempt.objects.create(part=part, number=number, outcome=outcome, armed_at=part.armed_at, timeout=30)
    Part.objects.filter(pk=part.pk).update(tries=number)


@pytest.mark.parametrize("kind", "ABC")
def test_what_is_there_is_found_and_sent_once(spine, kind):
    channel = spine.channel(kind)
    sending = unknown(spine, channel)
    look(spine.looking(sending))
    assert spine.part(sending).state == states.SENT
    assert spine.texts(channel) == ["Hello"]
    entry = Entry.objects.get(verb="sending.sent")
    assert entry.particulars["how"] == "found"
    assert entry.particulars["remote_id"] == spine.part(sending).remote_id == "000001"


@pytest.mark.parametrize("kind", "ABC")
def test_what_is_not_there_is_sent_again_with_its_key_but_only_after_the_last_look(spine, kind):
    channel = spine.channel(kind)
    sending = unknown(spine, channel, False)
    key = spine.part(sending).key
    looks = []
    while spine.part(sending).state == states.UNKNOWN:
        since = spine.part(sending).look_at - spine.part(sending).armed_at
        looks.append(round(since.total_seconds()))
        spine.age(sending, since.total_seconds() - (timezone.now() - spine.part(sending).armed_at).total_seconds())
        look(spine.looking(sending))
    assert looks == list(settle.LOOKS)
    assert spine.part(sending).state == states.PLANNED
    assert Entry.objects.filter(verb="sending.absent").count() == 1
    send(spine.claimed(sending))
    assert spine.part(sending).state == states.SENT
    assert spine.texts(channel) == ["Hello"]
    assert [made.key for made in Attempt.objects.order_by("number")] == [key, key]


def test_a_clock_that_is_a_day_ahead_does_not_cut_the_looking_short(spine, channel, monkeypatch, tmp_path):
    step = tmp_path / "step"
    step.write_text("86400")
    sending = unknown(spine, channel, False)
    monkeypatch.setenv("PUPITRE_CLOCK_STEP", str(step))
    spine.age(sending, 10)
    look(spine.looking(sending))
    row = spine.part(sending)
    assert row.state == states.UNKNOWN
    assert row.look_at - row.armed_at == timedelta(seconds=35)


def test_a_clock_that_is_a_day_behind_does_not_stretch_it(spine, channel, monkeypatch, tmp_path):
    step = tmp_path / "step"
    step.write_text("-86400")
    sending = unknown(spine, channel, False)
    monkeypatch.setenv("PUPITRE_CLOCK_STEP", str(step))
    spine.age(sending, 601)
    look(spine.looking(sending))
    assert spine.part(sending).state == states.PLANNED


def finding(monkeypatch, make):
    def answer(outgoing, grant):
        made = make()
        if isinstance(made, Exception):
            raise made
        return made

    monkeypatch.setattr(publish, "find", answer)


@pytest.mark.parametrize(
    "make",
    [
        lambda: NotSent("unreachable"),
        lambda: Unsure("interrupted"),
        lambda: KeyError("oops"),
        lambda: Accepted({"container": "9"}),
        lambda: Later(timezone.now() + timedelta(minutes=2)),
        lambda: Reconnect(False),
    ],
    ids=["not reached", "unsure", "a bug", "still at work", "a limit", "a dead token"],
)
def test_a_look_that_did_not_see_concludes_nothing_even_after_the_last(spine, channel, monkeypatch, make):
    sending = unknown(spine, channel, False)
    spine.age(sending, 700)
    finding(monkeypatch, make)
    look(spine.looking(sending))
    row = spine.part(sending)
    assert row.state == states.UNKNOWN
    assert row.look_at > timezone.now() + timedelta(minutes=5)


def test_a_limit_met_while_looking_is_waited_for(spine, channel, monkeypatch):
    sending = unknown(spine, channel, False)
    finding(monkeypatch, lambda: Later(timezone.now() + timedelta(minutes=7)))
    look(spine.looking(sending))
    channel.refresh_from_db()
    assert channel.not_before > timezone.now() + timedelta(minutes=6)


def test_a_dead_token_met_while_looking_asks_for_a_person(spine, channel, monkeypatch):
    sending = unknown(spine, channel, False)
    finding(monkeypatch, lambda: Reconnect(False))
    look(spine.looking(sending))
    channel.refresh_from_db()
    assert channel.state == Channel.RECONNECT


def test_an_old_token_met_while_looking_is_refreshed_and_the_look_made(spine, channel):
    sending = unknown(spine, channel)
    mischief.expire(channel.account)
    look(spine.looking(sending))
    assert spine.part(sending).state == states.SENT
    channel.refresh_from_db()
    assert channel.grant_version == 2


def test_a_refusal_to_be_read_goes_to_a_person(spine, channel, monkeypatch):
    sending = unknown(spine, channel, False)
    finding(monkeypatch, lambda: Refused("refused_other", {"reason": "closed"}))
    look(spine.looking(sending))
    assert spine.part(sending).state == states.PERSON
    assert Entry.objects.filter(verb="sending.person").count() == 1


def test_a_network_that_is_at_work_for_a_whole_day_is_a_persons_to_judge(spine, channel, monkeypatch):
    sending = unknown(spine, channel, False)
    finding(monkeypatch, lambda: Accepted({"container": "9"}))
    spine.age(sending, 25 * 3600)
    look(spine.looking(sending))
    assert (spine.part(sending).state, spine.part(sending).reason_code) == (states.PERSON, "unsettled")


def test_what_never_arrives_goes_to_a_person_in_the_end(spine, channel):
    sending = unknown(spine, channel, False)
    told = [{"outcome": "notsent"}] * looking_room.ROUNDS  # these never left: they say nothing
    rounds = [{"outcome": outcome} for outcome in ("", "unsure", "bug", "accepted")]
    for number, words in enumerate(told, 2):
        attempt(spine.part(sending), number, **words)
    spine.age(sending, 601)
    look(spine.looking(sending))
    assert spine.part(sending).state == states.PLANNED
    for number, words in enumerate(rounds, 2 + len(told)):
        attempt(spine.part(sending), number, **words)
    mischief.break_before(channel.account)
    send(spine.claimed(sending))
    assert Attempt.objects.exclude(outcome="notsent").count() == looking_room.ROUNDS
    spine.age(sending, 601)
    look(spine.looking(sending))
    assert (spine.part(sending).state, spine.part(sending).reason_code) == (states.PERSON, "never_arrives")


def test_a_list_that_lags_is_not_an_absence(spine):
    channel = spine.channel("C")
    mischief.slow_lists(channel.account, 120)
    sending = unknown(spine, channel)
    for _ in range(3):
        look(spine.looking(sending))
        assert spine.part(sending).state == states.UNKNOWN
    mischief.slow_lists(channel.account, 0)
    look(spine.looking(sending))
    assert spine.part(sending).state == states.SENT
    assert spine.texts(channel) == ["Hello"]


def test_a_looker_that_lost_its_lease_concludes_nothing(spine, channel, monkeypatch):
    sending = unknown(spine, channel, False)
    spine.age(sending, 601)
    part = spine.looking(sending)
    Part.objects.filter(pk=part.pk).update(token=part.token + 1)
    look(part)
    assert spine.part(sending).state == states.LOOKING


def test_time_may_run_faster_for_looks_and_leases_alike():
    assert clock.span(600) == timedelta(seconds=600 / clock.FACTOR)
    assert clock.span(settle.LOOKS[-1]) == settle.LAST_LOOK
    assert settle.LOOKS[-1] > 240 + 45, "late execution, a list's lag and the call itself must be over by then"
