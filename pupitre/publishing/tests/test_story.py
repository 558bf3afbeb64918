"""The story of a delivery, told by what really happened to it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pupitre.channels import decide, reap, settle, states
from pupitre.channels.attempt import Answer
from pupitre.channels.hold import hold
from pupitre.channels.models import Part
from pupitre.measures.models import Measured, Reading
from pupitre.networks.words import Sent
from pupitre.publishing import plan
from pupitre.publishing.chapters import book
from pupitre.publishing.messages import STANDING, STORY
from pupitre.publishing.tests import stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(brand, owner):
    return stage.paper(brand, owner)


def chapter(delivery):
    told = book(delivery.brand, delivery.post_id, delivery.brand.hold_now())
    return next(each for each in [*told.chapters, *told.dropped] if each.delivery.pk == delivery.pk)


def codes(delivery):
    return [line.code for line in chapter(delivery).course.lines]


def choices(delivery):
    return set(chapter(delivery).course.standing.choices)


def test_planned_by_somebody_and_sent_at_its_second(brand, owner, channel):
    delivery = stage.planned(brand, owner)
    stage.gone(delivery)
    lines = chapter(delivery).course.lines
    assert [line.code for line in lines] == ["planned", "moved", "sent"]
    assert lines[0].params["who"] == "Camille Roux"
    assert lines[2].tone == "good" and lines[2].part == 0


def test_the_answer_got_lost_and_looking_found_it(brand, owner, channel):
    delivery = stage.planned(brand, owner)
    stage.unsure(delivery)
    stage.looked(delivery, "absent", seconds=5)
    stage.looked(delivery, "sent", seconds=35, result=Sent("r-1", "https://paper.example/1"))
    lines = chapter(delivery).course.lines
    assert [line.code for line in lines][2:] == ["broke", "found_create"]
    assert lines[-2].reason.code == "interrupted" and lines[-2].reason.params["host"] == "paper.example"
    assert len(lines[-1].times) == 2 and lines[-1].times[0] < lines[-1].times[1]


def test_looks_that_found_nothing_yet_are_one_line_with_the_next_look(brand, owner, channel):
    delivery = stage.planned(brand, owner)
    stage.unsure(delivery)
    stage.looked(delivery, seconds=5)
    stage.looked(delivery, seconds=35)
    told = chapter(delivery).course
    assert [line.code for line in told.lines][-1] == "looked" and len(told.lines[-1].times) == 2
    assert told.standing.code == "unknown" and told.standing.params["until"] > timezone.now()
    assert choices(delivery) == {"look"}


def test_absent_after_the_last_look_goes_out_again(brand, owner, channel):
    delivery = stage.planned(brand, owner)
    stage.unsure(delivery)
    stage.looked(delivery, seconds=601)
    assert codes(delivery)[-1] == "absent"
    part = stage.armed(delivery)
    assert part.tries == 2
    assert codes(delivery)[-1] == "flying"


def test_a_network_that_nobody_can_read_asks_a_person(brand, owner):
    stage.paper(brand, owner, kind="D")
    delivery = stage.planned(brand, owner)
    stage.unsure(delivery)
    assert codes(delivery)[-2:] == ["broke", "person"]
    assert choices(delivery) == {"there", "again", "leave_out", "look"}
    decide.it_is_there(delivery.sending, "https://paper.example/seen", owner.pk)
    assert codes(delivery)[-1] == "seen"
    assert chapter(delivery).course.standing.code == "gone"


def test_a_dead_worker_is_told_without_a_guess(brand, owner, channel):
    delivery = stage.planned(brand, owner)
    stage.armed(delivery)
    Part.objects.filter(sending=delivery.sending).update(lease_until=timezone.now() - timedelta(seconds=1))
    reap.reap()
    lines = chapter(delivery).course.lines
    assert lines[-1].code == "interrupted" and lines[-1].reason.code == "worker_died"


def test_vain_tries_in_a_row_are_one_line(brand, owner, channel):
    delivery = stage.planned(brand, owner)
    for _ in range(5):
        stage.answered(delivery, "notsent", code="unreachable", params={"host": "paper.example"})
        Part.objects.update(not_before=None)
        type(channel).objects.update(not_before=None)
    lines = chapter(delivery).course.lines
    assert lines[-1].code == "unreached_often" and lines[-1].params["count"] == 5 and len(lines[-1].times) == 2


def test_what_is_refused_before_it_leaves_did_not_leave(brand, owner, channel):
    delivery = stage.planned(brand, owner)
    part = stage.in_hand(delivery)
    settle.settle(part, Answer("refused", code="link_dead", params={"url": "https://lune.example/gone"}))
    stage.refresh(delivery)
    line = chapter(delivery).course.lines[-1]
    assert line.code == "stopped" and line.reason.params["url"] == "https://lune.example/gone"
    assert choices(delivery) == {"as_it_is", "mend", "plan_again", "put_away"}


RIGHT_BUTTONS = {
    states.PLANNED: {"now", "move", "hold", "withdraw"},
    "held": {"release", "now", "move", "withdraw"},
    states.CLAIMED: set(),
    states.ARMED: set(),
    states.SENT: {"see"},
    states.REFUSED: {"mend", "plan_again", "put_away"},
    states.WAITING: {"hold", "withdraw"},
    states.BLOCKED: {"reconnect", "withdraw"},
    states.UNKNOWN: {"look"},
    states.PERSON: {"there", "again", "leave_out", "look"},
    states.LATE: {"now", "move", "withdraw"},
    states.REHEARSED: {"open", "plan_again"},
    states.DROPPED: set(),
}


@pytest.mark.parametrize("state", RIGHT_BUTTONS)
def test_each_state_has_its_words_and_its_buttons(brand, owner, channel, state):
    delivery = stage.in_state(brand, owner, channel, state)
    told = chapter(delivery).course
    assert choices(delivery) == RIGHT_BUTTONS[state]
    assert told.standing.code in STANDING
    assert told.lines and all(line.code in STORY for line in told.lines)


def test_every_verb_of_a_sending_in_the_journal_is_told(brand, owner, channel):
    """A story never leaves out what somebody did."""
    delivery = stage.planned(brand, owner)
    decide.hold_this(delivery.sending, owner.pk)
    decide.release_this(delivery.sending, owner.pk)
    stage.late(delivery)
    decide.send_now(delivery.sending, owner.pk)
    stage.answered(delivery, "refused", code="refused_other", params={"reason": "no"}, raw="no")
    decide.put_away(delivery.sending, owner.pk)
    assert codes(delivery) == ["planned", "held", "released", "late", "again_late", "refused", "put_away"]


def test_the_brands_hold_is_told_where_it_stands(brand, owner, channel):
    delivery = stage.planned(brand, owner)
    hold(brand, "A complaint is spreading", owner)
    told = chapter(delivery).course.standing
    assert told.face == "held" and told.code == "held_all" and told.params["why"] == "A complaint is spreading"


def test_a_thread_tells_of_each_part(brand, owner, channel):
    delivery = stage.planned(brand, owner, text="One", thread=["Two", "Three"])
    stage.gone(delivery, url="https://paper.example/1")
    stage.gone(delivery, url="https://paper.example/2")
    stage.answered(delivery, "refused", code="refused_other", params={"reason": "no"}, raw="no")
    lines = chapter(delivery).course.lines
    assert [(line.code, line.part) for line in lines if line.part] == [("sent", 1), ("sent", 2), ("refused", 3)]
    assert chapter(delivery).course.standing.choices == ("put_away",)
    plan.withdraw(delivery, owner)
    stage.refresh(delivery)
    assert chapter(delivery).course.standing.code == "gone_partly"


def test_counts_that_are_not_told_stay_untold(brand, owner, channel):
    delivery = stage.planned(brand, owner)
    part = stage.gone(delivery)
    assert chapter(delivery).measured is None
    then = timezone.now()
    remote = Part.objects.get(pk=part.pk).remote_id
    row = Measured.objects.create(channel=channel, remote_id=remote, published_at=then, likes=4)
    for minutes, likes in ((5, 1), (60, 4), (180, 9)):
        Reading.objects.create(measured=row, at=then + timedelta(minutes=minutes), likes=likes)
    told = chapter(delivery)
    assert told.measured.likes == 4 and told.measured.views is None
    assert [count for _, count in told.growth] == [1, 4]


def test_a_page_of_ten_channels_takes_six_questions(brand, owner, django_assert_max_num_queries):
    for number in range(10):
        stage.paper(brand, owner, name=f"Sheet {number}")
    delivery = stage.planned(brand, owner)
    with django_assert_max_num_queries(6):
        assert len(book(brand, delivery.post_id).chapters) == 10
