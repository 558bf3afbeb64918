"""Found is what is ours: by marker, else by what it says and when; never simply the latest."""

from datetime import timedelta
from email.utils import format_datetime

import pytest

from pupitre.networks.errors import NotSent, Unsure
from pupitre.networks.mastodon import publish
from pupitre.networks.mastodon.tests.wire import NOW, grant, html, json, outgoing, picture, status, wire
from pupitre.networks.words import Poll, Remote

__all__ = ["wire"]

OWN = "/api/v1/accounts/42/statuses"
MARKER = "https://desk.example.org/go/Ab3"
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW + timedelta(minutes=2), tick=False)
    return time_machine


def found(wire, *statuses, software="mastodon", date="", **fields):
    wire.on("GET", OWN, json(list(statuses), **({"Date": date} if date else {})), json([]))
    return publish.find(outgoing(**fields), grant(software))


def test_the_same_text_at_its_time_is_found(wire):
    sent = found(wire, status("3", "Autre"), status("2", "Bonjour"), status("1", "Encore"))
    assert (sent.remote_id, sent.at) == ("2", NOW)
    assert wire.asked[0]["params"] == {"limit": 40, "exclude_reblogs": "true", "max_id": None}
    assert {one["method"] for one in wire.asked} == {"GET"}


@pytest.mark.parametrize(
    "there",
    [
        status(text="Bonjour !"),
        status(at=NOW - timedelta(seconds=61)),
        status(media_attachments=[{"id": "7"}]),
        status(poll={"id": "1"}),
        status(in_reply_to_id="900"),
        status(spoiler_text="Attention"),
        status(reblog={"id": "8"}),
        status() | {"created_at": "yesterday"},
        status() | {"created_at": None},
    ],
)
def test_another_post_is_not_ours(wire, there):
    assert found(wire, there) is None


def test_nothing_is_found_on_an_empty_account(wire):
    assert found(wire) is None


def test_a_post_with_everything_is_found_by_everything(wire):
    fields = {"spoiler_text": "Attention", "in_reply_to_id": "900", "media_attachments": [{"id": "7"}]}
    ours = {"warning": "Attention", "parent": Remote("900"), "media": (picture(),)}
    assert found(wire, status(**fields), **ours).remote_id == "1001"
    assert found(wire, status(**fields | {"in_reply_to_id": "901"}), **ours) is None
    assert found(wire, status(**fields | {"media_attachments": []}), **ours) is None


def test_a_poll_that_a_server_dropped_is_not_missed(wire):
    poll = Poll(("oui", "non"), timedelta(days=1))
    assert found(wire, status(), poll=poll, software="snac").remote_id == "1001"
    assert found(wire, status(), poll=poll) is None
    assert found(wire, status(poll={"id": "1"}), poll=poll).remote_id == "1001"


def test_a_warning_without_text_became_the_text(wire):
    assert found(wire, status(text="Attention"), text="", warning="Attention").remote_id == "1001"


def test_the_marker_alone_decides_when_there_is_one(wire):
    old = status("5", f"Tout autre {MARKER}", at=NOW - timedelta(days=2))
    assert found(wire, status("6", "Bonjour"), old, marker=MARKER).remote_id == "5"
    assert found(wire, status("6", "Bonjour"), marker=MARKER) is None
    assert found(wire, status("6", f"Bonjour {MARKER}9"), marker=MARKER) is None


def test_a_post_that_looks_a_minute_older_than_its_key_is_still_ours(wire):
    assert found(wire, status(at=NOW - timedelta(seconds=59))).remote_id == "1001"


def test_with_a_marker_no_page_more_is_read_than_needed(wire):
    wire.on("GET", OWN, json([*page(200, 39), status("100", MARKER)]), json(page(99, 40)))
    assert publish.find(outgoing(marker=MARKER), grant()).remote_id == "100"
    assert len(wire.asked) == 1


def test_of_two_that_say_the_same_the_older_is_this_one(wire):
    assert found(wire, status("2", at=NOW + SECOND), status("1", at=NOW)).remote_id == "1"


def page(first: int, count: int, at=NOW + SECOND):
    return [status(str(number), f"texte {number}", at) for number in range(first, first - count, -1)]


def test_older_pages_are_read_until_the_time_of_the_key(wire):
    newest, older = page(200, 40), [*page(160, 10), status("100", "Bonjour"), *page(99, 29, NOW - timedelta(hours=1))]
    wire.on("GET", OWN, json(newest), json(older))
    assert publish.find(outgoing(), grant()).remote_id == "100"
    assert [one["params"]["max_id"] for one in wire.asked] == [None, "161"]


def test_no_page_more_is_read_than_needed(wire):
    wire.on("GET", OWN, json(page(200, 40, NOW - timedelta(hours=1))))
    assert publish.find(outgoing(), grant()) is None
    assert len(wire.asked) == 1


