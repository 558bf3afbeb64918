"""The way to a network and back: only this very session, once, within ten minutes (R30 to R32)."""

from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client

from pupitre.brands.models import Member, Membership
from pupitre.channels.models import Channel
from pupitre.networks.errors import Refused
from pupitre.networks.paper import connect as paper_connect
from pupitre.networks.words import Detour, Grant

BACK = "/connect/back/"
SECRET = "verifier-that-nobody-sees"


@pytest.fixture
def finished(monkeypatch):
    """Paper with a detour; each answer that was let through, with its memory."""
    came: list[tuple[dict, dict]] = []
    states = iter(f"state-{number}-{'x' * 20}" for number in range(99))

    def begin(answers, callback):
        state = next(states)
        return Detour(f"https://paper.example/agree?state={state}&back={callback}", {"state": state, "pkce": SECRET})

    def finish(memory, answer):
        came.append((dict(memory), dict(answer)))
        if "error" in answer:
            raise Refused("name_missing")
        return Grant("paper", answer["account"], f"@{answer['account']}", answer["account"], secrets={"token": "t"})

    monkeypatch.setattr(paper_connect, "begin", begin)
    monkeypatch.setattr(paper_connect, "finish", finish)
    return came


def signed_in(member):
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def desk(owner, brand):
    return signed_in(owner)


def set_out(desk, brand, path="add/paper/"):
    return query_of(desk.post(f"/b/{brand.slug}/channels/{path}", {"name": "x"}))["state"]


def query_of(answer):
    """What the network is asked, where the page goes on to."""
    assert answer.status_code == 200
    address = answer["Refresh"].removeprefix("0; url=")
    assert address.startswith("https://paper.example/agree?")
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def nothing_came_of(answer, finished):
    assert answer.status_code == 400
    assert finished == [] and not Channel.objects.exists()


def test_there_and_back(desk, brand, finished):
    state = set_out(desk, brand)
    answer = desk.get(BACK, {"state": state, "code": "c", "account": "lune"})
    assert answer["Location"] == f"/b/{brand.slug}/channels/"
    assert finished == [({"state": state, "pkce": SECRET}, {"state": state, "code": "c", "account": "lune"})]
    assert Channel.objects.get().account == "lune"


def test_the_callback_is_under_our_own_name(desk, brand, finished, settings):
    answer = desk.post(f"/b/{brand.slug}/channels/add/paper/", {"name": "x"}, headers={"host": "localhost"})
    assert query_of(answer)["back"] == settings.BASE_ADDRESS + BACK


@pytest.mark.parametrize("query", [{}, {"code": "c"}, {"state": ""}, {"state": "another"}, {"state": "\x00"}])
def test_without_its_state_or_with_another_nothing_is_linked(desk, brand, finished, query):
    set_out(desk, brand)
    nothing_came_of(desk.get(BACK, {"account": "lune", **query}), finished)


def test_a_state_of_another_session_of_the_same_member_is_none(desk, brand, owner, finished):
    state = set_out(desk, brand)
    nothing_came_of(signed_in(owner).get(BACK, {"state": state, "account": "lune"}), finished)


def test_a_state_of_another_member_is_none(desk, brand, outsider, other_brand, finished):
    state = set_out(desk, brand)
    nothing_came_of(signed_in(outsider).get(BACK, {"state": state, "account": "lune"}), finished)


def test_nobody_comes_back_without_signing_in(desk, brand, finished):
    state = set_out(desk, brand)
    answer = Client().get(BACK, {"state": state, "account": "lune"})
    assert answer.status_code == 302 and "sign-in" in answer["Location"]
    assert finished == [] and not Channel.objects.exists()


def test_a_state_is_good_once(desk, brand, finished):
    state = set_out(desk, brand)
    desk.get(BACK, {"state": state, "account": "lune"})
    assert desk.get(BACK, {"state": state, "account": "someone-else"}).status_code == 400
    assert [channel.account for channel in Channel.objects.all()] == ["lune"]
    assert len(finished) == 1


