"""Planning from the page: once, or all that stands in the way at once; never a guessed hour."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from pupitre.brands.found import close_brand
from pupitre.publishing import compose
from pupitre.publishing.models import Delivery
from pupitre.publishing.tests.test_writing import channel, draft
from pupitre.web.compose.tests.test_pages import at, send

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def tomorrow():
    local = timezone.now().astimezone(PARIS) + timedelta(days=1)
    return local.replace(hour=11, minute=30, second=0, microsecond=0, tzinfo=None)


def words(*channels, text="Indigo", **more):
    return {"content": {"text": text}, "versions": {str(each.pk): {} for each in channels}, **more}


def test_planning_saves_plans_and_leads_to_the_post(desk, brand, post, lune, tomorrow):
    answer = send(desk, at(brand, post, "plan/"), 1, **words(lune, text="Garance", at=tomorrow.isoformat()))
    assert answer.json() == {"go": f"/b/{brand.slug}/posts/{post.pk}/"}
    (delivery,) = Delivery.objects.all()
    assert delivery.says["text"] == "Garance"
    assert delivery.sending.due_at == tomorrow.replace(tzinfo=PARIS)


def test_a_double_click_plans_once(desk, brand, post, lune, tomorrow):
    said = words(lune, at=tomorrow.isoformat())
    first, second = (send(desk, at(brand, post, "plan/"), 1, **said) for _ in range(2))
    assert first.json() == second.json() and second.status_code == 200
    assert Delivery.objects.count() == 1


def test_each_channel_leaves_at_its_own_time(desk, brand, post, lune, tomorrow):
    atelier = channel(brand, "Atelier")
    later = tomorrow + timedelta(hours=2)
    times = {str(atelier.pk): later.isoformat()}
    send(desk, at(brand, post, "plan/"), 1, **words(lune, atelier, at=tomorrow.isoformat(), times=times))
    due = {delivery.channel: delivery.sending.due_at for delivery in Delivery.objects.all()}
    assert due == {lune: tomorrow.replace(tzinfo=PARIS), atelier: later.replace(tzinfo=PARIS)}


def test_without_a_time_nothing_is_planned_unless_now_was_said(desk, brand, post, lune):
    answer = send(desk, at(brand, post, "plan/"), 1, **words(lune))
    assert answer.status_code == 422 and "No time is chosen" in answer.json()["html"]
    assert not Delivery.objects.exists()
    answer = send(desk, at(brand, post, "plan/"), answer.json()["number"], **words(lune, now=True))
    assert answer.status_code == 200
    assert abs(Delivery.objects.get().sending.due_at - timezone.now()) < timedelta(seconds=20)


def test_all_that_stands_in_the_way_is_said_at_once_and_the_draft_is_kept(desk, brand, post, lune):
    atelier = channel(brand, "Atelier")
    said = words(lune, atelier, text="y" * 600, at="2020-01-01T10:00")
    said["content"]["poll"] = {"options": ["z" * 60, "b"], "seconds": 3600}
    answer = send(desk, at(brand, post, "plan/"), 1, **said)
    html = answer.json()["html"]
    assert answer.status_code == 422
    assert html.count('<li class="line refused">') == 3
    assert "too long" in html and "is past" in html and "The choice" in html
    post.refresh_from_db()
    assert post.content["text"] == "y" * 600 and not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("wall", "choices"),
    [
        ("2027-10-31T02:30", ["2027-10-31T02:30+02:00", "2027-10-31T02:30+01:00"]),
        ("2027-03-28T02:30", ["2027-03-28T01:59", "2027-03-28T03:00"]),
    ],
)
def test_an_odd_hour_is_asked_about_and_the_answer_taken(desk, brand, post, lune, wall, choices):
    answer = send(desk, at(brand, post, "plan/"), 1, **words(lune, at=wall))
    html = answer.json()["html"]
    assert answer.status_code == 422 and all(f'data-time="{choice}"' in html for choice in choices)
    answer = send(desk, at(brand, post, "plan/"), answer.json()["number"], **words(lune, at=choices[1]))
    assert answer.status_code == 200
    due = {"2027-10": datetime(2027, 10, 31, 1, 30, tzinfo=UTC), "2027-03": datetime(2027, 3, 28, 1, 0, tzinfo=UTC)}
    assert Delivery.objects.get().sending.due_at == due[wall[:7]]


def test_nonsense_is_no_time(desk, brand, post, lune):
    answer = send(desk, at(brand, post, "plan/"), 1, **words(lune, at="soon"))
    assert answer.status_code == 422 and "This is not a time" in answer.json()["html"]


def test_planning_over_somebody_else_s_words_is_a_conflict(desk, brand, post, lune, colleague, tomorrow):
    compose.save(post, draft("Hers", [lune]), colleague, 1)
    answer = send(desk, at(brand, post, "plan/"), 1, **words(lune, at=tomorrow.isoformat()))
    assert answer.status_code == 409 and not Delivery.objects.exists()


def test_without_a_channel_nothing_is_planned(desk, brand, post, tomorrow):
    answer = send(desk, at(brand, post, "plan/"), 1, **words(at=tomorrow.isoformat()))
    assert answer.status_code == 422 and "No channel is chosen" in answer.json()["html"]


def test_new_words_are_planned_in_place_of_the_old(desk, brand, post, lune, tomorrow):
    send(desk, at(brand, post, "plan/"), 1, **words(lune, at=tomorrow.isoformat()))
    post.refresh_from_db()
    saved = send(desk, at(brand, post), post.number, **words(lune, text="Garance", at=tomorrow.isoformat()))
    assert saved.json()["outdated"] is True
    assert send(desk, at(brand, post, "renewal/")).status_code == 200
    assert [delivery.says["text"] for delivery in Delivery.objects.current()] == ["Garance"]
    page = desk.get(at(brand, post)).content.decode()
    assert 'id="plan"' not in page and "See where it stands" in page


def test_a_brand_in_rehearsal_says_that_nothing_leaves(desk, brand, owner, post, lune, tomorrow):
    close_brand(brand, owner)
    assert "In rehearsal nothing leaves yet" in desk.get(at(brand, post)).content.decode()
    answer = send(desk, at(brand, post, "plan/"), 1, **words(lune, at=tomorrow.isoformat()))
    assert "In rehearsal: nothing leaves." in desk.get(answer.json()["go"]).content.decode()
