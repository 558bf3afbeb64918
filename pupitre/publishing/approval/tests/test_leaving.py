"""What nobody approved does not leave: judged by what stands on the network, never by what a page says."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from pupitre.brands.models import Brand, Member, Membership
from pupitre.channels import entrust, states
from pupitre.channels.arm import arm
from pupitre.channels.claim import claim
from pupitre.channels.models import Attempt, Part, Sending
from pupitre.channels.send import send
from pupitre.journal.models import Entry
from pupitre.publishing import change, compose, plan
from pupitre.publishing.approval import link as links
from pupitre.publishing.approval.ask import NotAnswered, answer, answer_as_guest, ask
from pupitre.publishing.approval.models import Request
from pupitre.publishing.approval.standing import approval_of, unapproved
from pupitre.publishing.compose import Draft
from pupitre.publishing.models import Delivery, Post
from pupitre.publishing.tests import stage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asking(brand: Brand) -> Brand:
    """Maison Lune asks for one approver."""
    Brand.objects.filter(pk=brand.pk).update(approval="one")
    brand.refresh_from_db()
    return brand


@pytest.fixture
def noe(brand: Brand) -> Member:
    """Noé approves at Maison Lune."""
    noe = Member.objects.create_user("noe@lune.example", "seven-scarves-dry", name="Noé Blanc")
    Membership.objects.create(brand=brand, member=noe, role="approver")
    return noe


def saved(post: Post, by: Member, text: str) -> Post:
    post.refresh_from_db()
    draft = compose.as_draft(post)
    return compose.save(post, Draft({**draft.content, "text": text}, draft.versions, {}), by, post.number)


def request_of(post: Post) -> Request:
    return Request.objects.exclude(state="past").get(post=post)


def leave(delivery: Delivery) -> str:
    """Its time has come: what a worker makes of it; the state of its part."""
    assert delivery.sending
    delivery.sending.refresh_from_db()
    if delivery.sending.state in states.READY:
        entrust.move_to(delivery.sending, timezone.now(), None)
    for part in claim("worker", 10):
        send(part)
    return Part.objects.get(sending=delivery.sending).state


@pytest.fixture
def planned(asking: Brand, colleague: Member) -> Delivery:
    """Inès has written and planned; nobody has approved."""
    stage.paper(asking)
    return stage.planned(asking, colleague)


def test_without_the_setting_nothing_is_asked(brand, colleague):
    stage.paper(brand)
    delivery = stage.planned(brand, colleague)
    assert approval_of(brand, delivery.post).code == "off" and not Request.objects.exists()
    assert leave(delivery) == states.SENT


def test_planning_asks_and_nothing_leaves_without_an_answer(planned, asking):
    assert approval_of(asking, planned.post).code == "open"
    assert unapproved(asking) == {planned.pk}
    assert leave(planned) == states.LATE
    part = Part.objects.get(sending=planned.sending)
    assert part.reason_code == "not_approved" and not Attempt.objects.exists()
    assert Entry.objects.filter(verb="sending.unapproved").count() == 1


def test_what_is_approved_leaves_at_its_time(planned, asking, owner):
    answer(request_of(planned.post), owner, True)
    assert approval_of(asking, planned.post).code == "approved" and not unapproved(asking)
    assert leave(planned) == states.SENT


def test_approved_after_its_time_it_still_waits_for_a_person(planned, owner):
    assert leave(planned) == states.LATE
    answer(request_of(planned.post), owner, True)
    assert leave(planned) == states.LATE, "nothing leaves late by itself"
    assert plan.send_now(planned, owner)
    assert leave(planned) == states.SENT


def test_sending_it_now_all_the_same_does_not_get_it_out(planned, owner):
    assert leave(planned) == states.LATE
    plan.send_now(planned, owner)
    assert leave(planned) == states.LATE and not Attempt.objects.exists()


def test_other_words_need_another_approval(planned, asking, owner, colleague):
    answer(request_of(planned.post), owner, True)
    post = saved(planned.post, colleague, "Four ways")
    assert approval_of(asking, post).code == "changed"
    renewed = plan.renew(post, colleague)
    assert renewed.ok, renewed.objections
    assert approval_of(asking, post).code == "open"
    assert leave(renewed.deliveries[0]) == states.LATE


def test_what_was_planned_with_the_approved_words_leaves_with_them(planned, owner, colleague):
    """A draft that goes on being written does not hold back what was approved, nor change it."""
    answer(request_of(planned.post), owner, True)
    saved(planned.post, colleague, "Four ways")
    assert leave(planned) == states.SENT
    assert Part.objects.get(sending=planned.sending).payload["text"] == "Three ways"


def test_the_same_words_again_are_approved_already(planned, asking, owner, colleague):
    answer(request_of(planned.post), owner, True)
    saved(planned.post, colleague, "Four ways")
    post = saved(planned.post, colleague, "Three ways")
    assert approval_of(asking, post).code == "approved"


def test_an_answer_counts_for_the_text_that_was_read_only(planned, asking, owner, colleague):
    """The approver reads the old text while the author asks for a new one."""
    read = request_of(planned.post)
    post = saved(planned.post, colleague, "Four ways")
    ask(post, colleague)
    with pytest.raises(NotAnswered, match="past"):
        answer(read, owner, True)
    assert leave(planned) == states.LATE


def test_an_edit_and_an_approval_at_once_let_no_unapproved_text_go(planned, asking, owner, colleague):
    """Whoever comes first: what leaves is what was approved, or nothing does."""
    read, post = request_of(planned.post), planned.post

    def edit() -> None:
        try:
            saved(post, colleague, "Four ways")
            plan.renew(Post.objects.get(pk=post.pk), colleague)
        finally:
            connection.close()

    for _ in range(3):
        thread = threading.Thread(target=edit)
        thread.start()
        with suppress(NotAnswered):
            answer(read, owner, True)
        thread.join()
    for delivery in Delivery.objects.current().filter(post=post):
        leave(delivery)
    sent = Part.objects.filter(state=states.SENT).values_list("payload__text", flat=True)
    assert set(sent) <= {"Three ways"}


def test_another_picture_or_another_channel_needs_an_approval_too(planned, asking, owner, colleague):
    answer(request_of(planned.post), owner, True)
    second = stage.paper(asking, name="Second")
    post = Post.objects.get(pk=planned.post_id)
    draft = compose.as_draft(post)
    post = compose.save(post, Draft(draft.content, {**draft.versions, second.pk: {}}, {}), colleague, post.number)
    assert approval_of(asking, post).code == "changed"
    made = plan.plan(post, colleague, timezone.now() + timedelta(hours=1)).deliveries
    assert unapproved(asking) == {made[0].pk}


def test_taken_back_before_it_left_it_does_not_leave(planned, owner):
    answer(request_of(planned.post), owner, True)
    answer(request_of(planned.post), owner, False, "Wait, the price is wrong")
    assert leave(planned) == states.LATE


def test_the_last_door_is_read_under_the_lock(planned, owner):
    """Approved when it was taken in hand, and taken back before its call."""
    answer(request_of(planned.post), owner, True)
    part = stage.in_hand(planned)
    answer(request_of(planned.post), owner, False)
    with transaction.atomic():
        assert not arm(part)
    assert Part.objects.get(pk=part.pk).state == states.LATE


def test_nobody_approves_their_own_words(planned, asking, owner, colleague, noe):
    Membership.objects.filter(member=colleague).update(role="manager")
    with pytest.raises(NotAnswered, match="own"):
        answer(request_of(planned.post), colleague, True)
    verdict = answer(request_of(planned.post), noe, True)
    assert (verdict.name, verdict.alone) == ("Noé Blanc", False)


def test_an_approver_who_changed_the_text_is_its_author(planned, asking, noe, colleague):
    post = saved(planned.post, noe, "Three fine ways")
    with pytest.raises(NotAnswered, match="own"):
        answer(ask(post, colleague), noe, True)


def test_the_only_member_approves_alone_and_it_is_kept(asking, owner):
    stage.paper(asking)
    delivery = stage.planned(asking, owner)
    assert answer(request_of(delivery.post), owner, True).alone
    assert leave(delivery) == states.SENT


def test_approver_then_guest(planned, asking, owner, colleague):
    Brand.objects.filter(pk=asking.pk).update(approval="guest")
    asking.refresh_from_db()
    guest, _token = links.make(planned.post, owner, "Madame Garance")
    with pytest.raises(NotAnswered, match="past"):
        answer_as_guest(request_of(planned.post), guest, True)
    answer(request_of(planned.post), owner, True)
    assert approval_of(asking, planned.post).code == "guest"
    assert unapproved(asking) == {planned.pk}
    answer_as_guest(request_of(planned.post), guest, True)
    assert approval_of(asking, planned.post).code == "approved"
    assert leave(planned) == states.SENT


def test_a_guest_asks_for_a_change(planned, asking, owner, colleague):
    Brand.objects.filter(pk=asking.pk).update(approval="guest")
    asking.refresh_from_db()
    guest, _token = links.make(planned.post, owner, "Madame Garance")
    answer(request_of(planned.post), owner, True)
    answer_as_guest(request_of(planned.post), guest, False, "Not before Monday")
    assert approval_of(asking, planned.post).code == "refused"
    told = Entry.objects.filter(verb="approval.refused").latest("pk")
    assert set(told.particulars["to"]) == {owner.pk, colleague.pk}
    assert leave(planned) == states.LATE


def test_a_guests_yes_is_not_enough_without_the_approvers(planned, asking, owner):
    Brand.objects.filter(pk=asking.pk).update(approval="guest")
    guest, _token = links.make(planned.post, owner, "Madame Garance")
    answer(request_of(planned.post), owner, True)
    answer_as_guest(request_of(planned.post), guest, True)
    answer(request_of(planned.post), owner, False)
    assert leave(planned) == states.LATE


def test_new_words_of_what_is_out_wait_for_approval_and_taking_off_does_not(planned, asking, owner, colleague):
    answer(request_of(planned.post), owner, True)
    assert leave(planned) == states.SENT
    post = saved(planned.post, colleague, "Four ways")
    planned = Delivery.objects.get(pk=planned.pk)
    changed = change.edit(planned, colleague)
    assert changed.sending
    for part in claim("worker", 10):
        send(part)
    assert Part.objects.get(sending=changed.sending).state == states.LATE
    answer(ask(post, colleague), owner, True)
    assert plan.send_now(planned, owner) is False, "the post itself is out"
    Sending.objects.filter(pk=changed.sending.pk).delete()
    assert change.delete(planned, colleague).sending
    for part in claim("worker", 10):
        send(part)
    assert Sending.objects.get(change="delete").state == states.SENT


def test_what_is_to_leave_at_once_is_approved_first(asking, colleague, owner):
    stage.paper(asking)
    post = stage.written(asking, colleague)
    wrong = plan.plan(post, colleague, None)
    assert [o.code for _, o in wrong.objections] == ["approval_first"]
    answer(ask(post, colleague), owner, True)
    assert plan.plan(post, colleague, None).ok
