"""Settings of the brand: who may change what, and its hours."""

import pytest
from django.urls import reverse

from pupitre.brands.models import Brand, Membership
from pupitre.journal.models import Entry
from pupitre.web.settings.hours import HoursForm

FACTS = {"name": "Lune & Fils", "site": "https://lune.example", "language": "en", "time_zone": "Europe/London"}


def at(brand, name, *args):
    return reverse(name, args=[brand.slug, *args])


def test_an_owner_changes_facts_and_hours(client, owner, brand):
    client.force_login(owner)
    hours = {"d0_0_opens": "09:00", "d0_0_closes": "12:00", "d0_1_opens": "14:00", "d0_1_closes": "18:30"}
    assert client.post(at(brand, "settings-brand"), {**FACTS, **hours}).status_code == 302
    brand.refresh_from_db()
    assert (brand.name, brand.language, brand.time_zone) == ("Lune & Fils", "en", "Europe/London")
    assert brand.hours == {"0": [["09:00", "12:00"], ["14:00", "18:30"]]}
    assert brand.slug == "maison-lune"
    assert Entry.objects.get(verb="brand.changed").particulars == {"fields": ["name", "language", "time_zone", "hours"]}


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ({"d0_0_opens": "09:00"}, "Write both hours, or none"),
        ({"d0_0_opens": "18:00", "d0_0_closes": "09:00"}, "closes before it opens"),
        (
            {"d0_0_opens": "09:00", "d0_0_closes": "14:00", "d0_1_opens": "13:00", "d0_1_closes": "18:00"},
            "begins before the first one ends",
        ),
        ({"d0_0_opens": "nine", "d0_0_closes": "18:00"}, "valid time"),
    ],
)
def test_hours_that_make_no_sense_are_said_so(client, owner, brand, hours, said):
    client.force_login(owner)
    answer = client.post(at(brand, "settings-brand"), {**FACTS, **hours})
    assert answer.status_code == 400 and said in answer.content.decode()
    brand.refresh_from_db()
    assert brand.name == "Maison Lune"


def test_hours_come_back_as_they_were_written():
    hours = {"2": [["09:00", "12:00"], ["14:00", "18:30"]], "6": [["10:00", "11:00"]]}
    shown = HoursForm(hours=hours)
    said = {name: field.initial for name, field in shown.fields.items() if field.initial}
    again = HoursForm(said, hours={})
    assert again.is_valid() and again.hours == hours


def test_an_author_reads_and_does_not_change(client, colleague, brand):
    client.force_login(colleague)
    text = client.get(at(brand, "settings")).content.decode()
    assert "lune.example" in text and 'name="site"' not in text
    assert client.post(at(brand, "settings-brand"), FACTS).status_code == 403


def test_only_an_owner_opens_and_closes(client, owner, colleague, brand):
    Brand.objects.filter(pk=brand.pk).update(opened_at=None)
    Membership.objects.filter(member=colleague).update(role="manager")
    client.force_login(colleague)
    assert client.post(at(brand, "opening")).status_code == 403
    client.force_login(owner)
    client.post(at(brand, "opening"))
    brand.refresh_from_db()
    assert not brand.in_rehearsal
    client.force_login(colleague)
    assert client.post(at(brand, "rehearsal")).status_code == 403
    client.force_login(owner)
    client.post(at(brand, "rehearsal"))
    brand.refresh_from_db()
    assert brand.in_rehearsal


def test_what_the_installation_lacks_is_said_with_the_mend(client, owner, brand):
    client.force_login(owner)
    text = client.get(at(brand, "settings-installation")).content.decode()
    for words in ("no approval links", "PUPITRE_ADDRESS=https://", "PUPITRE_MAIL_URL=", "more than 15 minutes late"):
        assert words in text


def test_what_it_has_is_said_too(monkeypatch, tmp_path):
    from pupitre.ground.environment import Environment
    from pupitre.web.frame import installation

    whole = Environment(data=tmp_path, address="https://desk.example", mail_url="smtps://mail.example")
    monkeypatch.setattr(installation, "environment", lambda: whole)
    assert all(need.there for need in installation.needs().values())


def test_a_laptop_is_known_by_its_battery(monkeypatch, tmp_path):
    from pupitre.web.frame import installation

    monkeypatch.setattr(installation, "POWER", tmp_path)
    assert installation.needs()["awake"].there is None
    (tmp_path / "BAT0").mkdir()
    assert installation.needs()["awake"].there is False
    monkeypatch.setattr(installation, "POWER", tmp_path / "nowhere")
    assert installation.needs()["awake"].there is None
