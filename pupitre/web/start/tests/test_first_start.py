"""The first start and the door: what a newcomer meets."""

import pytest
from django.urls import reverse

from pupitre.brands.models import Brand, Member
from pupitre.ground.environment import Environment

FORM = {
    "name": "Camille Roux",
    "email": "Camille@Lune.example",
    "password": "seven-scarves-dry",
    "language": "fr",
    "time_zone": "Europe/Paris",
    "brand_name": "Maison Lune",
    "brand_language": "fr",
    "site": "lune.example",
    "days": ["0", "1", "5"],
    "opens": "09:30",
    "closes": "18:00",
}


def test_an_empty_desk_leads_to_its_start(client, db):
    assert client.get("/").url == "/start"
    assert client.get("/sign-in").url == "/start"


def test_owner_and_brand_in_one_page(client, db):
    answer = client.post("/start", FORM, headers={"User-Agent": "Firefox/140.0 (X11; Linux)"})
    assert answer.status_code == 302 and answer.url == "/b/maison-lune/"
    brand, member = Brand.objects.get(), Member.objects.get()
    assert member.email == "camille@lune.example" and member.language == "fr"
    assert brand.site == "https://lune.example" and brand.time_zone == "Europe/Paris"
    assert brand.hours == {day: [["09:30", "18:00"]] for day in ("0", "1", "5")}
    assert brand.in_rehearsal
    assert member.sessions.get().device == "Firefox · Linux"
    assert client.get(reverse("settings", args=[brand.slug])).status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Write your name"),
        ("email", "camille", "something like you@example.org"),
        ("password", "short", "at least 10 characters"),
        ("password", "1234567890", "too common"),
        ("password", "camille@lune.example", "similar"),
        ("brand_name", "", "the brand you speak for"),
        ("site", "not a site", "something like https://example.org"),
        ("site", "javascript:alert(1)", "something like https://example.org"),
        ("closes", "08:00", "closes before it opens"),
        ("time_zone", "Mars/Olympus", "not one of the available choices"),
    ],
)
def test_each_mistake_is_a_sentence_and_nothing_is_lost(client, db, field, value, said):
    answer = client.post("/start", {**FORM, field: value}, headers={"Accept-Language": "en"})
    text = answer.content.decode()
    assert said in text
    assert not Member.objects.exists()
    if field != "brand_name":
        assert 'value="Maison Lune"' in text
    assert "seven-scarves-dry" not in text


def test_the_start_is_closed_once_somebody_owns_the_desk(client, owner):
    assert client.get("/start").status_code == 404
    assert client.post("/start", {**FORM, "email": "second@lune.example"}).status_code == 404
    assert Member.objects.count() == 1


def test_the_operator_may_leave_it_open(client, owner, monkeypatch, tmp_path):
    open_door = Environment(data=tmp_path, open_signup=True)
    monkeypatch.setattr("pupitre.web.start.views.environment", lambda: open_door)
    assert client.get("/start").status_code == 200
    assert client.post("/start", {**FORM, "email": "second@lune.example"}).status_code == 302
    client.post("/sign-out")
    taken = client.post("/start", {**FORM, "email": "CAMILLE@lune.example"}, headers={"Accept-Language": "en"})
    assert "has an account here already" in taken.content.decode()


def test_rights_and_states_cannot_be_slipped_in(client, db):
    client.post("/start", {**FORM, "is_demo": "1", "role": "guest", "opened_at": "2020-01-01", "slug": "taken"})
    brand = Brand.objects.get()
    assert (brand.slug, brand.in_rehearsal, brand.is_demo) == ("maison-lune", True, False)
    assert brand.memberships.get().role == "owner"


def test_an_owner_founds_a_further_brand(client, owner, brand):
    client.force_login(owner)
    form = {key: FORM[key] for key in ("brand_language", "days", "opens", "closes")}
    answer = client.post("/brands/new", {**form, "brand_name": "Lune Kids", "brand_zone": "Europe/Paris"})
    assert answer.url == "/b/lune-kids/"
    assert Brand.objects.get(slug="lune-kids").memberships.get().member == owner


def test_who_owns_nothing_here_founds_nothing(client, colleague):
    client.force_login(colleague)
    assert client.get("/brands/new").status_code == 403
    assert client.post("/brands/new", {"brand_name": "Mine"}).status_code == 403
    assert Brand.objects.count() == 1
