"""The state of the installation as a page: for who runs the desk, looked at when it is asked for."""

import pytest
from django.db import connection
from django.urls import reverse

from pupitre.brands.models import Member, Membership
from pupitre.ground import checks
from pupitre.ground.environment import Environment, environment

KEYS = [check.key for check in checks.checks]


def at(brand, name, *args):
    return reverse(name, args=[brand.slug, *args])


def test_the_page_names_every_check_and_looks_at_none(client, owner, brand, monkeypatch):
    client.force_login(owner)
    monkeypatch.setattr("pupitre.web.settings.health.examine", lambda *_: pytest.fail("looked"))
    text = client.get(at(brand, "settings-health")).content.decode()
    assert all(at(brand, "health-check", key) in text for key in KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_a_piece_for_the_page_and_a_page_without_scripts(client, owner, brand, key):
    client.force_login(owner)
    piece = client.get(at(brand, "health-check", key), headers={"HX-Request": "true"}).content.decode()
    assert 'class="findings"' in piece and "<html" not in piece
    page = client.get(at(brand, "health-check", key)).content.decode()
    assert 'class="findings"' in page and "<html" in page


def test_what_is_wrong_comes_with_the_mend(client, owner, brand):
    client.force_login(owner)
    text = client.get(at(brand, "health-check", "worker")).content.decode()
    assert "nothing leaves" in text and "Mend this" in text and "systemctl restart pupitre" in text


def test_an_unknown_check_is_not_there(client, owner, brand):
    client.force_login(owner)
    assert client.get(at(brand, "health-check", "moon")).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_nothing_is_asked_within_a_transaction(client, owner, brand, monkeypatch):
    client.force_login(owner)
    inside = []
    look = checks.Check("spy", "Spy", lambda _: inside.append(connection.in_atomic_block) or [])
    monkeypatch.setattr("pupitre.web.settings.health._check", lambda key: look)
    assert client.get(at(brand, "health-check", "spy")).status_code == 200
    assert inside == [False]


def test_where_strangers_may_open_an_account_only_the_first_brands_owner_sees_it(
    client, owner, brand, outsider, other_brand, monkeypatch
):
    open_to_all = Environment(data=environment().data, open_signup=True)
    monkeypatch.setattr("pupitre.brands.start.environment", lambda: open_to_all)
    client.force_login(outsider)
    assert client.get(at(other_brand, "settings-health")).status_code == 403
    assert client.get(at(other_brand, "health-check", "mail")).status_code == 403
    client.force_login(owner)
    assert client.get(at(brand, "settings-health")).status_code == 200


def test_a_demos_owner_does_not_look_at_the_machine(client, brand):
    guest = Member.objects.create_user("demo@example.org", "seven-scarves-dry", name="Demo", is_demo=True)
    Membership.objects.create(brand=brand, member=guest, role="owner")
    client.force_login(guest)
    assert client.get(at(brand, "settings-health")).status_code == 403
    assert at(brand, "settings-health") not in client.get(at(brand, "settings-installation")).content.decode()
