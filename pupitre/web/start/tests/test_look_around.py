"""Look around first: in and out, and nobody else's business."""

import pytest

from pupitre.brands.models import Brand, Member


@pytest.mark.parametrize(("language", "name"), [("fr", "Maison Lune (démo)"), ("en", "Moon House (demo)")])
def test_in_without_a_password_and_out_without_a_trace(client, db, language, name):
    there = client.post("/demo", {"language": language}).url
    brand = Brand.objects.get()
    assert (brand.name, brand.is_demo, brand.in_rehearsal) == (name, True, False)
    assert Member.objects.filter(is_demo=True, memberships__role="owner").exists()
    assert client.get(f"{there}settings/").status_code == 200
    assert client.post(f"{there}demo/end/").url == "/"
    assert not Brand.objects.exists() and not Member.objects.exists()
    assert client.get("/").url == "/start"


def test_a_stranger_makes_no_demo_on_a_desk_that_is_owned(client, owner):
    assert client.post("/demo", {"language": "fr"}).status_code == 404
    assert Brand.objects.count() == 0


def test_a_member_looks_around_and_keeps_the_own_brand(client, owner, brand):
    client.force_login(owner)
    there = client.post("/demo", {"language": "en"}).url
    shown = Brand.objects.get(is_demo=True)
    assert there == f"/b/{shown.slug}/"
    client.post(f"{there}demo/end/")
    assert list(Brand.objects.all()) == [brand]
    assert Member.objects.filter(pk=owner.pk).exists()
    assert client.get("/").url == "/b/maison-lune/"


def test_a_real_brand_has_no_such_way_out(client, owner, brand):
    client.force_login(owner)
    assert client.post("/b/maison-lune/demo/end/").status_code == 404
    assert Brand.objects.filter(pk=brand.pk).exists()


def test_who_looks_around_has_no_password_to_change_and_founds_nothing(client, db):
    there = client.post("/demo", {"language": "en"}).url
    assert client.post(f"{there}settings/account/password/", {"old": "", "new": "seven-scarves-dry"}).status_code == 404
    assert client.get("/brands/new").status_code == 403
