"""A post's page through the door: every state's words and buttons, each button's deed, who may, whose it is."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pupitre.brands.models import Membership
from pupitre.channels import states
from pupitre.channels.hold import hold
from pupitre.channels.models import Channel, Part, Sending
from pupitre.measures.models import Measured, Reading
from pupitre.networks.words import Sent
from pupitre.publishing import change, compose
from pupitre.publishing.models import Delivery, Post
from pupitre.publishing.tests import stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(brand, owner):
    return stage.paper(brand, owner, name="Blue")


@pytest.fixture
def camille(client, owner):
    client.force_login(owner)
    return client


def page(client, delivery):
    answer = client.get(reverse("post", args=[delivery.brand.slug, delivery.post_id]))
    assert answer.status_code == 200
    return answer.content.decode()


def press(client, delivery, name, sending=None, follow=True, **fields):
    """Press a button of the page; the page that answers."""
    about = delivery.pk if name.startswith("delivery-") else (sending or delivery.sending).pk
    address = reverse(name, args=[delivery.brand.slug, about])
    return client.post(address, fields, follow=follow)


def offers(shown, delivery, name, sending=None):
    about = delivery.pk if name.startswith("delivery-") else (sending or delivery.sending).pk
    return reverse(name, args=[delivery.brand.slug, about]) in shown


def now_in(delivery):
    stage.refresh(delivery)
    return delivery.sending


def wall(delivery, days=2):
    return (timezone.now().astimezone(delivery.brand.zone) + timedelta(days=days)).strftime("%Y-%m-%dT09:30")


ALL = [
    "delivery-time",
    "delivery-plan",
    "delivery-edition",
    "delivery-deletion",
    "sending-departure",
    "sending-arrival",
    "sending-repetition",
    "sending-omission",
    "sending-withdrawal",
    "sending-hold",
    "sending-release",
    "sending-settlement",
]
BUTTONS = {
    states.PLANNED: ["sending-departure", "delivery-time", "sending-hold", "sending-withdrawal"],
    "held": ["sending-release", "sending-departure", "delivery-time", "sending-withdrawal"],
    states.CLAIMED: [],
    states.ARMED: [],
    states.SENT: ["delivery-deletion"],
    states.REFUSED: ["delivery-plan", "sending-settlement"],
    states.WAITING: ["sending-hold", "sending-withdrawal"],
    states.BLOCKED: ["sending-withdrawal"],
    states.UNKNOWN: [],
    states.PERSON: ["sending-arrival", "sending-repetition", "sending-omission"],
    states.LATE: ["sending-departure", "delivery-time", "sending-withdrawal"],
    states.REHEARSED: ["delivery-plan"],
    states.DROPPED: [],
}


@pytest.mark.parametrize("state", BUTTONS)
def test_every_state_has_its_own_buttons_and_no_others(camille, brand, owner, channel, state):
    delivery = stage.in_state(brand, owner, channel, state)
    shown = page(camille, delivery)
    assert [name for name in ALL if offers(shown, delivery, name)] == [name for name in ALL if name in BUTTONS[state]]


def test_words_for_what_a_person_must_decide(camille, brand, owner, channel):
    delivery = stage.in_state(brand, owner, channel, states.REFUSED)
    shown = page(camille, delivery)
    assert "refused it: “too blue”" in shown  # the reason in words
    assert "400 too blue" in shown  # and the network's own
    assert reverse("draft", args=[brand.slug, delivery.post_id]) in shown
    blocked = stage.in_state(brand, owner, channel, states.BLOCKED)
    assert reverse("channels", args=[brand.slug]) in page(camille, blocked)


def test_unknown_tells_when_we_look_next_and_offers_no_guess(camille, brand, owner, channel):
    delivery = stage.planned(brand, owner)
    Channel.objects.filter(pk=channel.pk).update(url="https://paper.example/@blue")
    stage.unsure(delivery)
    stage.looked(delivery)
    shown = page(camille, delivery)
    at = Part.objects.get(sending=delivery.sending).look_at.astimezone(brand.zone)
    assert f"{at:%H:%M:%S}" in shown and "Nobody knows yet whether it is out" in shown
    assert 'href="https://paper.example/@blue"' in shown and "Send it again" not in shown


def test_send_now_before_its_time(camille, brand, owner, channel):
    delivery = stage.in_state(brand, owner, channel, states.PLANNED)
    press(camille, delivery, "sending-departure")
    assert now_in(delivery).due_at <= timezone.now() and delivery.state == states.PLANNED


def test_send_now_lets_go_of_a_hold_by_hand(camille, brand, owner, channel):
    delivery = stage.in_state(brand, owner, channel, "held")
    press(camille, delivery, "sending-departure")
    assert not now_in(delivery).held and delivery.sending.due_at <= timezone.now()


def test_late_leaves_now_or_gets_another_time_or_is_dropped(camille, brand, owner, channel):
    first, second, third = (stage.in_state(brand, owner, channel, states.LATE) for _ in range(3))
    press(camille, first, "sending-departure")
    assert now_in(first).state == states.PLANNED and stage.claim(stage.WORKER, 10)
    press(camille, second, "delivery-time", at=wall(second))
    assert now_in(second).state == states.PLANNED and second.sending.due_at > timezone.now()
    press(camille, third, "sending-withdrawal")
    assert now_in(third).state == states.DROPPED


def test_another_time(camille, brand, owner, channel):
    delivery = stage.in_state(brand, owner, channel, states.PLANNED)
    answer = press(camille, delivery, "delivery-time", at=wall(delivery))
    local = now_in(delivery).due_at.astimezone(brand.zone)
    assert f"{local:%Y-%m-%dT%H:%M}" == wall(delivery) and "Moved to" in answer.content.decode()
    answer = press(camille, delivery, "delivery-time", at="2020-01-01T09:00")
    assert "This time is past" in answer.content.decode() and now_in(delivery).due_at.astimezone(brand.zone) == local
    answer = press(camille, delivery, "delivery-time", at="")
    assert "This is not a time" in answer.content.decode()


def test_a_wrong_time_is_said_in_the_dialog(camille, brand, owner, channel):
    delivery = stage.in_state(brand, owner, channel, states.PLANNED)
    address = reverse("delivery-time", args=[brand.slug, delivery.pk])
    answer = camille.post(address, {"at": "2020-01-01T09:00"}, headers={"HX-Request": "true"})
    assert answer["HX-Retarget"] == "#time-choice" and "This time is past" in answer.content.decode()


def test_hold_and_let_go(camille, brand, owner, channel):
    delivery = stage.in_state(brand, owner, channel, states.PLANNED)
    press(camille, delivery, "sending-hold")
    press(camille, delivery, "sending-hold")
    assert now_in(delivery).held
    press(camille, delivery, "sending-release")
    assert not now_in(delivery).held


def test_off_the_plan_and_still_in_the_draft(camille, brand, owner, channel):
    delivery = stage.in_state(brand, owner, channel, states.PLANNED)
    press(camille, delivery, "sending-withdrawal")
    assert now_in(delivery).state == states.DROPPED
    assert delivery.post in Post.objects.drafts() and "It is planned" in page(camille, delivery)


def test_it_is_there_with_a_link_or_without(camille, brand, owner):
    stage.paper(brand, owner, kind="D")
    first, second = (stage.in_state(brand, owner, None, states.PERSON) for _ in range(2))
    press(camille, first, "sending-arrival", url="https://paper.example/seen")
    assert now_in(first).state == states.SENT
    assert Part.objects.get(sending=first.sending).remote_url == "https://paper.example/seen"
    assert "https://paper.example/seen" in page(camille, first)
    press(camille, second, "sending-arrival", url="")
    assert now_in(second).state == states.SENT


def test_a_link_that_is_none_is_refused_in_words(camille, brand, owner):
    stage.paper(brand, owner, kind="D")
    delivery = stage.in_state(brand, owner, None, states.PERSON)
    answer = press(camille, delivery, "sending-arrival", url="javascript:alert(1)")
    assert "This is not a link" in answer.content.decode() and now_in(delivery).state == states.PERSON


def test_send_it_again_with_the_same_key_and_only_once(camille, brand, owner):
    stage.paper(brand, owner, kind="D")
    delivery = stage.in_state(brand, owner, None, states.PERSON)
    key = Part.objects.get(sending=delivery.sending).key
    press(camille, delivery, "sending-repetition")
    assert now_in(delivery).state == states.PLANNED and Part.objects.get(sending=delivery.sending).key == key
    stage.armed(delivery)
    answer = press(camille, delivery, "sending-repetition")
    assert "Nothing was sent twice" in answer.content.decode()


@pytest.mark.parametrize("deed", ["sending-departure", "sending-withdrawal"])
def test_a_page_that_is_older_than_the_doubt_decides_nothing(camille, brand, owner, deed):
    """Who saw "late" did not look whether it is there: neither sent again nor said not to be out."""
    stage.paper(brand, owner, kind="D")
    delivery = stage.in_state(brand, owner, None, states.PERSON)
    press(camille, delivery, deed)
    assert now_in(delivery).state == states.PERSON


def test_leave_out_what_nobody_saw(camille, brand, owner):
    stage.paper(brand, owner, kind="D")
    delivery = stage.in_state(brand, owner, None, states.PERSON)
    press(camille, delivery, "sending-omission")
    assert now_in(delivery).state == states.DROPPED


def test_refused_is_mended_and_planned_again(camille, brand, owner, channel):
    delivery = stage.in_state(brand, owner, channel, states.REFUSED)
    press(camille, delivery, "delivery-plan", at=wall(delivery))
    assert now_in(delivery).state == states.DROPPED
    again = Delivery.objects.current().get(post=delivery.post)
    assert again.state == states.PLANNED and again.channel_id == delivery.channel_id


def test_refused_stays_when_something_still_stands_in_the_way(camille, brand, owner, channel):
    delivery = stage.in_state(brand, owner, channel, states.REFUSED)
    Post.objects.filter(pk=delivery.post_id).update(content={"text": "x" * 501})
    answer = press(camille, delivery, "delivery-plan", at=wall(delivery))
    assert "1 characters too long" in answer.content.decode() and now_in(delivery).state == states.REFUSED


def test_refused_is_put_away(camille, brand, owner, channel):
    delivery = stage.in_state(brand, owner, channel, states.REFUSED)
    press(camille, delivery, "sending-settlement")
    assert now_in(delivery).settled_at and not offers(page(camille, delivery), delivery, "sending-settlement")


def test_a_dead_link_is_sent_as_it_is(camille, brand, owner, channel):
    delivery = stage.planned(brand, owner)
    part = stage.in_hand(delivery)
    stage.settle.settle(part, stage.Answer("refused", code="link_dead", params={"url": "https://lune.example/x"}))
    shown = page(camille, delivery)
    assert "Send it as it is" in shown
    press(camille, delivery, "sending-departure")
    assert now_in(delivery).state == states.PLANNED
    assert Part.objects.get(sending=delivery.sending).reason_code == "link_dead"  # links.py asks no second time


def test_rehearsed_opens_the_brand_or_is_planned_again(camille, brand, owner, channel):
    delivery = stage.in_state(brand, owner, channel, states.REHEARSED)
    assert reverse("opening", args=[brand.slug]) in page(camille, delivery)
    press(camille, delivery, "delivery-plan", at=wall(delivery))
    assert Delivery.objects.current().get(post=delivery.post, sending__state=states.PLANNED).pk != delivery.pk


def out_with_new_words(brand, owner):
    delivery = stage.planned(brand, owner, text="Thre ways")
    stage.gone(delivery)
    post = delivery.post
    post.refresh_from_db()
    kept = compose.as_draft(post)
    draft = compose.Draft({**kept.content, "text": "Three ways"}, kept.versions, kept.times, kept.at)
    compose.save(post, draft, owner, post.number)
    return delivery


def changes(delivery):
    return Sending.objects.about("delivery", [delivery.pk]).exclude(change="create")


def test_changed_on_the_network_once(camille, brand, owner, channel):
    delivery = out_with_new_words(brand, owner)
    assert offers(page(camille, delivery), delivery, "delivery-edition")
    press(camille, delivery, "delivery-edition")
    press(camille, delivery, "delivery-edition")
    sending = changes(delivery).get()
    assert sending.parts.get().payload["text"] == "Three ways"
    shown = page(camille, delivery)
    assert "Changing its words" in shown and not offers(shown, delivery, "delivery-edition")
    stage.gone(delivery, sending=sending)
    change.put_right(sending)
    assert "Three ways" in page(camille, delivery) and "Thre ways" not in page(camille, delivery)


def test_a_change_can_be_called_off(camille, brand, owner, channel):
    delivery = out_with_new_words(brand, owner)
    press(camille, delivery, "delivery-edition")
    press(camille, delivery, "sending-withdrawal", sending=changes(delivery).get())
    assert changes(delivery).get().state == states.DROPPED and now_in(delivery).state == states.SENT


def test_a_refused_change_tells_why_and_is_put_away(camille, brand, owner, channel):
    delivery = out_with_new_words(brand, owner)
    press(camille, delivery, "delivery-edition")
    sending = changes(delivery).get()
    stage.answered(delivery, "refused", sending, code="refused_other", params={"reason": "too late"}, raw="403")
    assert "too late" in page(camille, delivery)
    press(camille, delivery, "sending-settlement", sending=sending)
    sending.refresh_from_db()
    assert sending.settled_at


def test_taken_off_the_network(camille, brand, owner, channel):
    delivery = stage.in_state(brand, owner, channel, states.SENT)
    press(camille, delivery, "delivery-deletion")
    press(camille, delivery, "delivery-deletion")
    sending = changes(delivery).get()
    assert sending.change == "delete" and not offers(page(camille, delivery), delivery, "delivery-deletion")
    stage.gone(delivery, sending=sending)
    shown = page(camille, delivery)
    assert "face-tag is-taken_off" in shown and not offers(shown, delivery, "delivery-deletion")


def test_where_a_network_lets_nothing_be_changed_it_says_so(camille, brand, owner, channel, monkeypatch):
    from dataclasses import replace

    card = channel.card
    rules = replace(card.rules({}), edits=False, deletes=False)
    stiff = replace(card, rules=lambda facts: rules, lacks=lambda facts: {"edit": "edit_none"})
    monkeypatch.setattr("pupitre.networks.registry.card", lambda key: stiff)
    delivery = stage.in_state(brand, owner, channel, states.SENT)
    shown = page(camille, delivery)
    assert "does not let a post be changed once it is out" in shown and "does not let us delete a post" in shown
    assert not offers(shown, delivery, "delivery-deletion") and not offers(shown, delivery, "delivery-edition")
    answer = press(camille, delivery, "delivery-deletion")
    assert "does not let us delete a post" in answer.content.decode() and not changes(delivery).exists()


def test_reactions_as_told_and_how_they_grew(camille, brand, owner, channel):
    delivery = stage.planned(brand, owner)
    part = stage.gone(delivery)
    remote = Part.objects.get(pk=part.pk).remote_id
    at = timezone.now()
    row = Measured.objects.create(
        channel=channel, remote_id=remote, published_at=at, read_at=at, likes=1234, comments=0
    )
    for minutes, likes in ((5, 200), (60, 1000), (115, 1234)):
        Reading.objects.create(measured=row, at=at + timedelta(minutes=minutes), likes=likes, comments=0)
    shown = page(camille, delivery)
    assert "1,234" in shown and "not told" in shown and "<dd>0</dd>" in shown
    assert "Reactions in its first two hours: 1,234 after 115 minutes" in shown and "<polyline" in shown


def test_a_thread_shows_each_part_with_its_own_link(camille, brand, owner, channel):
    delivery = stage.planned(brand, owner, text="One", thread=["Two", "Three"])
    stage.gone(delivery, url="https://paper.example/one")
    stage.gone(delivery, url="https://paper.example/two")
    shown = page(camille, delivery)
    assert 'href="https://paper.example/one"' in shown and 'href="https://paper.example/two"' in shown
    assert "Part 3" in shown and shown.count("face-tag is-planned") >= 1


def test_the_story_is_told_with_its_times(camille, brand, owner, channel):
    delivery = stage.planned(brand, owner)
    stage.unsure(delivery)
    stage.looked(delivery, seconds=5)
    stage.looked(delivery, "sent", seconds=35, result=Sent("r-1", "https://paper.example/1"))
    shown = page(camille, delivery)
    assert "Planned by Camille Roux for" in shown
    assert "The connection with paper.example broke before the answer came." in shown
    assert "We looked at" in shown and "it is there." in shown


def test_what_stands_in_a_post_never_runs(camille, brand, owner, channel):
    bad = '<script>alert(1)</script><img src=x onerror="alert(1)">'
    delivery = stage.planned(brand, owner, text=bad, thread=[bad])
    stage.answered(delivery, "refused", code="refused_other", params={"reason": bad}, raw=bad)
    shown = page(camille, delivery)
    assert "<script>alert" not in shown and "<img src=x" not in shown


def test_a_draft_says_that_nothing_is_planned(camille, brand, owner, channel):
    post = stage.written(brand, owner, text="Still writing")
    shown = camille.get(reverse("post", args=[brand.slug, post.pk])).content.decode()
    assert "Nothing of it is planned" in shown and "Still writing" in shown
    assert reverse("draft-copy", args=[brand.slug, post.pk]) in shown


def test_the_brands_hold_is_named(camille, brand, owner, channel):
    delivery = stage.in_state(brand, owner, channel, states.PLANNED)
    hold(brand, "A storm", owner)
    shown = page(camille, delivery)
    assert "Everything is held (“A storm”)" in shown and not offers(shown, delivery, "sending-departure")


def test_times_are_the_brands(client, brand, owner, colleague, channel):
    colleague.time_zone = "Asia/Tokyo"
    colleague.save()
    delivery = stage.planned(brand, owner)
    at = now_in(delivery).due_at.astimezone(brand.zone)
    client.force_login(colleague)
    shown = page(client, delivery)
    assert f"{at:%H:%M}" in shown and "Europe/Paris" in shown and 'lang="fr"' in shown


@pytest.mark.parametrize("name", ALL)
def test_another_brands_deliveries_are_not_there(client, brand, other_brand, owner, outsider, channel, name):
    delivery = stage.in_state(brand, owner, channel, states.PLANNED)
    about = delivery.pk if name.startswith("delivery-") else delivery.sending_id
    client.force_login(outsider)
    for slug in (brand.slug, other_brand.slug):
        assert client.post(reverse(name, args=[slug, about]), {"at": "2030-01-01T09:00"}).status_code == 404
        assert client.get(reverse("post", args=[slug, delivery.post_id])).status_code == 404
    assert now_in(delivery).state == states.PLANNED and not delivery.sending.held


@pytest.mark.parametrize("name", ALL)
def test_a_guest_looks_and_does_nothing(client, brand, owner, outsider, channel, name):
    Membership.objects.create(brand=brand, member=outsider, role="guest")
    delivery = stage.in_state(brand, owner, channel, states.PLANNED)
    client.force_login(outsider)
    assert not offers(page(client, delivery), delivery, name)
    assert press(client, delivery, name, follow=False, at="2030-01-01T09:00").status_code == 403
    assert now_in(delivery).state == states.PLANNED and not delivery.sending.held


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_done_by_looking(camille, brand, owner, channel, name):
    delivery = stage.in_state(brand, owner, channel, states.PLANNED)
    about = delivery.pk if name.startswith("delivery-") else delivery.sending_id
    assert camille.get(reverse(name, args=[brand.slug, about])).status_code == 405


def test_ten_channels_take_few_questions_and_little_room(camille, brand, owner, django_assert_max_num_queries):
    for number in range(10):
        stage.paper(brand, owner, name=f"Sheet {number}")
    delivery = stage.planned(brand, owner, text="Three ways " * 20, thread=["More " * 20])
    for each in delivery.post.deliveries.select_related("sending"):
        stage.gone(each)
    page(camille, delivery)
    with django_assert_max_num_queries(12):
        shown = page(camille, delivery)
    assert len(shown.encode()) < 150_000


def test_with_htmx_only_what_changes_is_drawn(camille, brand, owner, channel):
    delivery = stage.in_state(brand, owner, channel, states.PLANNED)
    address = reverse("sending-hold", args=[brand.slug, delivery.sending_id])
    answer = camille.post(address, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and answer.content.decode().lstrip().startswith('<div id="post"')
    assert "Held back" in answer["HX-Trigger"]
