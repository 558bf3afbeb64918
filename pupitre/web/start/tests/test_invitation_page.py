"""The page behind an invitation link."""

import pytest
from django.urls import reverse

from pupitre.brands.invite import invite
from pupitre.brands.models import Member

ACCOUNT = {"name": "Noé Blanc", "password": "seven-scarves-dry", "language": "fr", "time_zone": "Europe/Paris"}


@pytest.fixture
def link(owner, brand):
    return reverse("invitation", args=[invite(brand, "noe@lune.example", "author", owner)[1]])


def test_a_newcomer_makes_an_account_and_sits_down(client, brand, link):
    text = client.get(link, headers={"Accept-Language": "en"}).content.decode()
    assert "A seat at Maison Lune" in text and "noe@lune.example" in text
    assert client.post(link, ACCOUNT).url == "/b/maison-lune/"
    assert brand.memberships.get(member__email="noe@lune.example").role == "author"
    assert client.get("/b/maison-lune/settings/").status_code == 200


def test_the_address_and_the_role_are_those_that_were_invited(client, brand, link):
    client.post(link, {**ACCOUNT, "email": "other@lune.example", "role": "owner"})
    seat = brand.memberships.exclude(role="owner").get()
    assert (seat.member.email, seat.role) == ("noe@lune.example", "author")


def test_a_weak_password_is_refused_and_the_link_still_works(client, link):
    answer = client.post(link, {**ACCOUNT, "password": "short"}, headers={"Accept-Language": "en"})
    assert "at least 10 characters" in answer.content.decode()
    assert client.post(link, ACCOUNT).status_code == 302


def test_somebody_with_an_account_joins_with_it(client, brand, outsider, link):
    client.force_login(outsider)
    assert "Join Maison Lune" in client.get(link).content.decode()
    assert client.post(f"{link}/seat").url == "/b/maison-lune/"
    assert brand.memberships.get(member=outsider).role == "author"


def test_an_account_that_exists_signs_in_first(client, link, brand):
    Member.objects.create_user("noe@lune.example", "seven-scarves-dry", name="Noé")
    text = client.get(link, headers={"Accept-Language": "en"}).content.decode()
    assert "has an account here" in text and f"/sign-in?next={link}" in text
    assert client.post(link, ACCOUNT).status_code == 200
    assert brand.memberships.count() == 1


def test_used_withdrawn_or_invented_links_are_answered_alike(client, link, brand):
    client.post(link, ACCOUNT)
    client.post("/sign-out")
    for dead in (link, "/join/invented"):
        answer = client.get(dead, headers={"Accept-Language": "en"})
        assert answer.status_code == 404 and "no longer works" in answer.content.decode()


def test_a_seat_asks_for_a_sign_in(client, link, brand):
    assert client.post(f"{link}/seat").status_code == 302
    assert brand.memberships.count() == 1
