"""What waits for approval is seen where one looks, and told before it is too late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from pupitre.brands.models import Brand
from pupitre.journal.models import Entry
from pupitre.journal.reading import read
from pupitre.notices.models import Notice
from pupitre.notices.tell import FOLLOWER
from pupitre.publishing import calendar, plan
from pupitre.publishing.approval.ask import answer
from pupitre.publishing.approval.models import Request
from pupitre.publishing.approval.remind import remind
from pupitre.publishing.calendar import Wanted
from pupitre.publishing.chapters import book
from pupitre.publishing.models import Delivery
from pupitre.publishing.tests import stage
from pupitre.publishing.today import overview

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def planned(brand, colleague) -> Delivery:
    """Inès has planned for in half an hour; nobody has approved."""
    Brand.objects.filter(pk=brand.pk).update(approval="one")
    brand.refresh_from_db()
    stage.at_midday(brand)
    stage.paper(brand)
    return stage.planned(brand, colleague, timezone.now() + timedelta(minutes=30))


def faces(brand: Brand, *groups: str) -> list[str]:
    today = timezone.now().astimezone(brand.zone).date()
    wanted = Wanted(groups=frozenset(groups))
    found = calendar.days(brand, today, today + timedelta(days=1), calendar.channels_of(brand), wanted)
    return [tile.face for day in found for tile in day.tiles]


def test_the_calendar_shows_and_finds_what_waits_for_approval(planned, brand, owner):
    assert faces(brand) == faces(brand, "approval") == ["unapproved"]
    answer(Request.objects.get(), owner, True)
    assert faces(brand) == ["planned"] and faces(brand, "approval") == []


def test_the_posts_page_and_today_say_so(planned, brand, owner):
    def code() -> str:
        return book(brand, planned.post_id).chapters[0].course.standing.code

    assert code() == "unapproved_yet" and overview(brand).today[0].unapproved == {planned.pk}
    assert "now" not in book(brand, planned.post_id).chapters[0].course.standing.choices
    answer(Request.objects.get(), owner, True)
    assert code() == "planned" and not overview(brand).today[0].unapproved


def test_an_hour_before_those_who_can_help_are_told_once(planned, brand, owner, colleague):
    assert (remind(), remind()) == (1, 0)
    read(FOLLOWER)
    told = Notice.objects.filter(verb="approval.missing").values_list("member", flat=True)
    assert set(told) == {owner.pk, colleague.pk}


def test_another_time_is_told_of_anew(planned, colleague):
    remind()
    plan.move(planned, timezone.now() + timedelta(minutes=50), colleague)
    assert remind() == 1


def test_what_is_approved_or_far_off_is_not_told_of(planned, brand, owner, colleague):
    answer(Request.objects.get(), owner, True)
    stage.planned(brand, colleague, timezone.now() + timedelta(hours=3), "Another")
    assert remind() == 0 and not Entry.objects.filter(verb="approval.missing").exists()


def test_a_brand_that_asks_for_nothing_is_not_told_of(planned, brand):
    Brand.objects.filter(pk=brand.pk).update(approval="")
    assert remind() == 0
