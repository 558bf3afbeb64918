"""A post's page in a browser: decided with its buttons, live while it leaves, on a phone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from pupitre.channels import states
from pupitre.channels.models import Channel, Part, Sending
from pupitre.measures.models import Measured, Reading
from pupitre.networks.words import Sent
from pupitre.publishing.models import Delivery
from pupitre.publishing.tests import stage

pytestmark = pytest.mark.browser


@pytest.fixture
def camille(owner: Any) -> Any:
    return owner


@pytest.fixture
def blue(desk: Any, brand: Any, camille: Any) -> Channel:
    return stage.paper(brand, camille, name="Blue")


def go(page: Any, desk: Any, delivery: Delivery) -> None:
    page.goto(desk.at(delivery.brand, f"posts/{delivery.post_id}/"))
    page.locator("#post").wait_for()


def state(delivery: Delivery) -> str:
    return Sending.objects.get(pk=delivery.sending_id).state


def test_the_page_follows_while_it_leaves(new_page, desk, brand, camille, blue):
    delivery = stage.planned(brand, camille)
    page = new_page(member=camille)
    go(page, desk, delivery)
    page.locator('[data-live-sign][data-state="on"]').wait_for()
    page.locator(".face-tag.is-planned").first.wait_for()
    stage.unsure(delivery)
    page.locator(".face-tag.is-unknown").first.wait_for()
    stage.looked(delivery, seconds=5)
    page.get_by_text("it is not seen yet").wait_for()
    stage.looked(delivery, "sent", seconds=35, result=Sent("r-1", "https://paper.example/1"))
    page.get_by_text("it is there.").wait_for()
    assert page.get_by_role("link", name="See it there").get_attribute("href") == "https://paper.example/1"


def test_what_was_unfolded_stays_so_when_the_page_follows(new_page, desk, brand, camille, blue):
    delivery = stage.in_state(brand, camille, blue, states.REFUSED)
    page = new_page(member=camille)
    go(page, desk, delivery)
    page.locator('[data-live-sign][data-state="on"]').wait_for()
    page.get_by_text("word for word").click()
    page.get_by_text("Its story").click()
    other = stage.planned(brand, camille)
    stage.gone(other)
    page.evaluate("document.getElementById('post').dispatchEvent(new CustomEvent('post:again'))")
    page.wait_for_timeout(800)
    assert page.locator("details.raw[open]").count() == 1
    assert page.locator("details.story[open]").count() == 0


def test_another_time_in_a_dialog(new_page, desk, brand, camille, blue, assert_accessible):
    delivery = stage.planned(brand, camille)
    page = new_page(member=camille)
    go(page, desk, delivery)
    page.get_by_role("button", name="Another time").click()
    page.locator("#time[open]").wait_for()
    assert_accessible(page)
    page.fill("#time-at", "2020-01-01T09:00")
    page.locator("#time .btn.go").click()
    page.locator("#time-choice", has_text="This time is past").wait_for()
    later = (timezone.now().astimezone(brand.zone) + timedelta(days=4)).replace(hour=11, minute=45)
    page.fill("#time-at", f"{later:%Y-%m-%dT%H:%M}")
    page.locator("#time .btn.go").click()
    page.locator(".toast", has_text="Moved to").wait_for()
    assert not page.locator("#time[open]").count()
    assert Sending.objects.get(pk=delivery.sending_id).due_at.astimezone(brand.zone).strftime("%H:%M") == "11:45"


def test_it_is_there_with_its_link(new_page, desk, brand, camille):
    stage.paper(brand, camille, kind="D")
    delivery = stage.in_state(brand, camille, None, states.PERSON)
    page = new_page(member=camille)
    go(page, desk, delivery)
    page.get_by_role("button", name="It is there").click()
    page.fill("#there-url", "https://paper.example/found")
    page.locator("#there .btn.go").click()
    page.locator(".toast", has_text="Noted").wait_for()
    assert state(delivery) == states.SENT
    assert page.get_by_role("link", name="See it there").get_attribute("href") == "https://paper.example/found"


def test_sending_again_is_asked_twice(new_page, desk, brand, camille):
    stage.paper(brand, camille, kind="D")
    delivery = stage.in_state(brand, camille, None, states.PERSON)
    page = new_page(member=camille)
    go(page, desk, delivery)
    page.get_by_role("button", name="Send it again").click()
    page.locator("#ask[open]", has_text="Did you look?").wait_for()
    page.get_by_role("button", name="Go back").click()
    assert state(delivery) == states.PERSON
    page.get_by_role("button", name="Send it again").click()
    page.locator("#ask[open] [data-ask-go]").click()
    page.locator(".toast", has_text="It leaves now").wait_for()
    assert state(delivery) == states.PLANNED


def test_taken_off_the_network_after_a_warning(new_page, desk, brand, camille, blue):
    delivery = stage.in_state(brand, camille, blue, states.SENT)
    page = new_page(member=camille)
    go(page, desk, delivery)
    page.get_by_role("button", name="Take it off Paper").click()
    page.locator("#ask[open]", has_text="can't be undone").wait_for()
    page.locator("#ask[open] [data-ask-go]").click()
    page.locator(".change", has_text="Taking it off").wait_for()
    assert Sending.objects.about("delivery", [delivery.pk]).filter(change="delete").count() == 1


def test_another_like_it_opens_in_compose(new_page, desk, brand, camille, blue):
    delivery = stage.in_state(brand, camille, blue, states.SENT)
    page = new_page(member=camille)
    go(page, desk, delivery)
    page.get_by_role("button", name="Write another like this").click()
    page.wait_for_url("**/compose/*/")
    assert f"/compose/{delivery.post_id}/" not in page.url


def test_by_keyboard_alone(new_page, desk, brand, camille, blue):
    delivery = stage.planned(brand, camille)
    page = new_page(member=camille)
    go(page, desk, delivery)
    page.get_by_role("button", name="Hold this one").focus()
    page.keyboard.press("Enter")
    page.locator(".face-tag.is-held").first.wait_for()
    assert Sending.objects.get(pk=delivery.sending_id).held


@pytest.mark.parametrize(
    ("width", "language", "scheme"), [(1440, "en", "light"), (1366, "fr", "dark"), (390, "fr", "light")]
)
def test_every_state_reads_well(new_page, desk, brand, camille, blue, shot, assert_accessible, width, language, scheme):
    camille.language = language
    camille.save()
    page = new_page(width=width, language=language, scheme=scheme, member=camille)
    for wanted in sorted(stage.STATES, key=lambda each: each == states.BLOCKED):
        delivery = stage.in_state(brand, camille, blue, wanted)
        go(page, desk, delivery)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert_accessible(page)
        shot(page, f"post-{wanted}-{width}-{language}-{scheme}")


@pytest.mark.parametrize(("width", "language", "scheme"), [(1440, "fr", "light"), (390, "en", "dark")])
def test_a_thread_with_reactions_reads_well(
    new_page, desk, brand, camille, blue, shot, assert_accessible, width, language, scheme
):
    delivery = stage.planned(
        brand,
        camille,
        text="Indigo, garance, réséda : trois plantes. https://lune.example/teintures",
        thread=["Deux.", "Trois."],
    )
    for number in range(3):
        stage.gone(delivery, url=f"https://paper.example/{number}")
    first = Part.objects.get(sending=delivery.sending, position=0)
    at = timezone.now()
    row = Measured.objects.create(
        channel=blue, remote_id=first.remote_id, published_at=at, read_at=at, likes=1241, reposts=6, comments=9
    )
    for step in range(1, 24):
        Reading.objects.create(measured=row, at=at + timedelta(minutes=5 * step), likes=step * 54 - step * step)
    camille.language = language
    camille.save()
    page = new_page(width=width, language=language, scheme=scheme, member=camille)
    go(page, desk, delivery)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)
    shot(page, f"post-thread-{width}-{language}-{scheme}")
