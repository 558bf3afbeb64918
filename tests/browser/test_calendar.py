"""The calendar in a browser: dragged, by keyboard, on a phone, live."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from pupitre.channels import decide
from pupitre.channels.models import Sending
from pupitre.publishing.models import Delivery, NativePost, Post
from pupitre.publishing.tests import stage

pytestmark = pytest.mark.browser


@pytest.fixture
def camille(owner: Any) -> Any:
    return owner


@pytest.fixture
def planned(desk: Any, brand: Any, camille: Any) -> Delivery:
    """Planned on two channels at nine, three days from today."""
    stage.paper(brand, camille, name="Blue")
    stage.paper(brand, camille, name="Red")
    return stage.planned(brand, camille, at(brand, 3, 9), text="Three ways to tie the scarf")


def at(brand: Any, days: int, hour: int, minute: int = 0) -> datetime:
    local = timezone.now().astimezone(brand.zone) + timedelta(days=days)
    return local.replace(hour=hour, minute=minute, second=0, microsecond=0)


def due(delivery: Delivery, brand: Any) -> str:
    return f"{Sending.objects.get(pk=delivery.sending_id).due_at.astimezone(brand.zone):%Y-%m-%d %H:%M}"


def day(moment: datetime) -> str:
    return f'.day[data-date="{moment:%Y-%m-%d}"]'


def month_of(desk: Any, brand: Any, moment: datetime, **query: str) -> str:
    tail = "".join(f"&{key}={value}" for key, value in query.items())
    return desk.at(brand, f"calendar/?on={moment:%Y-%m-%d}{tail}")


def open_at(page: Any, desk: Any, brand: Any, moment: datetime, **query: str) -> None:
    page.goto(month_of(desk, brand, moment, **query))
    page.locator("#calendar").wait_for()


def settled_toast(page: Any, words: str) -> None:
    page.locator(".toast", has_text=words).first.wait_for()


def test_dragged_to_another_day_and_back(new_page, desk, brand, camille, planned, shot):
    page = new_page(member=camille)
    there = at(brand, 5, 9)
    open_at(page, desk, brand, there, view="month")
    if not page.locator(day(at(brand, 3, 9))).count():  # at the edge of a month
        pytest.skip("the two days are not on one page")
    page.locator(".tile", has_text="Three ways").drag_to(page.locator(day(there)))
    settled_toast(page, "Moved to")
    page.locator(f"{day(there)} .tile", has_text="Three ways").wait_for()
    assert due(planned, brand) == f"{there:%Y-%m-%d} 09:00"
    shot(page, "calendar-moved", full=False)
    page.get_by_role("button", name="Undo").click()
    page.locator(f"{day(at(brand, 3, 9))} .tile", has_text="Three ways").wait_for()
    assert due(planned, brand) == f"{at(brand, 3, 9):%Y-%m-%d} 09:00"


def test_dragged_to_another_hour_of_the_week(new_page, desk, brand, camille, planned):
    page = new_page(member=camille)
    open_at(page, desk, brand, at(brand, 3, 9), view="week")
    target = page.locator(f'{day(at(brand, 3, 9))} .hour[data-hour="14"]')
    page.locator(".tile", has_text="Three ways").drag_to(target)
    settled_toast(page, "Moved to")
    page.locator(f'{day(at(brand, 3, 9))} .hour[data-hour="14"] .tile').wait_for()
    assert due(planned, brand) == f"{at(brand, 3, 9):%Y-%m-%d} 14:00"


def test_the_past_is_refused_in_words_and_the_tile_stays(new_page, desk, brand, camille, planned):
    stage.at_midday(brand)
    page = new_page(member=camille)
    today = at(brand, 0, 0)
    planned_today = stage.planned(brand, camille, timezone.now() + timedelta(minutes=30), text="Soon")
    page.goto(desk.at(brand, "calendar/?view=week"))
    before = due(planned_today, brand)
    page.locator(".tile", has_text="Soon").drag_to(page.locator(f'{day(today)} .hour[data-hour="10"]'))
    settled_toast(page, "This time is past")
    page.locator(".tile", has_text="Soon").wait_for()
    assert due(planned_today, brand) == before


def test_what_is_out_can_not_be_dragged(new_page, desk, brand, camille, planned):
    for each in planned.post.deliveries.select_related("sending"):
        stage.gone(each)
    page = new_page(member=camille)
    page.goto(desk.at(brand, "calendar/?view=day"))
    tile = page.locator(".tile", has_text="Three ways")
    assert tile.get_attribute("draggable") is None and not tile.locator("[data-move]").count()


def test_from_day_to_day_by_the_arrows_and_enter_opens(new_page, desk, brand, camille, planned):
    page = new_page(member=camille)
    first = at(brand, 40, 9).replace(day=10)
    open_at(page, desk, brand, first, view="month")
    page.locator(f"#d-{first:%Y-%m-%d}").focus()
    for key, days in (("ArrowRight", 1), ("ArrowDown", 8), ("ArrowLeft", 7), ("ArrowUp", 0)):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.id") == f"d-{first + timedelta(days=days):%Y-%m-%d}"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**view=day*on={first:%Y-%m-%d}*")


def test_the_arrows_go_on_to_the_next_month(new_page, desk, brand, camille, planned):
    page = new_page(member=camille)
    first = at(brand, 40, 9).replace(day=1)
    open_at(page, desk, brand, first, view="month")
    page.locator(f"#d-{first:%Y-%m-%d}").focus()
    page.keyboard.press("ArrowLeft")
    before = first - timedelta(days=1)
    page.wait_for_url(f"**on={before:%Y-%m-%d}*")
    page.locator(f"#d-{before:%Y-%m-%d}:focus").wait_for()


def test_one_day_at_a_time_is_reached_by_tab(new_page, desk, brand, camille, planned):
    page = new_page(member=camille)
    open_at(page, desk, brand, at(brand, 3, 9), view="month")
    assert page.locator('[data-day][tabindex="0"]').count() == 1
    page.locator(f"#d-{at(brand, 3, 9):%Y-%m-%d}").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert "Three ways" in page.evaluate("document.activeElement.textContent")


def test_moved_by_keyboard_alone(new_page, desk, brand, camille, planned, shot, assert_accessible):
    page = new_page(member=camille)
    open_at(page, desk, brand, at(brand, 3, 9), view="month")
    page.locator(".tile-link", has_text="Three ways").focus()
    page.keyboard.press("m")
    page.locator("#move[open]").wait_for()
    assert page.input_value("#move-at") == f"{at(brand, 3, 9):%Y-%m-%dT%H:%M}"
    assert_accessible(page)
    shot(page, "calendar-move-dialog", full=False)
    page.fill("#move-at", "2020-01-01T09:00")
    page.keyboard.press("Enter")
    page.locator("#move-choice", has_text="This time is past").wait_for()
    page.fill("#move-at", f"{at(brand, 4, 16):%Y-%m-%dT%H:%M}")
    page.keyboard.press("Enter")
    settled_toast(page, "Moved to")
    assert not page.locator("#move[open]").count()
    assert due(planned, brand) == f"{at(brand, 4, 16):%Y-%m-%d %H:%M}"


def test_which_of_two_hours_is_asked_on_the_night_the_clocks_go_back(new_page, desk, brand, camille, planned, shot):
    page = new_page(member=camille)
    open_at(page, desk, brand, at(brand, 3, 9), view="month")
    night = last_sunday_of_october(at(brand, 3, 9))
    page.locator(".tile-link", has_text="Three ways").focus()
    page.keyboard.press("m")
    page.fill("#move-at", f"{night:%Y-%m-%d}T02:30")
    page.keyboard.press("Enter")
    page.locator("#move-choice", has_text="comes twice").wait_for()
    shot(page, "calendar-twice", full=False)
    page.locator("#move-choice button").nth(1).click()
    settled_toast(page, "Moved to")
    moment = Sending.objects.get(pk=planned.sending_id).due_at
    assert moment.strftime("%H:%M") == "01:30"


def last_sunday_of_october(after: datetime) -> datetime:
    for year in (after.year, after.year + 1):
        last = after.replace(year=year, month=10, day=31, hour=0)
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        if sunday > after:
            return sunday
    raise AssertionError("there is one every year")


def test_narrowed_to_a_channel_and_everything_again(new_page, desk, brand, camille, planned):
    alone = stage.written(brand, camille, text="Red alone", at=at(brand, 3, 11))
    alone.versions.filter(channel__name="Blue").delete()
    page = new_page(member=camille)
    open_at(page, desk, brand, at(brand, 3, 9), view="month")
    page.get_by_text("All channels").click()
    page.get_by_label("Blue").check()
    page.locator("details[open]").get_by_role("button", name="Show").click()
    page.locator(".tile", has_text="Three ways").wait_for()
    assert not page.locator(".tile", has_text="Red alone").count()
    page.get_by_role("link", name="Show everything").click()
    page.locator(".tile", has_text="Red alone").wait_for()


def test_it_follows_what_happens_by_itself(new_page, desk, brand, camille, planned):
    page = new_page(member=camille)
    open_at(page, desk, brand, at(brand, 3, 9), view="month")
    page.locator(".tile.is-planned", has_text="Three ways").wait_for()
    page.locator('[data-live-sign][data-state="on"]').wait_for()
    decide.hold_this(planned.sending, camille.pk)
    page.locator(".tile.is-held", has_text="Three ways").wait_for()


def test_a_draft_opens_in_compose_and_a_day_begins_a_post(new_page, desk, brand, camille, planned):
    stage.written(brand, camille, text="Half a thought", at=at(brand, 3, 11))
    page = new_page(member=camille)
    open_at(page, desk, brand, at(brand, 3, 9), view="month")
    draft = Post.objects.get(content__text="Half a thought")
    assert page.locator(".tile.is-draft a").get_attribute("href").endswith(f"/compose/{draft.pk}/")
    page.locator(day(at(brand, 3, 9))).hover()
    page.locator(f"{day(at(brand, 3, 9))} a.plus").click()
    page.wait_for_url(f"**/compose/?at={at(brand, 3, 9):%Y-%m-%d}T*")


def test_on_a_phone_the_days_are_a_list_and_a_post_is_moved_by_touch(new_page, desk, brand, camille, planned, shot):
    phone = new_page(width=390, member=camille)
    for view in ("week", "month"):
        open_at(phone, desk, brand, at(brand, 3, 9), view=view)
        tile = phone.locator(".tile", has_text="Three ways")
        assert tile.bounding_box()["width"] > 300
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    tile.get_by_role("button", name="Move to…").tap()
    phone.fill("#move-at", f"{at(brand, 4, 10):%Y-%m-%dT%H:%M}")
    phone.locator("#move .btn.go").tap()
    settled_toast(phone, "Moved to")
    assert due(planned, brand) == f"{at(brand, 4, 10):%Y-%m-%d %H:%M}"
    shot(phone, "calendar-phone", full=False)


@pytest.mark.parametrize("view", ["month", "week", "day"])
@pytest.mark.parametrize(
    ("width", "language", "scheme"), [(1440, "en", "light"), (1366, "fr", "dark"), (390, "fr", "light")]
)
def test_every_view_reads_well(new_page, desk, brand, camille, shot, assert_accessible, view, width, language, scheme):
    channel = stage.paper(brand, camille, name="Maison Lune")
    for state in sorted(stage.STATES, key=lambda state: state == "blocked"):
        stage.in_state(brand, camille, channel, state)
    stage.written(brand, camille, text="Still a draft", at=timezone.now() + timedelta(minutes=5))
    NativePost.objects.create(
        brand=brand,
        channel=channel,
        remote_id="n",
        at=timezone.now(),
        text="From the phone",
        url="https://paper.example/n",
    )
    camille.language = language
    camille.save()
    page = new_page(width=width, language=language, scheme=scheme, member=camille)
    page.goto(desk.at(brand, f"calendar/?view={view}"))
    page.locator("#calendar .tile").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)
    shot(page, f"calendar-{view}-{width}-{language}-{scheme}")
