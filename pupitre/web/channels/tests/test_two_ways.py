"""Two ways of connecting on one page, and what a network's servers read of the desk."""

import html

import pytest
from django.test import Client
from django.urls import reverse

from pupitre.channels.models import Channel
from pupitre.ground.environment import environment
from pupitre.networks.errors import Refused
from pupitre.networks.paper import connect as paper_connect
from pupitre.networks.paper import messages
from pupitre.networks.words import Detour, Question, document_address

DOCUMENT = "/connect/bluesky/client-metadata.json"


@pytest.fixture
def public(monkeypatch):
    """A desk with a public address."""
    monkeypatch.setenv("PUPITRE_ADDRESS", "https://desk.lune.org")
    environment.cache_clear()
    yield
    monkeypatch.undo()
    environment.cache_clear()


@pytest.fixture
def heard(monkeypatch):
    """Paper with two ways; the answers that each try brought."""
    came: list[dict] = []

    def questions():
        return (
            Question("name", messages.NAME, messages.NAME_HELP),
            Question("word", messages.NAME, kind="password", aside=True),
        )

    def begin(answers, callback):
        came.append(dict(answers))
        if answers.get("word"):
            raise Refused("name_missing")
        return Detour("https://paper.example/agree", {"state": "s" * 20})

    monkeypatch.setattr(paper_connect, "questions", questions)
    monkeypatch.setattr(paper_connect, "begin", begin)
    return came


@pytest.fixture
def desk(client, owner, brand):
    client.force_login(owner)
    return client


def at(brand, network="paper"):
    return f"/b/{brand.slug}/channels/add/{network}/"


def text(answer):
    return html.unescape(answer.content.decode())


def test_the_main_way_hears_nothing_of_what_stands_aside(desk, brand, heard):
    answer = desk.post(at(brand), {"name": "Lune", "word": "left over by a browser"})
    assert heard == [{"name": "Lune"}] and "https://paper.example/agree" in answer["Refresh"]


def test_the_other_way_is_tried_and_stays_unfolded_with_what_was_said(desk, brand, heard):
    page = text(desk.post(at(brand), {"name": "Lune", "word": "secret", "way": "aside"}))
    assert heard == [{"name": "Lune", "word": "secret"}]
    assert '<details class="connect-form" open>' in page and "secret" not in page
    assert "Give the pretend account a name." in page
    assert page.count('id="aside_name"') == page.count('id="id_name"') == 1


def test_a_field_that_the_other_way_lacks_is_told_there(desk, brand, heard):
    answer = desk.post(at(brand), {"name": "Lune", "way": "aside"})
    assert heard == [] and answer.context["ways"].aside.errors["word"] and not answer.context["ways"].main.errors
    assert not Channel.objects.exists()


def test_a_desk_with_a_public_address_offers_to_sign_in_there(desk, brand, public):
    page = text(desk.get(at(brand, "bluesky")))
    assert "Sign in at Bluesky" in page and "With an app password instead" in page
    assert "PUPITRE_ADDRESS" not in page


def test_a_desk_without_one_asks_for_an_app_password_and_says_why(desk, brand):
    page = text(desk.get(at(brand, "bluesky")))
    assert "Sign in at Bluesky" not in page and "needs a desk with a public HTTPS address" in page


def test_a_network_s_servers_read_who_the_desk_is_without_signing_in(db, public):
    answer = Client().get(DOCUMENT)
    told = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert told["client_id"] == f"https://desk.lune.org{DOCUMENT}"
    assert told["redirect_uris"] == ["https://desk.lune.org/connect/back/"]
    assert answer["Cache-Control"] == "public, max-age=300"
    assert "d" not in told["jwks"]["keys"][0]
    assert "Set-Cookie" not in answer


def test_the_address_that_a_network_counts_on_is_the_one_that_answers(public):
    callback = environment().base + reverse("connect-back")
    route = reverse("connect-document", args=["bluesky", "client-metadata"])
    assert (
        document_address(callback, "bluesky", "client-metadata")
        == environment().base + route
        == (f"https://desk.lune.org{DOCUMENT}")
    )


@pytest.mark.parametrize("path", [DOCUMENT, "/connect/paper/client-metadata.json", "/connect/myspace/x.json"])
def test_there_is_no_document_where_nobody_could_be_asked(db, path):
    assert Client().get(path).status_code == 404
    assert Client().post(path).status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        "http://desk.lune.org",
        "https://desk.lune.org:8443",
        "https://192.0.2.7",
        "https://localhost",
        "https://desk.local",
    ],
)
def test_an_address_that_account_servers_do_not_take_is_none(desk, brand, monkeypatch, address):
    monkeypatch.setenv("PUPITRE_ADDRESS", address)
    environment.cache_clear()
    try:
        assert Client().get(DOCUMENT).status_code == 404
        assert "Sign in at Bluesky" not in text(desk.get(at(brand, "bluesky")))
    finally:
        monkeypatch.undo()
        environment.cache_clear()
