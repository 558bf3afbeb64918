"""The first page of the day: first steps until they are done, what needs somebody, the plan with its reactions."""

import html
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from pupitre.brands.found import close_brand
from pupitre.brands.models import Brand, Membership
from pupitre.channels.models import Channel
from pupitre.measures.models import DayCount, Measured
from pupitre.networks.paper.sheet import Sheet
from pupitre.publishing import change, compose
from pupitre.publishing.models import Delivery, Post
from pupitre.publishing.tests import stage
from pupitre.web.today.greeting import greeting
from pupitre.web.today.spark import HEIGHT, WIDTH, per_cent, points


@pytest.fixture
def desk(client, owner, brand):
    client.force_login(owner)
    return client


@pytest.fixture
def channel(brand, owner):
    made = stage.paper(brand, owner, "Lune")
    yield made
    Sheet(made.account, {}).forget()


def page(desk, brand, **headers):
    answer = desk.get(f"/b/{brand.slug}/today/", headers=headers)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def steps(desk, brand):
    places = desk.get(f"/b/{brand.slug}/today/").context["places"]
    (block,) = [shown for shown in places["top"] if shown.block.key == "steps"] or [None]
    return block and [step["done"] for step in block.content["steps"]]


def test_first_steps_are_ticked_off_and_disappear(desk, brand, owner, colleague):
    close_brand(brand, owner)
    Membership.objects.filter(member=colleague).delete()
    assert steps(desk, brand) == [False] * 4
    stage.paper(brand, owner, "Lune")
    assert steps(desk, brand) == [True, False, False, False]
    Brand.objects.filter(pk=brand.pk).update(opened_at=timezone.now())
    stage.gone(stage.planned(brand, owner))
    assert steps(desk, brand) == [True, True, True, False]
    Membership.objects.create(brand=brand, member=colleague, role="author")
    assert steps(desk, brand) is None
    Membership.objects.filter(member=colleague).delete()
    assert steps(desk, brand) is None


def test_reading_the_past_is_shown_while_it_lasts(desk, brand, channel):
    Channel.objects.filter(pk=channel.pk).update(backfill={"seen": 80, "done": False, "cursor": "x"})
    assert "Reading the past posts of Lune: 80 so far." in page(desk, brand)
    Channel.objects.filter(pk=channel.pk).update(backfill={"seen": 95, "done": True})
    assert "Reading the past posts" not in page(desk, brand)


def test_first_steps_are_put_away_by_who_may_and_not_by_looking(desk, client, brand, colleague):
    client.force_login(colleague)
    away = f"/b/{brand.slug}/today/steps/away/"
    assert client.post(away).status_code == 403
    client.force_login(brand.memberships.get(role="owner").member)
    assert client.get(away).status_code == 405
    assert "First steps" in page(client, brand)
    client.post(away)
    assert "First steps" not in page(client, brand)


def test_a_demo_has_no_first_steps(desk, brand):
    Brand.objects.filter(pk=brand.pk).update(is_demo=True)
    assert steps(desk, brand) is None


def test_what_needs_somebody_comes_first_with_the_way_to_it(desk, brand, owner, channel):
    assert "What needs you now" not in page(desk, brand)
    delivery = stage.in_state(brand, owner, channel, "refused")
    seen = page(desk, brand)
    assert "What needs you now" in seen and "It is refused" in seen
    assert f'href="{reverse("post", args=[brand.slug, delivery.post_id])}"' in seen


def test_a_change_that_was_refused_is_told_as_such_although_the_post_is_out(desk, brand, owner, channel):
    delivery = stage.planned(brand, owner, text="Two knots")
    stage.gone(delivery)
    post = Post.objects.get(pk=delivery.post_id)
    draft = compose.as_draft(post)
    words = compose.Draft({**draft.content, "text": "Three knots"}, draft.versions, draft.times, draft.at)
    compose.save(post, words, owner, post.number)
    changed = change.edit(Delivery.objects.select_related("post", "channel", "sending").get(), owner)
    stage.answered(delivery, "refused", changed.sending, code="refused_other", params={"reason": "no"}, raw="no")
    seen = page(desk, brand)
    needs = seen[seen.index("What needs you now") :][:2000]
    assert "its new words" in needs and "Refused" in needs and "Out" not in needs[: needs.index("Decide")]


def test_a_channel_to_connect_again_is_among_it(desk, brand, channel):
    Channel.objects.filter(pk=channel.pk).update(state=Channel.RECONNECT, error_code="token_dead")
    seen = page(desk, brand)
    assert "Lune must be connected again" in seen and "%(" not in seen


