import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from pupitre.networks.errors import Later, NotSent, Reconnect, Refused, Unsure
from pupitre.networks.paper import CARD, connect, mischief, publish
from pupitre.networks.paper.sheet import SERVER, Sheet
from pupitre.networks.words import Grant, Outgoing, Remote, Sent

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def sheet():
    made = Sheet(f"sheet-{secrets.token_hex(4)}", {"class": "A"})
    yield made
    made.forget()


def grant(sheet: Sheet, **facts: object) -> Grant:
    return Grant(SERVER, sheet.account, facts={"class": "A", **facts})


def part(text: str, **more: object) -> Outgoing:
    return Outgoing(key=secrets.token_hex(6), created_at=NOON, text=text, **more)


def test_a_line_that_a_dying_process_left_unfinished_is_dropped(sheet):
    kept = sheet.put("k1", {"text": "whole"}, NOON)
    with open(sheet.path, "ab") as file:
        file.write(b'{"what": "post", "id": "0000')
    sheet.put("k2", {"text": "after"}, NOON)
    assert [post.text for post in sheet.latest(None, 10).posts] == ["after", "whole"]
    assert sheet.post(kept.id) is not None


def test_many_writers_lose_no_line_and_print_a_key_once(sheet):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: sheet.put(f"key {n % 20}", {"text": f"{n % 20}"}, NOON), range(80)))
    assert len(sheet.latest(None, 100).posts) == 20


def test_a_post_bears_the_date_it_was_made_for_but_never_one_to_come(sheet):
    long_ago, to_come = NOON - timedelta(days=60), NOON + timedelta(days=60)
    with time_machine.travel(NOON, tick=False):
        assert sheet.put("old", {"text": "old"}, long_ago).at == long_ago
        assert sheet.put("new", {"text": "new"}, to_come).at == NOON


def test_a_forgetful_class_a_account_prints_twice(sheet):
    forgetful = Sheet(sheet.account, {"class": "A", "key_life": 3600})
    with time_machine.travel(NOON, tick=False) as clock:
        first = forgetful.put("k", {"text": "once"}, NOON)
        clock.shift(timedelta(minutes=50))
        assert forgetful.put("k", {"text": "once"}, NOON).id == first.id
        clock.shift(timedelta(minutes=11))
        assert forgetful.put("k", {"text": "once"}, NOON).id != first.id


def test_a_container_printed_twice_is_two_posts(sheet):
    box = Sheet(sheet.account, {"class": "B"})
    handle = box.keep("k", {"text": "boxed"}, NOON)
    assert not box.is_printed(handle)
    assert box.print_container(handle).id != box.print_container(handle).id
    assert box.is_printed(handle)


@pytest.mark.parametrize(
    ("order", "error", "there"),
    [
        (mischief.lose_answer, Unsure, 1),
        (mischief.break_after, Unsure, 1),
        (mischief.break_before, Unsure, 0),
        (mischief.unplug, NotSent, 0),
        (lambda account: mischief.limit(account, 30), Later, 0),
        (lambda account: mischief.refuse(account, "too loud"), Refused, 0),
    ],
)
def test_what_was_ordered_goes_wrong_once(sheet, order, error, there):
    order(sheet.account)
    said = part("Hello")
    with pytest.raises(error):
        publish.send(said, grant(sheet))
    assert len(sheet.latest(None, 10).posts) == there
    assert isinstance(publish.send(said, grant(sheet)), Sent)
    assert len(sheet.latest(None, 10).posts) == 1


def test_an_order_can_hold_for_several_posts(sheet):
    mischief.unplug(sheet.account, times=2)
    for _ in range(2):
        with pytest.raises(NotSent):
            publish.send(part("Hello"), grant(sheet))
    publish.send(part("Hello"), grant(sheet))


def test_a_revoked_account_accepts_us_again_once_somebody_connects_it(sheet):
    made = connect.begin({"name": sheet.account}, "")
    mischief.revoke(made.account)
    for step in (lambda: publish.send(part("Hello"), made), lambda: connect.check(made)):
        with pytest.raises(Reconnect) as error:
            step()
        assert not error.value.refresh
    assert isinstance(publish.send(part("Hello"), connect.begin({"name": sheet.account}, "")), Sent)


def test_slow_lists_show_a_post_later(sheet):
    mischief.slow_lists(sheet.account, 90)
    said = part("Hello")
    with time_machine.travel(NOON, tick=False) as clock:
        publish.send(said, grant(sheet))
        assert publish.find(said, grant(sheet)) is None
        clock.shift(timedelta(seconds=91))
        assert isinstance(publish.find(said, grant(sheet)), Sent)


def test_an_edit_of_a_post_that_is_gone_is_refused(sheet):
    with pytest.raises(Refused) as error:
        publish.send(part("new", change="edit", target=Remote("000009")), grant(sheet))
    assert error.value.code == "post_gone"


def test_the_sheet_refuses_what_the_rules_refuse(sheet):
    with pytest.raises(Refused):
        publish.send(part("a" * (CARD.rules({}).length + 1)), grant(sheet))
    assert sheet.latest(None, 10).posts == ()


@pytest.mark.parametrize("name", ["", "   ", "\n"])
def test_an_account_without_a_name_is_refused(name):
    with pytest.raises(Refused) as error:
        connect.begin({"name": name}, "")
    assert error.value.code == "name_missing"


def test_names_become_accounts_that_are_safe_as_file_names():
    accounts = [connect.begin({"name": name}, "") for name in ("Boutique Léa", "../../etc", "日本", "a" * 300)]
    assert [made.account for made in accounts[:2]] == ["boutique-lea", "etc"]
    assert all(made.account.replace("-", "").isalnum() and len(made.account) <= 60 for made in accounts)
    assert connect.begin({"name": "boutique léa"}, "").account == accounts[0].account
    for made in accounts:
        Sheet(made.account, {}).forget()
