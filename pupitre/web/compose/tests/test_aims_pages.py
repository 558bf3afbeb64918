"""Campaign, objective and labels through the door."""

import json

import pytest

from pupitre.publishing import campaigns
from pupitre.publishing.campaigns import Terms
from pupitre.publishing.models import Campaign, Post
from pupitre.web.compose.reading import Unreadable, read
from pupitre.web.compose.tests.test_pages import at, send, state_of

AIMS = {"campaign": None, "objective": "win", "labels": [" wool  and silk ", "wool and silk", "", "dye"]}


def test_aims_are_saved_and_come_back(desk, brand, post, lune):
    answer = send(desk, at(brand, post), 1, content={"text": "Indigo"}, versions={str(lune.pk): {}}, aims=AIMS)
    assert answer.json()["number"] == 2
    kept = {"campaign": None, "objective": "win", "labels": ["wool and silk", "dye"]}
    assert state_of(desk.get(at(brand, post)))["aims"] == kept
    page = desk.get(f"/b/{brand.slug}/posts/{post.pk}/").content.decode()
    assert "Win new ones" in page and "wool and silk" in page


def test_a_conflict_shows_both_choices(desk, brand, owner, colleague, post, lune):
    autumn = campaigns.begin(brand, Terms("Autumn dyes"), owner)
    said = {"content": {"text": "Indigo"}, "versions": {str(lune.pk): {}}}
    Post.objects.filter(pk=post.pk).update(campaign=autumn, number=2, saved_by=colleague)
    answer = send(desk, at(brand, post), 1, **said, aims={"objective": "keep"})
    html = answer.json()["html"]
    assert answer.status_code == 409 and colleague.name in html
    assert "Autumn" in html and "Keep" in html


@pytest.mark.parametrize("aims", [4, [], "x", None, {"campaign": "1", "objective": [], "labels": "wool"}])
def test_odd_aims_change_nothing_or_say_none(desk, brand, post, lune, aims):
    said = {"content": {"text": "Other"}, "versions": {str(lune.pk): {}}}
    assert send(desk, at(brand, post), 1, **said, aims=aims).status_code == 200
    kept = Post.objects.get(pk=post.pk)
    assert (kept.campaign, kept.objective, kept.labels) == (None, "", [])


def test_a_campaign_begins_from_the_page_one_writes_on(desk, brand):
    url = at(brand, path="campaigns/")
    answer = desk.post(url, {"name": "Autumn"}, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (201, {"id": Campaign.objects.get().pk, "name": "Autumn"})
    again = desk.post(url, {"name": "autumn"}, headers={"accept": "application/json"})
    assert again.status_code == 422 and "already" in again.json()["refused"]


def test_campaigns_are_begun_changed_and_closed_on_their_page(desk, brand):
    url = at(brand, path="campaigns/")
    desk.post(url, {"name": "Autumn", "begins_on": "2026-10-01", "ends_on": "2026-11-30"})
    autumn = Campaign.objects.get()
    wrong = desk.post(f"{url}{autumn.pk}/", {"name": "Autumn", "begins_on": "2026-12-01", "ends_on": "2026-11-30"})
    assert wrong.status_code == 422 and "before its first" in wrong.content.decode()
    desk.post(f"{url}{autumn.pk}/", {"name": "Winter", "begins_on": "2026-02-31"})
    autumn.refresh_from_db()
    assert (autumn.name, autumn.begins_on) == ("Winter", None)
    desk.post(f"{url}{autumn.pk}/closure/")
    assert "Open again" in desk.get(url).content.decode()
    desk.post(f"{url}{autumn.pk}/closure/", {"open": "1"})
    assert Campaign.objects.get().closed_at is None


def test_labels_are_bounded(brand):
    labels = [f"{'x' * 60}{number}" for number in range(50)]
    sheet = read(json.dumps({"aims": {"labels": labels}}).encode(), brand.zone)
    assert sheet.draft.aims.labels == ("x" * 40,)
    with pytest.raises(Unreadable):
        read(b"[]", brand.zone)


def test_the_page_learns_open_campaigns_and_labels_once(desk, brand, owner, other_brand, outsider, post):
    open_one, closed = (campaigns.begin(brand, Terms(name), owner) for name in ("Autumn", "Summer"))
    campaigns.close(closed, owner)
    campaigns.begin(other_brand, Terms("Theirs"), outsider)
    Post.objects.filter(pk=post.pk).update(labels=["wool"])
    Post.objects.create(brand=other_brand, labels=["theirs"])
    url = at(brand, path="vocabulary/")
    answer = desk.get(url)
    said = answer.json()
    assert said["campaigns"] == [{"id": open_one.pk, "name": "Autumn"}] and said["labels"] == ["wool"]
    again = desk.get(url, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304 and "private" in answer["Cache-Control"]
