"""The library's pages: what is looked for, what is said of a picture, and who may say it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pupitre.brands.models import Membership
from pupitre.media.models import Asset
from pupitre.media.take_in import take_in
from pupitre.media.tests import crafted

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def asset(brand, owner):
    return take_in(brand, "indigo.jpg", crafted.motif(), owner)


@pytest.fixture
def desk(client, owner):
    client.force_login(owner)
    return client


def said(desk, asset, **fields):
    address = reverse("asset-particulars", args=[asset.brand.slug, asset.pk])
    return desk.post(address, fields, headers=HTMX)


def test_one_field_is_kept_and_the_others_stay(desk, asset):
    assert said(desk, asset, alt=" An indigo scarf ")["HX-Trigger"] == '{"asset:saved": {}}'
    said(desk, asset, tags="silk, #Lyon,silk")
    said(desk, asset, expires_on="2026-12-24")
    asset.refresh_from_db()
    assert (asset.alt, asset.tags, str(asset.expires_on)) == ("An indigo scarf", ["silk", "Lyon"], "2026-12-24")
    said(desk, asset, expires_on="")
    asset.refresh_from_db()
    assert asset.expires_on is None and asset.alt


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-40", "\0"])
def test_what_is_no_day_changes_nothing_and_says_so(desk, asset, day):
    answer = said(desk, asset, expires_on=day, author="Léa")
    assert "not a day" in answer.content.decode() and "HX-Trigger" not in answer
    asset.refresh_from_db()
    assert (asset.expires_on, asset.author) == (None, "")


def test_hostile_words_stay_words(desk, asset):
    said(desk, asset, name="<script>alert(1)</script>", author="\0a\0", folder='"><img src=x onerror=alert(1)>')
    for address in ("library", "asset"):
        args = [asset.brand.slug, *([asset.pk] if address == "asset" else [])]
        page = desk.get(reverse(address, args=args)).content.decode()
        assert "<script>alert" not in page and "<img src=x" not in page


def test_the_page_shows_what_is_looked_for_and_htmx_gets_the_shelf_alone(desk, brand, asset):
    page = reverse("library", args=[brand.slug])
    assert "indigo.jpg" in desk.get(page).content.decode()
    shelf = desk.get(page, {"q": "indigo"}, headers=HTMX).content.decode()
    assert "indigo.jpg" in shelf and "<html" not in shelf
    assert "indigo.jpg" not in desk.get(page, {"q": "weld"}).content.decode()
    for odd in ({"after": "x"}, {"after": "9" * 30}, {"sort": "; drop"}, {"state": "\0"}, {"q": "\0%_"}):
        assert desk.get(page, odd).status_code == 200


def test_a_percent_sign_is_a_letter(desk, brand, asset):
    assert "indigo.jpg" not in desk.get(reverse("library", args=[brand.slug]), {"q": "%"}).content.decode()


def test_put_away_and_brought_back(desk, brand, asset):
    desk.post(reverse("asset-away", args=[brand.slug, asset.pk]))
    assert not Asset.objects.alive().exists()
    desk.post(reverse("asset-return", args=[brand.slug, asset.pk]))
    assert Asset.objects.alive().get() == asset


def test_filing_takes_only_ids(desk, brand, asset):
    address = reverse("library-filing", args=[brand.slug])
    assert desk.post(address, {"asset": ["x"], "folder": "A"}).status_code == 400
    desk.post(address, {"asset": [asset.pk], "folder": "Autumn", "tags": "wool, silk"})
    asset.refresh_from_db()
    assert (asset.folder, asset.tags) == ("Autumn", ["wool", "silk"])


def test_a_guest_sees_and_changes_nothing(client, brand, colleague, asset):
    Membership.objects.filter(brand=brand, member=colleague).update(role="guest")
    client.force_login(colleague)
    page = client.get(reverse("asset", args=[brand.slug, asset.pk]))
    assert page.status_code == 200 and b"<textarea" not in page.content
    assert said(client, asset, alt="x").status_code == 403


def test_the_same_file_again_is_told_and_words_of_its_like_are_suggested(desk, brand, asset):
    said(desk, asset, alt="An indigo scarf")
    address = f"/b/{brand.slug}/media/?folder=Salon"

    again = desk.post(address, {"file": SimpleUploadedFile("again.jpg", crafted.motif(), "image/jpeg")}).json()
    assert again["pictures"][0]["known"] is True
    small = SimpleUploadedFile("small.jpg", crafted.motif(size=(160, 120)), "image/jpeg")
    near = desk.post(address, {"file": small}).json()["pictures"][0]
    assert (near["known"], near["suggested"]) == (False, ["An indigo scarf"])
    assert Asset.objects.get(pk=near["asset"]).folder == "Salon"
    asset.refresh_from_db()
    assert asset.folder == ""
