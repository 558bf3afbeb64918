"""Every row of the table: what was seen, what the connector says, what the part becomes."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, OperationalError
from django.utils import timezone

from pupitre.channels import settle, states
from pupitre.channels.models import Attempt, Channel, Part
from pupitre.channels.send import send
from pupitre.journal.models import Entry
from pupitre.networks.errors import Later, NotSent, Reconnect, Refused, Unsure
from pupitre.networks.paper import publish
from pupitre.networks.words import Accepted, Sent

pytestmark = pytest.mark.django_db(transaction=True)


def later():
    return Later(timezone.now() + timedelta(minutes=5))


ROWS = [
    ("an id", lambda: Sent("77", "https://there.example/77"), states.SENT, "sent", "sending.sent"),
    ("still at work", lambda: Accepted({"container": "9"}), states.UNKNOWN, "accepted", "sending.unknown"),
    ("a refusal", lambda: Refused("refused_other", {"reason": "no"}), states.REFUSED, "refused", "sending.refused"),
    ("too many", later, states.WAITING, "later", "sending.waiting"),
    ("a dead token", lambda: Reconnect(False), states.BLOCKED, "reconnect", "sending.blocked"),
    ("nobody listens", lambda: NotSent("unreachable"), states.PLANNED, "notsent", None),
    ("a duplicate", lambda: Unsure("duplicate"), states.UNKNOWN, "unsure", "sending.unknown"),
    ("a time-out", lambda: Unsure("interrupted"), states.UNKNOWN, "unsure", "sending.unknown"),
    ("a bug", lambda: KeyError("oops"), states.UNKNOWN, "bug", "sending.unknown"),
]


def answering(monkeypatch: pytest.MonkeyPatch, make) -> None:
    def answer(outgoing, grant):
        made = make()
        if isinstance(made, Exception):
            raise made
        return made

    monkeypatch.setattr(publish, "send", answer)


@pytest.mark.parametrize(("seen", "make", "state", "outcome", "verb"), ROWS, ids=[row[0] for row in ROWS])
def test_what_the_answer_was_decides_what_becomes_of_the_part(
    spine, channel, monkeypatch, seen, make, state, outcome, verb
):
    answering(monkeypatch, make)
    sending = spine.entrust(channel)
    send(spine.claimed(sending))
    part = spine.part(sending)
    assert part.state == state
    assert part.lease_until is None
    sending.refresh_from_db()
    assert sending.state == state
    made = Attempt.objects.get(part=part)
    assert (made.outcome, made.number, made.key) == (outcome, 1, part.key)
    told = list(Entry.objects.filter(verb__startswith="sending.").exclude(verb="sending.planned"))
    assert [entry.verb for entry in told] == ([verb] if verb else [])


def test_sent_keeps_the_id_the_address_and_one_entry(spine, channel):
    sending = spine.entrust(channel, "Good morning")
    send(spine.claimed(sending))
    part = spine.part(sending)
    assert spine.texts(channel) == ["Good morning"]
    assert part.remote_id and part.sent_at
    sending.refresh_from_db()
    assert sending.sent_at and sending.started_at
    assert Entry.objects.get(verb="sending.sent").particulars["remote_id"] == part.remote_id


def test_a_class_nobody_can_read_goes_to_a_person_at_once(spine, monkeypatch):
    answering(monkeypatch, lambda: Unsure("interrupted"))
    sending = spine.entrust(spine.channel("D"))
    send(spine.claimed(sending))
    assert spine.part(sending).state == states.PERSON
    assert spine.part(sending).look_at is None
    assert Entry.objects.get(verb="sending.person").particulars["code"] == "interrupted"


def test_the_handle_of_what_was_accepted_is_kept_for_the_look(spine, channel, monkeypatch):
    answering(monkeypatch, lambda: Accepted({"container": "9"}))
    sending = spine.entrust(channel)
    send(spine.claimed(sending))
    assert spine.part(sending).handles == {"container": "9"}


def test_what_did_not_leave_is_tried_again_later_and_later(spine, channel, monkeypatch):
    answering(monkeypatch, lambda: NotSent("unreachable"))
    sending = spine.entrust(channel)
    waits = []
    for _ in range(3):
        Part.objects.filter(sending=sending).update(not_before=None)
        send(spine.claimed(sending))
        waits.append((spine.part(sending).not_before - timezone.now()).total_seconds())
    assert waits[0] < waits[1] < waits[2]
    assert spine.part(sending).key == Attempt.objects.first().key


def test_an_error_while_preparing_publishes_nothing_and_is_tried_again(spine, channel, monkeypatch):
    def prepare(*_):
        raise Unsure("interrupted")

    monkeypatch.setattr(publish, "prepare", prepare)
    sending = spine.entrust(channel)
    send(spine.claimed(sending))
    assert spine.part(sending).state == states.PLANNED
    assert not Attempt.objects.exists()


def test_a_bug_while_preparing_is_seen_and_not_repeated(spine, channel, monkeypatch):
    monkeypatch.setattr(publish, "prepare", lambda *_: {}["missing"])
    sending = spine.entrust(channel)
    send(spine.claimed(sending))
    part = spine.part(sending)
    assert (part.state, part.reason_code, part.reason_raw) == (states.REFUSED, "bug", "KeyError")


def test_a_payload_that_cannot_be_read_back_stops_before_the_call(spine, channel):
    sending = spine.entrust(channel)
    Part.objects.filter(sending=sending).update(payload={"text": "x", "poll": {"options": ["a"]}})
    send(spine.claimed(sending))
    assert spine.part(sending).state == states.REFUSED
    assert spine.part(sending).reason_code == "bug"


def test_handles_are_kept_as_soon_as_they_are_known(spine):
    sending = spine.entrust(spine.channel("B"))
    part = spine.claimed(sending)
    send(part)
    assert spine.part(sending).handles["container"]
    assert spine.part(sending).state == states.SENT


def test_a_database_that_goes_away_while_a_handle_is_kept_is_no_refusal(spine, monkeypatch):
    sending = spine.entrust(spine.channel("B"))

    def away(*_):
        raise OperationalError("terminating connection")

    monkeypatch.setattr(settle, "keep_handle", away)
    with pytest.raises(DatabaseError):
        send(spine.claimed(sending))
    assert spine.part(sending).state == states.CLAIMED


def test_what_an_earlier_try_prepared_is_not_prepared_again(spine, monkeypatch):
    channel = spine.channel("B")
    sending = spine.entrust(channel)
    answering(monkeypatch, lambda: NotSent("unreachable"))
    send(spine.claimed(sending))
    first = spine.part(sending).handles
    monkeypatch.undo()
    Part.objects.filter(sending=sending).update(not_before=None)
    send(spine.claimed(sending))
    assert spine.part(sending).handles == first
    assert spine.texts(channel) == ["Hello"]


def test_a_last_look_can_keep_a_post_back(spine, channel, monkeypatch):
    from pupitre.channels import send as sending_room

    monkeypatch.setattr(sending_room, "last_looks", [lambda part: ("link_dead", {"url": "https://gone.example"})])
    sending = spine.entrust(channel)
    send(spine.claimed(sending))
    part = spine.part(sending)
    assert (part.state, part.reason_code) == (states.REFUSED, "link_dead")
    assert part.reason_params == {"url": "https://gone.example"}
    assert spine.texts(channel) == []


def test_a_last_look_that_fails_keeps_nothing_back(spine, channel, monkeypatch):
    from pupitre.channels import send as sending_room

    monkeypatch.setattr(sending_room, "last_looks", [lambda part: {}["missing"]])
    sending = spine.entrust(channel)
    send(spine.claimed(sending))
    assert spine.part(sending).state == states.SENT


def test_a_database_that_goes_away_for_a_moment_does_not_cost_the_answer(spine, channel, monkeypatch):
    tries = []
    write = settle.tell

    def failing(*arguments, **particulars):
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("terminating connection due to administrator command")
        return write(*arguments, **particulars)

    monkeypatch.setattr(settle, "tell", failing)
    sending = spine.entrust(channel)
    send(spine.claimed(sending))
    assert spine.part(sending).state == states.SENT
    assert Entry.objects.filter(verb="sending.sent").count() == 1


def test_a_database_that_stays_away_leaves_the_part_armed(spine, channel, monkeypatch):
    monkeypatch.setattr(settle, "WRITE_WITHIN", 0.3)

    def failing(*arguments, **particulars):
        raise OperationalError("gone")

    monkeypatch.setattr(settle, "tell", failing)
    sending = spine.entrust(channel)
    with pytest.raises(DatabaseError):
        send(spine.claimed(sending))
    assert spine.part(sending).state == states.ARMED


def test_a_worker_that_lost_its_lease_changes_nothing_but_its_attempt(spine, channel, monkeypatch):
    sending = spine.entrust(channel)
    part = spine.claimed(sending)

    def overtaken(outgoing, grant):
        Part.objects.filter(pk=part.pk).update(token=part.token + 1, state=states.UNKNOWN)
        return Sent("77")

    monkeypatch.setattr(publish, "send", overtaken)
    send(part)
    assert spine.part(sending).state == states.UNKNOWN
    assert spine.part(sending).remote_id == ""
    made = Attempt.objects.get(part=part)
    assert (made.outcome, made.evidence["remote_id"]) == ("sent", "77")
    assert not Entry.objects.filter(verb="sending.sent").exists()


def test_success_forgets_earlier_errors(spine, channel):
    Channel.objects.filter(pk=channel.pk).update(failures=3, error_code="unreachable")
    sending = spine.entrust(channel)
    send(spine.claimed(sending))
    channel.refresh_from_db()
    assert (channel.failures, channel.error_code) == (0, "")
