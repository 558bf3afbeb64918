"""Slots through the door: the page that sets them, the week that shows them, Compose that takes the next one."""

import json
from datetime import time, timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from pupitre.publishing.models import Delivery
from pupitre.publishing.slots import change
from pupitre.publishing.slots.models import Slot
from pupitre.publishing.tests import stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def blue(brand, owner):
    return stage.paper(brand, owner, name="Blue")


@pytest.fixture
def red(brand, owner):
    return stage.paper(brand, owner, name="Red")


@pytest.fixture
def camille(client, owner):
    client.force_login(owner)
    return client


def address(brand, name, *args, **query):
    tail = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(name, args=[brand.slug, *args]) + (f"?{tail}" if tail else "")


def ask(client, brand, channels, post=None):
    asked = {"channels": [channel.pk for channel in channels], "post": post}
    answer = client.post(address(brand, "compose-slots"), json.dumps(asked), content_type="application/json")
    assert answer.status_code == 200
    return answer.json()


def in_days(brand, days, hour):
    local = timezone.now().astimezone(brand.zone) + timedelta(days=days)
    return local.replace(hour=hour, minute=0, second=0, microsecond=0)


def planned(client, brand, post, at, **more):
    said = {"content": post.content, "versions": {str(v.channel_id): {} for v in post.versions.all()}, "times": {}}
    said |= {"at": f"{at:%Y-%m-%dT%H:%M}", "known": post.number, **more}
    return client.post(address(brand, "draft-plan", post.pk), json.dumps(said), content_type="application/json")


def test_slots_are_added_shown_and_removed(camille, brand, blue):
    answer = camille.post(address(brand, "slots-of", blue.pk), {"day": ["0", "3"], "at": "09:30"}, follow=True)
    page = answer.content.decode()
    assert "The slots of Blue are kept." in page and page.count("<time>09:30</time>") == 2 and "2 slots a week" in page
    camille.post(address(brand, "slot-removal", Slot.objects.get(weekday=3).pk))
    assert Slot.objects.get().weekday == 0