def test_a_state_lasts_ten_minutes(desk, brand, finished):
    with time_machine.travel("2026-11-24T10:00:00Z", tick=False) as clock:
        desk = signed_in(brand.memberships.get().member)
        state = set_out(desk, brand)
        clock.shift(601)
        nothing_came_of(desk.get(BACK, {"state": state, "account": "lune"}), finished)
        state = set_out(desk, brand)
        clock.shift(599)
        assert desk.get(BACK, {"state": state, "account": "lune"}).status_code == 302


def test_who_lost_the_right_or_the_seat_on_the_way_links_nothing(desk, brand, owner, finished):
    second = Member.objects.create_user("sam@lune.example", "seven-scarves-dry", name="Sam")
    seat = Membership.objects.create(brand=brand, member=second, role="manager")
    for change in (lambda: Membership.objects.filter(pk=seat.pk).update(role="author"), seat.delete):
        Membership.objects.filter(pk=seat.pk).update(role="manager")
        client = signed_in(second)
        state = set_out(client, brand)
        change()
        nothing_came_of(client.get(BACK, {"state": state, "account": "lune"}), finished)


def test_each_journey_ends_in_the_brand_it_began_in(desk, brand, owner, other_brand, finished):
    Membership.objects.create(brand=other_brand, member=owner, role="owner")
    here, there = set_out(desk, brand), set_out(desk, other_brand)
    desk.get(BACK, {"state": there, "account": "bear"})
    desk.get(BACK, {"state": here, "account": "lune", "brand": other_brand.slug})
    assert {channel.account: channel.brand for channel in Channel.objects.all()} == {"bear": other_brand, "lune": brand}


def test_a_refusal_on_the_way_back_is_said_beside_the_form(desk, brand, finished):
    state = set_out(desk, brand)
    answer = desk.get(BACK, {"state": state, "error": "access_denied"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/b/{brand.slug}/channels/add/paper/"
    assert b"Give the pretend account a name." in answer.content
    assert b'value="x"' in answer.content  # what was answered before need not be written again
    assert b'value="x"' not in desk.get(answer.redirect_chain[-1][0]).content
    assert not Channel.objects.exists()


def test_connecting_again_as_somebody_else_changes_nothing_and_asks_again(desk, brand, owner, finished):
    first = Channel.objects.create(
        brand=brand, network="paper", server="paper", account="lune", name="Lune", handle="@l"
    )
    state = set_out(desk, brand, f"{first.pk}/again/")
    answer = desk.get(BACK, {"state": state, "account": "bear"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/b/{brand.slug}/channels/{first.pk}/again/"
    assert b"@bear" in answer.content and b"@l" in answer.content
    assert [(channel.account, channel.grant_version) for channel in Channel.objects.all()] == [("lune", 1)]


def test_connecting_again_as_the_same_account_makes_it_young(desk, brand, owner, finished):
    first = Channel.objects.create(
        brand=brand, network="paper", server="paper", account="lune", name="Lune", state=Channel.RECONNECT
    )
    state = set_out(desk, brand, f"{first.pk}/again/")
    desk.get(BACK, {"state": state, "account": "lune"})
    first.refresh_from_db()
    assert first.state == Channel.READY


def test_a_stranger_s_channel_cannot_be_connected_again(desk, brand, other_brand, outsider, finished):
    theirs = Channel.objects.create(brand=other_brand, network="paper", server="paper", account="bear", name="Bear")
    assert desk.post(f"/b/{brand.slug}/channels/{theirs.pk}/again/", {"name": "x"}).status_code == 404


def test_what_is_remembered_is_sealed(desk, brand, finished):
    state = set_out(desk, brand)
    kept = desk.session["detours"][state]
    assert SECRET not in str(kept) and kept["brand"] == brand.pk


def test_journeys_that_nobody_ended_are_forgotten(desk, brand, finished):
    with time_machine.travel("2026-11-24T10:00:00Z", tick=False) as clock:
        desk = signed_in(brand.memberships.get().member)
        for _ in range(3):
            set_out(desk, brand)
        assert len(desk.session["detours"]) == 3
        clock.shift(700)
        set_out(desk, brand)
        assert len(desk.session["detours"]) == 1