def test_a_list_that_can_not_be_paged_is_believed_when_it_is_short(wire):
    wire.on("GET", OWN, json(page(200, 19)))
    assert publish.find(outgoing(), grant()) is None


@pytest.mark.parametrize("software, count", [("mastodon", 20), ("snac", 256)])
def test_a_list_that_ends_too_early_proves_nothing(wire, software, count):
    wire.on("GET", OWN, json(page(900, count)))
    with pytest.raises(Unsure) as caught:
        publish.find(outgoing(), grant(software))
    assert caught.value.code == "look_too_far"


def test_snac_gives_all_it_has_at_once(wire):
    wire.on("GET", OWN, json(page(900, 255)))
    assert publish.find(outgoing(), grant("snac")) is None


def test_endless_pages_prove_nothing(wire):
    numbers = iter(range(100_000, 0, -1))
    wire.on("GET", OWN, lambda asked: json([status(str(next(numbers)), "x", NOW + SECOND)]))
    with pytest.raises(Unsure):
        publish.find(outgoing(), grant())
    assert len(wire.asked) == 50


def test_a_server_whose_clock_is_late_is_understood(wire):
    late = timedelta(minutes=10)
    date = format_datetime(NOW + timedelta(minutes=2) - late, usegmt=True)
    assert found(wire, status(at=NOW - late), date=date).remote_id == "1001"
    assert found(wire, status(at=NOW - late)) is None


def test_a_server_whose_clock_is_early_hides_nothing(wire):
    date = format_datetime(NOW + timedelta(hours=3), usegmt=True)
    assert found(wire, status(at=NOW + SECOND), date=date).remote_id == "1001"


def test_our_own_clock_set_back_hides_nothing(wire, clock):
    clock.move_to(NOW - timedelta(minutes=30), tick=False)
    assert found(wire, status(at=NOW - timedelta(minutes=31))).remote_id == "1001"


def test_an_id_is_the_same_before_and_after_an_edit_on_snac(wire):
    before, after = "1795379950" + "a" * 32, "1795379953" + "a" * 32
    assert (
        found(wire, status(before), software="snac").remote_id == found(wire, status(after), software="snac").remote_id
    )


def test_a_reply_on_snac_is_found_whatever_the_stamp_of_its_parent(wire):
    answered = Remote("1795379950" + "b" * 32)
    there = status("1795379960" + "a" * 32, in_reply_to_id="1795379999" + "b" * 32)
    assert found(wire, there, software="snac", parent=answered) is not None


@pytest.mark.parametrize("body", [{"error": "no"}, "text"])
def test_a_list_that_is_none_is_no_proof(wire, body):
    wire.on("GET", OWN, json(body))
    with pytest.raises(NotSent):
        publish.find(outgoing(), grant())


TARGET = Remote("1001")


def after_edit(wire, there, software="mastodon", **fields):
    wire.on("GET", "/api/v1/statuses/1001", there if not isinstance(there, dict) else json(there))
    return publish.find(outgoing(change="edit", target=TARGET, **fields), grant(software))


def test_an_edit_is_found_when_it_shows(wire):
    assert after_edit(wire, status(text="Bonjour")).remote_id == "1001"
    assert after_edit(wire, status(text="Bonsoir")) is None
    assert after_edit(wire, html(404)) is None


@pytest.mark.parametrize(
    "there, ours",
    [
        ({"spoiler_text": ""}, {"warning": "Attention"}),
        ({"spoiler_text": "Attention"}, {"warning": ""}),
        ({"media_attachments": [{"id": "7"}]}, {}),
        ({"media_attachments": [{"id": "7"}]}, {"media": (picture(),), "handles": {"media.0": "8"}}),
        ({}, {"media": (picture(),)}),
        ({"poll": {"id": "1"}}, {}),
        ({"language": "en"}, {"language": "fr"}),
    ],
)
def test_an_edit_of_anything_but_the_text_is_looked_for_too(wire, there, ours):
    assert after_edit(wire, status(**there), **ours) is None


def test_an_edit_of_everything_is_found(wire):
    there = {"spoiler_text": "Attention", "media_attachments": [{"id": "8"}], "language": "fr"}
    ours = {"warning": "Attention", "media": (picture(),), "handles": {"media.0": "8"}, "language": "fr-FR"}
    assert after_edit(wire, status(**there), **ours).remote_id == "1001"


def test_on_snac_an_edit_shows_in_its_text_alone(wire):
    there = status(spoiler_text="Attention", media_attachments=[{"id": "x"}])
    assert after_edit(wire, there, "snac").remote_id == "1001"


def test_a_delete_is_found_when_the_post_is_gone(wire):
    out = outgoing(change="delete", target=TARGET)
    wire.on("GET", "/api/v1/statuses/1001", html(404))
    assert publish.find(out, grant()).remote_id == "1001"
    wire.on("GET", "/api/v1/statuses/1001", json(status()))
    assert publish.find(out, grant()) is None