def test_what_is_missing_is_said_and_what_was_chosen_stays(camille, brand, blue):
    answer = camille.post(address(brand, "slots-of", blue.pk), {"day": ["x"], "at": "10:15"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Choose at least one weekday." in page and 'value="10:15"' in page
    answer = camille.post(address(brand, "slots-of", blue.pk), {"day": ["6"], "at": "25:00"})
    assert answer.status_code == 422 and "Write a time" in answer.content.decode()


def test_an_author_sees_them_and_changes_none(client, brand, blue, owner, colleague):
    change.add(blue, [0], time(9), owner)
    client.force_login(colleague)
    page = client.get(address(brand, "slots")).content.decode()
    assert "09:00" in page and "slots/of/" not in page
    assert client.post(address(brand, "slots-of", blue.pk), {"day": "1", "at": "09:00"}).status_code == 403


def test_the_week_shows_the_free_ones_and_begins_a_post_on_their_channels(camille, brand, owner, blue, red):
    at = in_days(brand, 8, 9)
    for channel in (blue, red):
        change.add(channel, [at.weekday()], time(9), owner)
    week = address(brand, "calendar", view="week", on=at.date())
    page = camille.get(week).content.decode()
    link = f"{reverse('compose', args=[brand.slug])}?at={at:%Y-%m-%dT%H:%M}&amp;channel={blue.pk}&amp;channel={red.pk}"
    assert link in page and "Free slot, 09:00: write for Blue, Red" in page
    compose_page = camille.get(unescape(link).removesuffix(f"&channel={red.pk}")).content.decode()
    state = json.loads(
        compose_page.split('<script id="compose-state" type="application/json">')[1].split("</script>")[0]
    )
    assert state["at"] == f"{at:%Y-%m-%dT%H:%M}" and list(state["versions"]) == [str(blue.pk)]
    stage.planned(brand, owner, at)
    assert "Free slot" not in camille.get(week).content.decode()


def test_the_month_and_past_days_show_none(camille, brand, owner, blue):
    change.add(blue, range(7), time(0, 1), owner)
    past = in_days(brand, -9, 9).date()
    assert "Free slot" not in camille.get(address(brand, "calendar", view="month")).content.decode()
    assert "Free slot" not in camille.get(address(brand, "calendar", view="week", on=past)).content.decode()
    ahead = address(brand, "calendar", view="week", on=in_days(brand, 9, 9).date())
    assert camille.get(ahead).content.decode().count('class="opening"') == 7
    assert "Free slot" not in camille.get(ahead + "&state=gone").content.decode()


def test_the_week_with_slots_takes_few_questions(camille, brand, owner, blue, django_assert_max_num_queries):
    for hour in range(12):
        change.add(blue, range(7), time(hour), owner)
    with django_assert_max_num_queries(13):
        camille.get(address(brand, "calendar", view="week", on=in_days(brand, 9, 9).date()))


def test_compose_takes_the_time_most_channels_share(camille, brand, owner, blue, red):
    green = stage.paper(brand, owner, name="Green")
    plain = stage.paper(brand, owner, name="Plain")
    at, later = in_days(brand, 2, 9), in_days(brand, 3, 11)
    for channel in (blue, red):
        change.add(channel, [at.weekday()], time(9), owner)
    change.add(green, [later.weekday()], time(11), owner)
    said = ask(camille, brand, [blue, red, green, plain])
    assert said["at"] == f"{at:%Y-%m-%dT%H:%M}" and said["times"] == {str(green.pk): f"{later:%Y-%m-%dT%H:%M}"}
    assert "Plain leaves with the post" in said["said"] and "Green" in said["said"]
    assert ask(camille, brand, [plain]) == {
        "at": "",
        "times": {},
        "said": "None of these channels has a free slot. Slots are set from the calendar.",
    }


def test_what_no_page_of_ours_sends_finds_no_slot(camille, brand, blue):
    for body in (b"", b"[]", b'{"channels": 3}', b'{"channels": ["x", null, -1]}', b"{" * 5000):
        answer = camille.post(address(brand, "compose-slots"), body, content_type="application/json")
        assert answer.status_code == 200 and answer.json()["at"] == ""


def test_a_slot_taken_meanwhile_is_told_with_the_next_one(camille, brand, owner, blue):
    at = in_days(brand, 2, 9)
    change.add(blue, [at.weekday()], time(9), owner)
    stage.planned(brand, owner, at, text="Somebody was faster")
    mine = stage.written(brand, owner, "Mine")
    answer = planned(camille, brand, mine, at)
    page = answer.json()["html"]
    assert answer.status_code == 422 and "by now. Take the next free one" in page and "data-beside" in page
    assert f'data-time="{at + timedelta(days=7):%Y-%m-%dT%H:%M}" data-tab="all"' in page
    mine.refresh_from_db()
    assert planned(camille, brand, mine, at, beside=True).status_code == 200
    assert Delivery.objects.current().filter(sending__due_at=at).count() == 2


def test_on_several_channels_the_next_slot_is_for_the_one_that_is_taken(camille, brand, owner, blue):
    at = in_days(brand, 2, 9)
    change.add(blue, [at.weekday()], time(9), owner)
    stage.planned(brand, owner, at, text="Somebody was faster")
    stage.paper(brand, owner, name="Red")
    mine = stage.written(brand, owner, "Mine")
    assert f'data-tab="{blue.pk}"' in planned(camille, brand, mine, at).json()["html"]


def test_what_the_post_itself_has_planned_is_not_in_its_own_way(camille, brand, owner, blue):
    at = in_days(brand, 2, 9)
    change.add(blue, [at.weekday()], time(9), owner)
    mine = stage.planned(brand, owner, at).post
    assert ask(camille, brand, [blue], mine.pk)["at"] == f"{at:%Y-%m-%dT%H:%M}"
    assert ask(camille, brand, [blue])["at"] == f"{at + timedelta(days=7):%Y-%m-%dT%H:%M}"


def test_moved_beside_another_post_it_says_so(camille, brand, owner, blue):
    at = in_days(brand, 2, 9)
    stage.planned(brand, owner, at, text="First")
    mine = stage.planned(brand, owner, at + timedelta(hours=3), text="Mine")
    asked = {"rows": mine.pk, "at": f"{at:%Y-%m-%dT%H:%M}", "how": "dropped"}
    moved = camille.post(address(brand, "calendar-moves", view="week"), asked, headers={"HX-Request": "true"})
    words = json.loads(moved["HX-Trigger"])["calendar:moved"]["words"]
    assert words.endswith("Another post leaves on Blue in the same minute.")
    asked["at"] = f"{at + timedelta(hours=1):%Y-%m-%dT%H:%M}"
    moved = camille.post(address(brand, "calendar-moves", view="week"), asked, headers={"HX-Request": "true"})
    assert "Another" not in json.loads(moved["HX-Trigger"])["calendar:moved"]["words"]


@pytest.mark.parametrize("verb", ["delivery-time", "delivery-plan"])
def test_on_its_own_page_too(camille, brand, owner, blue, verb):
    at = in_days(brand, 2, 9)
    change.add(blue, [at.weekday()], time(9), owner)
    stage.planned(brand, owner, at, text="First")
    mine = stage.planned(brand, owner, at + timedelta(hours=3), text="Mine")
    said = {"at": f"{at:%Y-%m-%dT%H:%M}"}
    page = camille.post(address(brand, verb, mine.pk), said, follow=True).content.decode()
    assert "Another post leaves on Blue in the same minute." in page


def test_another_brands_channels_are_not_asked(camille, brand, other_brand, outsider):
    theirs = stage.paper(other_brand, outsider, name="Theirs")
    change.add(theirs, range(7), time(9), outsider)
    assert ask(camille, brand, [theirs])["at"] == ""
    answer = camille.post(address(brand, "slots-of", theirs.pk), {"day": "1", "at": "10:00"})
    assert answer.status_code == 404