def test_the_plan_shows_reactions_as_they_are_told(desk, brand, owner, channel):
    delivery = stage.planned(brand, owner, text="Indigo")
    stage.gone(delivery)
    Delivery.objects.filter(pk=delivery.pk).update(remote_id="7")
    Measured.objects.create(channel=channel, remote_id="7", published_at=timezone.now(), likes=1234, comments=0)
    places = desk.get(f"/b/{brand.slug}/today/").context["places"]
    shown = {each.block.key: each.content for each in places["main"]}
    (line,) = [*shown["plan"]["lines"], *shown.get("latest", {"lines": []})["lines"]]
    assert (line.state, line.likes, line.reposts, line.comments) == ("sent", 1234, None, 0)
    seen = page(desk, brand)
    assert "Indigo" in seen and "1,234" in seen
    assert "None" not in seen


def test_channels_of_one_post_are_one_line_and_the_gravest_shows(desk, brand, owner, channel):
    stage.paper(brand, owner, "Atelier")
    delivery = stage.planned(brand, owner, timezone.now() + timedelta(seconds=1))
    other = Delivery.objects.exclude(pk=delivery.pk).get()
    stage.refused(delivery)
    type(other.sending).objects.update(due_at=timezone.now())
    places = desk.get(f"/b/{brand.slug}/today/").context["places"]
    (line,) = next(each.content["lines"] for each in places["main"] if each.block.key == "plan")
    assert (len(line.deliveries), line.state) == (2, "refused")


def test_yesterday_is_told_once_there_is_something_to_tell(desk, brand, channel):
    assert "vs usual" not in page(desk, brand)
    yesterday = (timezone.now().astimezone(brand.zone) - timedelta(days=1)).date()
    for weeks, likes in ((0, 30), (1, 20), (2, 20), (3, 20)):
        DayCount.objects.create(channel=channel, day=yesterday - timedelta(weeks=weeks), likes=likes)
    places = desk.get(f"/b/{brand.slug}/today/").context["places"]
    figures = next(each.content["figures"] for each in places["top"] if each.block.key == "figures")
    assert [(each["figure"].value, each["figure"].change) for each in figures] == [(30, 50)] + [(None, None)] * 3
    assert "not told" in page(desk, brand)


def test_with_htmx_come_the_blocks_alone(desk, brand):
    assert "<html" in page(desk, brand)
    assert "<html" not in page(desk, brand, HX_Request="true")


def test_another_brand_s_day_is_not_shown(desk, brand, other_brand, outsider):
    stage.paper(other_brand, outsider, "Bear")
    stage.refused(stage.planned(other_brand, outsider, text="Bear's own"))
    seen = page(desk, brand)
    assert "Bear" not in seen


WORDS = {"Good evening": (0, 4, 18, 23), "Good morning": (5, 11), "Good afternoon": (12, 17)}


@pytest.mark.parametrize(("hour", "words"), [(hour, words) for words, hours in WORDS.items() for hour in hours])
def test_greeted_by_ones_own_clock(hour, words):
    assert greeting(datetime(2026, 11, 24, hour), "Camille") == f"{words}, Camille"


@given(st.lists(st.none() | st.integers(-1000, 10**9), min_size=2, max_size=30))
def test_a_spark_stays_in_its_box(values):
    drawn = [tuple(map(float, pair.split(","))) for pair in points(values).split()]
    told = [value for value in values if value is not None]
    assert len(drawn) == (len(told) if len(told) > 1 else 0)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in drawn)
    assert [x for x, _ in drawn] == sorted(x for x, _ in drawn)


@pytest.mark.parametrize("values", [[], [None], [3], [None, 3]])
def test_less_than_two_days_draw_nothing(values):
    assert points(values) == ""


@pytest.mark.parametrize(
    ("language", "change", "words"),
    [
        ("en", 18, "+18%"),
        ("en", -4, "−4%"),
        ("fr", 18, "+18\N{NARROW NO-BREAK SPACE}%"),
        ("fr", 0, "0\N{NARROW NO-BREAK SPACE}%"),
        ("en", None, ""),
    ],
)
def test_a_change_is_written_as_its_reader_writes_it(language, change, words):
    with translation.override(language):
        assert per_cent(change) == words


def test_after_a_restore_everybody_sees_what_is_looked_for(client, owner, brand):
    from pupitre.channels import gap

    gap.open_gaps(timezone.now() - timedelta(hours=1))
    client.force_login(owner)
    page = client.get(f"/b/{brand.slug}/today/").content.decode()
    assert "Restored from a backup: nothing leaves yet." in page and "Nothing was due meanwhile." in page
    gap.close_gaps()
    assert "Restored from a backup" not in client.get(f"/b/{brand.slug}/today/").content.decode()
