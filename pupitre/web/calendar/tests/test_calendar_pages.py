"""The calendar's pages through the door: who sees what, moves, nights when the clocks change, size."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pupitre.brands.models import Membership
from pupitre.channels.hold import hold
from pupitre.channels.models import Sending
from pupitre.publishing.models import Version
from pupitre.publishing.tests import stage

pytestmark = pytest.mark.django_db
HTMX = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def channel(brand, owner):
    return stage.paper(brand, owner, name="Blue")


@pytest.fixture
def camille(client, owner):
    client.force_login(owner)
    return client


def address(brand, name="calendar", **query):
    tail = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(name, args=[brand.slug]) + (f"?{tail}" if tail else "")


def in_paris(days=0, hour=9, minute=0, brand=None):
    local = timezone.now().astimezone(brand.zone) + timedelta(days=days)
    return local.replace(hour=hour, minute=minute, second=0, microsecond=0)


def wall(at):
    return at.strftime("%Y-%m-%dT%H:%M")


def moved(client, brand, at, rows="", **more):
    asked = {"rows": rows, "at": at, "how": "dropped", **more}
    return client.post(address(brand, "calendar-moves", view="month"), asked, **HTMX)


def due(delivery):
    return Sending.objects.get(pk=delivery.sending_id).due_at


def test_every_state_is_drawn_with_its_shape_and_its_word(camille, brand, owner, channel):
    for state in sorted(stage.STATES, key=lambda state: state == "blocked"):
        stage.in_state(brand, owner, channel, state)
    stage.written(brand, owner, at=in_paris(1, 17, brand=brand))
    words = {"planned": "Planned", "held": "Held", "leaving": "Leaving", "gone": "Out", "refused": "Refused"}
    words |= {"waiting": "Waiting for the network", "blocked": "Channel closed", "unknown": "Looking for it"}
    words |= {"asks": "Is it out?", "late": "Late", "rehearsed": "Rehearsed", "draft": "Draft"}
    page = ""
    for day in (-1, 0, 1):  # late was due forty minutes ago: yesterday, just after midnight
        page += camille.get(address(brand, view="day", on=in_paris(day, brand=brand).date())).content.decode()
    for face, word in words.items():
        assert f"tile is-{face}" in page, face
        assert f'href="#face-{face}"' in page and f'id="face-{face}"' in page
        assert f'<span class="tile-face">{word}</span>' in page


def test_today_is_marked_and_a_full_day_says_how_much_more(camille, brand, owner, channel):
    for minute in range(6):
        stage.planned(brand, owner, in_paris(1, 9, minute, brand), text=f"Post {minute}")
    page = camille.get(address(brand, view="month", on=in_paris(1, brand=brand).date())).content.decode()
    assert page.count('aria-current="date"') <= 1
    assert "3 more" in page and "Post 5" not in page
    day = camille.get(address(brand, view="day", on=in_paris(1, brand=brand).date())).content.decode()
    assert "Post 5" in day


def test_narrowed_and_links_keep_what_is_shown(camille, brand, owner, channel):
    red = stage.paper(brand, owner, name="Red")
    blue_only = stage.planned(brand, owner, in_paris(1, 9, brand=brand), text="Everywhere")
    blue_only.post.deliveries.filter(channel=red).delete()
    page = camille.get(address(brand, view="week", on=in_paris(1, brand=brand).date(), channel=red.pk)).content.decode()
    assert "Everywhere" not in page and "Nothing here fits what is shown" in page
    assert f"view=week&amp;channel={red.pk}" in page
    page = camille.get(
        address(brand, view="week", on=in_paris(1, brand=brand).date(), state="planned")
    ).content.decode()
    assert "Everywhere" in page


@pytest.mark.parametrize(
    "query", [{"on": "nonsense"}, {"on": "0001-01-01"}, {"view": "year"}, {"channel": "x"}, {"state": "?"}]
)
def test_a_strange_address_shows_the_month_of_today(camille, brand, query):
    page = camille.get(address(brand, **query))
    assert page.status_code == 200 and 'data-view="month"' in page.content.decode()


def test_plus_begins_a_post_at_that_days_time(camille, brand, channel):
    brand.hours = {str(day): [["10:30", "18:00"]] for day in range(7)}
    brand.save()
    day = in_paris(2, brand=brand).date()
    page = camille.get(address(brand, view="day", on=day)).content.decode()
    assert f'href="{reverse("compose", args=[brand.slug])}?at={day}T10:30"' in page
    yesterday = in_paris(-1, brand=brand).date()
    assert "?at=" not in camille.get(address(brand, view="day", on=yesterday)).content.decode()


def test_a_drop_on_another_day_keeps_the_hour_and_can_be_undone(camille, brand, owner, channel):
    red = stage.paper(brand, owner, name="Red")
    first = stage.planned(brand, owner, in_paris(1, 9, brand=brand))
    second = first.post.deliveries.exclude(pk=first.pk).get()
    assert red.pk in {first.channel_id, second.channel_id}
    answer = moved(camille, brand, wall(in_paris(3, 9, brand=brand)), rows=f"{first.pk},{second.pk}")
    assert answer.status_code == 200 and 'id="calendar"' in answer.content.decode()
    assert "Moved to" in json.loads(answer["HX-Trigger"])["calendar:moved"]["words"]
    assert due(first) == due(second) == in_paris(3, 9, brand=brand)
    moved(camille, brand, wall(in_paris(1, 9, brand=brand)), rows=f"{first.pk},{second.pk}")
    assert due(first) == due(second) == in_paris(1, 9, brand=brand)


def said(answer):
    return " ".join(toast["text"] for toast in json.loads(answer["HX-Trigger"])["toasts"])


def test_the_past_and_what_is_gone_are_refused_in_words(camille, brand, owner, channel):
    delivery = stage.planned(brand, owner, in_paris(2, 9, brand=brand))
    answer = moved(camille, brand, wall(in_paris(-1, 9, brand=brand)), rows=delivery.pk)
    assert "This time is past" in said(answer) and 'id="calendar"' in answer.content.decode()
    stage.gone(delivery)
    answer = moved(camille, brand, wall(in_paris(4, 9, brand=brand)), rows=delivery.pk)
    assert "It is too late for that" in said(answer)
    assert "calendar:moved" not in answer["HX-Trigger"]


def test_a_draft_moves_and_so_does_a_version_with_its_own_time(camille, brand, owner, channel):
    post = stage.written(brand, owner, at=in_paris(1, 9, brand=brand))
    moved(camille, brand, wall(in_paris(2, 9, brand=brand)), draft=post.pk, whole="1")
    post.refresh_from_db()
    assert post.draft_at == in_paris(2, 9, brand=brand)
    version = post.versions.get()
    Version.objects.filter(pk=version.pk).update(own_at=in_paris(3, 9, brand=brand))
    moved(camille, brand, wall(in_paris(4, 9, brand=brand)), rows=version.pk, draft=post.pk, whole="0")
    version.refresh_from_db()
    post.refresh_from_db()
    assert version.own_at == in_paris(4, 9, brand=brand) and post.draft_at == in_paris(2, 9, brand=brand)


def clock_change(brand, forward):
    """The next night in Paris when the clocks go forward, or back."""
    day = timezone.now().date() + timedelta(days=2)
    step = timedelta(hours=1) if forward else -timedelta(hours=1)
    while True:
        before, after = (datetime.combine(day + timedelta(days=n), datetime.min.time(), brand.zone) for n in (0, 1))
        if (after.utcoffset() or timedelta()) - (before.utcoffset() or timedelta()) == step:
            return day
        day += timedelta(days=1)


def test_dropped_on_a_night_when_the_clocks_change(camille, brand, owner, channel):
    delivery = stage.planned(brand, owner, in_paris(1, 2, 30, brand))
    gap, double = clock_change(brand, True), clock_change(brand, False)
    moved(camille, brand, f"{gap}T02:30", rows=delivery.pk)
    assert due(delivery).astimezone(brand.zone).strftime("%d %H:%M") == f"{gap:%d} 03:00"
    moved(camille, brand, f"{double}T02:30", rows=delivery.pk)
    assert due(delivery) == datetime(double.year, double.month, double.day, 0, 30, tzinfo=UTC)


def test_written_on_such_a_night_the_dialog_asks_which_is_meant(camille, brand, owner, channel):
    delivery = stage.planned(brand, owner, in_paris(1, 9, brand=brand))
    double = clock_change(brand, False)
    before = due(delivery)
    answer = moved(camille, brand, f"{double}T02:30", rows=delivery.pk, how="")
    page = answer.content.decode()
    assert answer["HX-Retarget"] == "#move-choice" and due(delivery) == before
    assert "comes twice" in page and page.count('name="exact"') == 2
    exact = f"{double}T02:30+01:00"
    assert exact in page
    moved(camille, brand, f"{double}T02:30", rows=delivery.pk, how="", exact=exact)
    assert due(delivery) == datetime(double.year, double.month, double.day, 1, 30, tzinfo=UTC)


def test_what_stands_in_the_way_is_said_in_the_dialog(camille, brand, owner, channel):
    delivery = stage.planned(brand, owner, in_paris(1, 9, brand=brand))
    answer = moved(camille, brand, wall(in_paris(-1, 9, brand=brand)), rows=delivery.pk, how="")
    assert answer["HX-Retarget"] == "#move-choice" and "This time is past" in answer.content.decode()
    answer = moved(camille, brand, "soon", rows=delivery.pk, how="")
    assert "This is not a time" in answer.content.decode()


@pytest.mark.parametrize("asked", [{"rows": "x"}, {"draft": "x"}])
def test_what_no_page_sends_is_refused(camille, brand, asked):
    assert moved(camille, brand, "2030-01-01T09:00", **asked).status_code == 400


def test_another_brands_things_do_not_move(client, brand, other_brand, owner, outsider, channel):
    delivery = stage.planned(brand, owner, in_paris(1, 9, brand=brand))
    post = stage.written(brand, owner, at=in_paris(1, 9, brand=brand))
    client.force_login(outsider)
    assert client.get(address(brand)).status_code == 404
    assert moved(client, brand, wall(in_paris(2, 9, brand=brand)), rows=delivery.pk).status_code == 404
    moved(client, other_brand, wall(in_paris(2, 9, brand=brand)), rows=delivery.pk)
    assert moved(client, other_brand, wall(in_paris(2, 9, brand=brand)), draft=post.pk).status_code == 404
    post.refresh_from_db()
    assert due(delivery) == post.draft_at == in_paris(1, 9, brand=brand)


def test_a_guest_sees_and_moves_nothing(client, brand, owner, outsider, channel):
    Membership.objects.create(brand=brand, member=outsider, role="guest")
    delivery = stage.planned(brand, owner, in_paris(1, 9, brand=brand), text="Seen by all")
    client.force_login(outsider)
    page = client.get(address(brand, view="day", on=in_paris(1, brand=brand).date())).content.decode()
    assert "Seen by all" in page
    assert 'draggable="true"' not in page and "data-move" not in page and "?at=" not in page and 'id="move"' not in page
    assert moved(client, brand, wall(in_paris(2, 9, brand=brand)), rows=delivery.pk).status_code == 403


def test_a_colleague_reads_it_in_french_and_in_the_brands_zone(client, brand, owner, colleague, channel):
    colleague.time_zone = "America/Montreal"
    colleague.save()
    stage.planned(brand, owner, in_paris(1, 9, brand=brand), text="Bonjour")
    client.force_login(colleague)
    page = client.get(address(brand, view="day", on=in_paris(1, brand=brand).date())).content.decode()
    assert "<time>09:00</time>" in page and 'lang="fr"' in page


def test_the_brands_hold_is_seen_on_the_tiles(camille, brand, owner, channel):
    stage.planned(brand, owner, in_paris(1, 9, brand=brand))
    hold(brand, "Storm", owner)
    page = camille.get(address(brand, view="day", on=in_paris(1, brand=brand).date())).content.decode()
    assert "tile is-held" in page and "Storm" in page


def test_a_signed_out_visitor_is_sent_to_sign_in(client, brand):
    answer = client.get(address(brand))
    assert answer.status_code == 302 and "sign-in" in answer["Location"]


def full_month(brand, owner, posts):
    """Posts of one month, in rows: states are not what is measured here."""
    from pupitre.publishing.models import Delivery, Post

    channels = [stage.paper(brand, owner, name=f"Sheet {number}") for number in range(10)]
    start = datetime(2027, 3, 1, 7, tzinfo=UTC)
    made = Post.objects.bulk_create(
        Post(brand=brand, by=owner, content={"text": f"Post {n} " * 20}) for n in range(posts)
    )
    for number, post in enumerate(made):
        at = start + timedelta(minutes=number * 31 * 24 * 60 // posts)
        rows = [
            Delivery.objects.create(brand=brand, post=post, channel=channel, says=post.content, by=owner)
            for channel in channels[number % 10 :][:2]
        ]
        for row in rows:
            row.sending = Sending.objects.create(
                brand=brand, channel=row.channel, subject_kind="delivery", subject_id=row.pk, due_at=at
            )
            row.save(update_fields=["sending"])


@pytest.mark.parametrize("view", ["month", "week", "day"])
def test_a_full_month_takes_few_questions_and_little_room(camille, brand, owner, django_assert_max_num_queries, view):
    full_month(brand, owner, 600)
    camille.get(address(brand))
    with django_assert_max_num_queries(12):
        answer = camille.get(address(brand, view=view, on=date(2027, 3, 17)))
    assert len(answer.content) < 160_000
    assert answer.content.decode().count('class="tile ') > 10
