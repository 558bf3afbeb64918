import secrets
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from pupitre.networks.paper import publish
from pupitre.networks.paper.sheet import SERVER, Sheet
from pupitre.networks.words import Accepted, Grant, Outgoing, Sent

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def account():
    name = f"looking-{secrets.token_hex(4)}"
    yield name
    Sheet(name, {}).forget()


def grant(account: str, kind: str) -> Grant:
    return Grant(SERVER, account, facts={"class": kind})


def part(text: str, at: datetime = NOON, **more: object) -> Outgoing:
    return Outgoing(key=secrets.token_hex(6), created_at=at, text=text, **more)


def test_the_same_text_of_yesterday_is_not_ours(account):
    yesterday, today = part("Good morning", NOON - timedelta(days=1)), part("Good morning")
    publish.send(yesterday, grant(account, "C"))
    assert publish.find(today, grant(account, "C")) is None
    sent = publish.send(today, grant(account, "C"))
    assert publish.find(today, grant(account, "C")).remote_id == sent.remote_id


def test_a_marker_finds_the_post_whatever_became_of_its_text(account):
    said = part("See https://go.example/x1", marker="https://go.example/x1")
    Sheet(account, {"class": "C"}).put("", {"text": "Edited there. https://go.example/x1"}, NOON)
    assert isinstance(publish.find(said, grant(account, "C")), Sent)


def test_a_post_with_other_pictures_is_not_ours(account):
    Sheet(account, {"class": "C"}).put("", {"text": "Hello", "media": [{"alt": ""}]}, NOON)
    assert publish.find(part("Hello"), grant(account, "C")) is None


def test_a_post_many_pages_back_is_found(account):
    said = part("The first of many")
    with time_machine.travel(NOON, tick=False) as clock:
        sent = publish.send(said, grant(account, "C"))
        for number in range(120):
            clock.shift(timedelta(seconds=1))
            publish.send(part(f"Number {number}", NOON + timedelta(hours=1)), grant(account, "C"))
    assert publish.find(said, grant(account, "C")).remote_id == sent.remote_id


def test_a_printed_container_that_no_list_shows_yet_is_waited_for(account):
    sheet = Sheet(account, {"class": "B"})
    handles: dict[str, str] = {}
    said = part("Boxed")
    publish.prepare(said, grant(account, "B"), handles.__setitem__)
    said = part("Boxed", handles=handles)
    assert publish.find(said, grant(account, "B")) is None
    sheet.order("slow_lists", seconds=3600)
    publish.send(said, grant(account, "B"))
    assert publish.find(said, grant(account, "B")) == Accepted({"container": handles["container"]})


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("e\u0301te\u0301", "été"),
        ("a  b ", "a b"),
        ("see https://t.example/1", "see https://example.com/a/long/one"),
        ("two lines", "two\nlines"),
    ],
)
def test_what_networks_do_to_a_text_is_undone(shown, said):
    assert publish.alike(shown, said)


def test_another_text_is_another_text():
    assert not publish.alike("Good morning", "Good evening")
