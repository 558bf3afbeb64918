"""The frame around every page: what it asks the database, shows, and keeps from the page."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from pupitre.brands.models import Brand, Membership
from pupitre.channels.hold import hold
from pupitre.journal.models import Entry, write
from pupitre.web.frame.navigation import ACTIVITIES, Place, navigation, places


@pytest.fixture
def page(client, owner, brand):
    client.force_login(owner)
    return lambda name="settings-installation", *args, **more: client.get(
        reverse(name, args=[brand.slug, *args]), **more
    )


def test_the_frame_asks_three_times_at_most(page, django_assert_max_num_queries):
    page()
    with django_assert_max_num_queries(6):  # the session, the member, the seat, and the frame's three
        page()


def test_without_javascript_of_its_own_in_the_page(page):
    text = page().content.decode()
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"\sstyle=|\son\w+=", text)
    assert '"allowEval": false' in text and '"includeIndicatorStyles": false' in text


def test_every_page_leads_to_the_hold_and_the_account(page):
    text = page().content.decode()
    for name in ("hold", "settings-account"):
        assert text.count(reverse(name, args=["maison-lune"])) >= 2  # the rail or the menu, and the phone's sheet


def test_a_place_without_its_screen_is_not_shown(page):
    place = places.add(Place("measure", "Results", "no-such-screen"))
    try:
        assert "Results" not in page().content.decode()
    finally:
        places._entries.remove((50, place))


def test_places_stand_in_the_order_of_the_activities(owner, brand):
    seat = Membership.objects.get(member=owner, brand=brand)
    groups = [group.key for group in navigation(seat, "settings", {}).groups]
    assert groups == [key for key in ACTIVITIES if key in groups]


def test_a_place_is_marked_where_one_is(page):
    assert re.search(r'href="[^"]+/settings/" aria-current="page"', page("settings-account").content.decode())


def test_a_role_sees_only_where_it_may_go(colleague, brand):
    place = places.add(Place("foot", "Owners only", "settings", action="open"))
    try:
        foot = navigation(Membership.objects.get(member=colleague), "", {}).foot
        assert place not in [link.place for link in foot]
    finally:
        places._entries.remove((50, place))


def test_a_hold_is_told_on_every_page(page, brand, owner):
    assert "banner held" not in page().content.decode()
    hold(brand, "<b>Fire</b> at the workshop", owner)
    text = page().content.decode()
    assert "&lt;b&gt;Fire&lt;/b&gt; at the workshop" in text
    assert "Camille Roux" in text and reverse("lift", args=[brand.slug]) in text


def test_only_who_may_lift_is_led_there(client, brand, owner, colleague):
    hold(brand, "Fire", owner)
    client.force_login(colleague)
    assert reverse("lift", args=[brand.slug]) not in client.get(reverse("settings", args=[brand.slug])).content.decode()


def test_rehearsal_is_told_and_opened_by_an_owner(client, page, brand, owner, colleague):
    Brand.objects.filter(pk=brand.pk).update(opened_at=None)
    assert 'action="/b/maison-lune/opening/"' in page().content.decode()
    client.force_login(colleague)
    text = client.get(reverse("settings-installation", args=[brand.slug])).content.decode()
    assert "Répétition." in text and 'action="/b/maison-lune/opening/"' not in text


def test_open_pages_are_told_what_changed(page, brand, owner):
    hold(brand, "Fire", owner)
    text = page("frame").content.decode()
    assert "Fire" in text and 'hx-swap-oob="innerHTML:.n-channels"' in text
    assert "<html" not in text


@pytest.mark.django_db(transaction=True)
def test_live_pages_go_on_from_the_newest_entry(page, brand):
    write(brand.pk, "sending.sent")
    since = re.search(r'data-since="([\d:,]+)"', page().content.decode())[1]
    newer = write(brand.pk, "sending.sent")
    assert list(Entry.objects.of_brand(brand.pk).unseen_in(since)) == [newer]


@pytest.mark.parametrize(("theme", "kept"), [("dark", "dark"), ("light", "light"), ("", ""), ("pink", "")])
def test_the_look_is_the_members_own(page, client, owner, theme, kept):
    client.post(reverse("look"), {"theme": theme})
    owner.refresh_from_db()
    assert owner.theme == kept
    assert (f'data-theme="{kept}"' in page().content.decode()) == bool(kept)


def test_the_language_before_sign_in_is_asked_of_the_browser_and_can_be_changed(client, db):
    assert "The desk is ready" in client.get("/start", headers={"Accept-Language": "en"}).content.decode()
    assert "Le pupitre est prêt" in client.get("/start", headers={"Accept-Language": "fr-FR,en"}).content.decode()
    client.post(reverse("language"), {"language": "fr", "next": "/start"})
    assert "Le pupitre est prêt" in client.get("/start", headers={"Accept-Language": "en"}).content.decode()


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_out_of_the_desk(client, db, where):
    assert client.post(reverse("language"), {"language": "fr", "next": where}).url == "/"


def test_a_member_reads_their_own_language_and_zone(client, brand, colleague):
    client.force_login(colleague)
    answer = client.get(reverse("settings-members", args=[brand.slug]))
    assert answer.headers["Content-Language"] == "fr"
    with override("fr"):
        assert "Qui est à ce pupitre" in answer.content.decode()


def test_who_has_no_seat_reads_what_to_do(client, outsider):
    client.force_login(outsider)
    assert "invitation link" in client.get("/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_what_happens_while_a_page_is_made_is_sent_to_it(client, owner, brand, monkeypatch):
    """The page has heard of nothing that its content may not show yet."""
    from pupitre.publishing import today

    own = today.overview
    monkeypatch.setattr(today, "overview", lambda brand: (own(brand), write(brand.pk, "sending.rehearsed"))[0])
    client.force_login(owner)
    page = client.get(f"/b/{brand.slug}/today/", headers={"Accept": "text/html,*/*"}).content.decode()
    since = re.search(r'data-since="([\d:,]+)"', page)[1]
    assert Entry.objects.of_brand(brand.pk).unseen_in(since).filter(verb="sending.rehearsed").exists()
