"""The dates' pages through the door, the table and the feed."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from pupitre.brands.models import Membership
from pupitre.channels.hold import hold
from pupitre.publishing.dates.change import add_own, give_address
from pupitre.publishing.dates.models import CalendarAddress, DateChoices, OwnDate
from pupitre.publishing.moving import move_together
from pupitre.publishing.tests import stage
from pupitre.web.calendar.tests.test_calendar_pages import address, camille, channel, in_paris

__all__ = ["camille", "channel"]
pytestmark = pytest.mark.django_db


def month(client, brand, day, view="month"):
    return client.get(address(brand, view=view, on=day)).content.decode()


@pytest.mark.parametrize("view", ["month", "week", "day", "list"])
def test_a_day_is_named_and_offers_to_write(camille, brand, owner, channel, view):
    day = in_paris(3, brand=brand).date()
    add_own(brand, owner, "Fair <b>", day, day, False, "Ask Jeanne")
    page = month(camille, brand, day, view)
    assert "Fair &lt;b&gt;" in page and "Ask Jeanne" in page and "Our own date" in page
    assert f'class="btn small" href="{reverse("compose", args=[brand.slug])}?at={day}T' in page


def test_a_month_names_holidays_and_folds_the_rest(camille, brand):
    page = month(camille, brand, "2026-11-11")
    assert '<span class="clip">Armistice</span><span class="and">+1</span>' in page
    assert "Black Friday" in page and "Singles’ Day" in page


def test_a_span_is_named_where_it_begins_and_ends(camille, brand):
    page = month(camille, brand, "2027-02-10")
    assert page.count('<span class="clip">Winter holidays') == 5  # C begins 6, A 13, B 20; C ends 21, A 28
    assert "Winter holidays: last day" in page and "zone C" in page


def test_the_list_has_only_days_that_have_something(camille, brand, owner, channel):
    stage.planned(brand, owner, in_paris(40, 9, brand=brand), text="Far away")
    day = in_paris(40, brand=brand).date()
    page = month(camille, brand, day, "list")
    assert "Far away" in page and 'data-view="list"' in page
    assert page.count('<li class="day') < 31
    assert "Far away" not in camille.get(address(brand, view="list", on=day, state="held")).content.decode()


def post(client, brand, route, *args, **fields):
    return client.post(reverse(route, args=[brand.slug, *args]), fields)


def test_choices_are_saved_and_odd_ones_refused(camille, brand):
    answer = post(camille, brand, "calendar-choices", place="moselle", kinds=["holiday"], zones=["B"])
    assert answer.status_code == 302
    kept = DateChoices.objects.get(brand=brand)
    assert kept.place == "moselle" and kept.zones == ["B"] and "holiday" not in kept.hidden and "own" in kept.hidden
    assert post(camille, brand, "calendar-choices", place="atlantis").status_code == 400


def test_marronniers_are_edited_on_the_page(camille, brand):
    fields = {
        "code": ["cats", "coffee"],
        "shown-coffee": "on",
        "name-coffee": "Espresso",
        "note-coffee": "",
        "name-cats": "Cat Day",
    }
    post(camille, brand, "calendar-marronniers", **fields)
    assert DateChoices.objects.get(brand=brand).edits == {"cats": {"hidden": True}, "coffee": {"name": "Espresso"}}
    page = camille.get(reverse("calendar-settings", args=[brand.slug])).content.decode()
    assert 'value="Espresso"' in page and "until 4 July 2028" in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "", "first": "2026-12-01"}, "Write what the day is called"),
        ({"name": "Fair", "first": "soon"}, "not a day of any calendar"),
        ({"name": "Fair", "first": "2026-12-02", "last": "2026-12-01"}, "ends before it begins"),
        ({"name": "Fair", "first": "2026-12-02", "last": "2028-12-01"}, "longer than a year"),
        ({"name": "Fair", "first": "0026-12-02"}, "between 1990 and 2099"),
    ],
)
def test_an_own_date_that_cannot_be_is_said_at_its_field(camille, brand, fields, words):
    answer = post(camille, brand, "calendar-own-dates", **fields)
    assert answer.status_code == 400 and words in answer.content.decode()
    assert not OwnDate.objects.exists()


def test_an_own_date_is_added_and_removed(camille, brand):
    post(camille, brand, "calendar-own-dates", name="Fair", first="2026-12-02", yearly="on")
    own = OwnDate.objects.get(brand=brand)
    assert (own.first, own.last, own.yearly) == (date(2026, 12, 2), date(2026, 12, 2), True)
    post(camille, brand, "calendar-own-date-removal", own.pk)
    assert not OwnDate.objects.exists()


def test_a_guest_looks_and_an_author_does_not_choose_kinds(client, brand, outsider):
    seat = Membership.objects.create(brand=brand, member=outsider, role="guest")
    client.force_login(outsider)
    page = client.get(reverse("calendar-settings", args=[brand.slug])).content.decode()
    assert "Add the date" not in page and "Owners and managers choose this." in page
    assert post(client, brand, "calendar-own-dates", name="x", first="2026-12-02").status_code == 403
    seat.role = "author"
    seat.save()
    assert post(client, brand, "calendar-choices", place="corse").status_code == 403
    assert post(client, brand, "calendar-own-dates", name="x", first="2026-12-02").status_code == 302


def test_the_table_has_what_is_shown_and_no_formula(camille, brand, owner, channel):
    day = in_paris(2, brand=brand).date()
    stage.planned(brand, owner, in_paris(2, 9, brand=brand), text="=HYPERLINK(1)")
    for minute in range(1, 9):
        stage.planned(brand, owner, in_paris(2, 9, minute, brand), text=f"Post {minute}")
    stage.planned(brand, owner, in_paris(2, 9, 30, brand), text="Held one")
    answer = camille.get(reverse("calendar-table", args=[brand.slug]), {"view": "month", "on": str(day)})
    assert answer["Content-Type"].startswith("text/csv") and answer["Cache-Control"] == "no-store"
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    posts = [row for row in rows if row[3] == "Post"]
    assert len(posts) == 10, "all of the day, not those that have room on the page"
    assert [str(day), "09:00", "Europe/Paris", "Post", "Planned", "Blue", "'=HYPERLINK(1)", ""] in rows
    narrowed = camille.get(reverse("calendar-table", args=[brand.slug]), {"on": str(day), "state": "held"})
    assert "Post 1" not in narrowed.content.decode()


def read(client, token, **headers):
    return client.get(reverse("calendar-feed", args=[token]), headers=headers)


def events(answer):
    return [event for event in Calendar.from_ical(answer.content).walk("VEVENT")]


def test_a_calendar_program_reads_the_feed(client, brand, owner, channel):
    delivery = stage.planned(brand, owner, in_paris(2, 9, brand=brand), text="Three, ways; to tie " + "é" * 80)
    token = give_address(brand, owner)
    answer = read(client, token)
    [event] = events(answer)
    assert answer["Content-Type"].startswith("text/calendar")
    assert event["dtstart"].dt == in_paris(2, 9, brand=brand) and b"TZID" not in answer.content
    assert event["summary"].startswith("Three, ways; to tie éé") and "Blue" in event["description"]
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    before = (event["uid"], event["sequence"])
    assert not move_together(brand, [delivery.pk], in_paris(3, 9, brand=brand), owner)
    [moved] = events(read(client, token))
    assert moved["uid"] == before[0] and moved["sequence"] > before[1]
    assert moved["dtstart"].dt == in_paris(3, 9, brand=brand)


def test_the_feed_says_what_is_held_and_what_failed_in_the_members_language(client, brand, owner, colleague, channel):
    stage.in_state(brand, owner, channel, "refused")
    stage.planned(brand, owner, in_paris(2, 9, brand=brand), text="Later")
    hold(brand, "Storm", owner)
    english = [str(event["summary"]) for event in events(read(client, give_address(brand, owner)))]
    assert any(line.startswith("Held · ") for line in english) and any(
        line.startswith("Refused · ") for line in english
    )
    french = [str(event["summary"]) for event in events(read(client, give_address(brand, colleague)))]
    assert not any(line.startswith(("Held", "Refused")) for line in french) and len(french) == len(english)


def test_what_did_not_change_is_not_sent_again(client, brand, owner, channel):
    stage.planned(brand, owner, in_paris(2, 9, brand=brand))
    token = give_address(brand, owner)
    tag = read(client, token)["ETag"]
    again = read(client, token, **{"if-none-match": tag})
    assert again.status_code == 304 and not again.content
    stage.planned(brand, owner, in_paris(2, 10, brand=brand))
    assert read(client, token, **{"if-none-match": tag}).status_code == 200


def test_unknown_and_withdrawn_addresses_are_not_there(client, brand, other_brand, owner, channel):
    stage.planned(brand, owner, in_paris(2, 9, brand=brand), text="Ours alone")
    token = give_address(brand, owner)
    assert read(client, "x" * 43).status_code == 404
    assert client.post(reverse("calendar-feed", args=[token])).status_code == 405
    client.force_login(owner)
    post(client, brand, "calendar-address-withdrawal")
    assert read(client, token).status_code == 404


def test_another_brands_feed_has_nothing_of_ours(client, brand, other_brand, owner, outsider, channel):
    stage.planned(brand, owner, in_paris(2, 9, brand=brand), text="Ours alone")
    assert not events(read(client, give_address(other_brand, outsider)))


def test_the_address_is_shown_once_and_renewed(camille, brand, owner):
    page = post(camille, brand, "calendar-address").content.decode()
    first = page.partition("/calendars/")[2].partition(".ics")[0]
    assert len(first) == 43 and read(camille, first).status_code == 200
    again = camille.get(reverse("calendar-settings", args=[brand.slug])).content.decode()
    assert first not in again and "You have an address since" in again
    post(camille, brand, "calendar-address")
    assert read(camille, first).status_code == 404
    assert CalendarAddress.objects.count() == 1


def test_the_feed_takes_few_questions(client, brand, owner, channel, django_assert_max_num_queries):
    for hour in range(8):
        stage.planned(brand, owner, in_paris(2, 9 + hour, brand=brand) + timedelta(days=hour))
    token = give_address(brand, owner)
    with django_assert_max_num_queries(12):
        read(client, token)
