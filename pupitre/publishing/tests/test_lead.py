"""The article first: what speaks of it waits for its address, whatever happens to the blog meanwhile."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pupitre.brands.models import Brand
from pupitre.channels import reap, settle, states
from pupitre.channels.address import STAND_IN
from pupitre.channels.models import Channel, Part, Sending
from pupitre.channels.send import send
from pupitre.networks.paper.sheet import Sheet
from pupitre.publishing import change, compose, plan
from pupitre.publishing.chapters import book
from pupitre.publishing.compose import Draft
from pupitre.publishing.lead import all_spoken, lead_of, versions_of
from pupitre.publishing.models import Delivery
from pupitre.publishing.objections import read
from pupitre.publishing.tests import stage

pytestmark = pytest.mark.django_db(transaction=True)
AT = "https://blog.lune.example/2026/11/24/indigo/"
ARTICLE = {"title": "Indigo", "body": "<p>How the vat is set.</p>", "excerpt": "Three vats"}


@pytest.fixture
def tomorrow():
    return timezone.now().replace(microsecond=0) + timedelta(days=1)


@pytest.fixture
def blog(brand):
    return Channel.objects.create(
        brand=brand, network="wordpress", server="https://blog.lune.example", account="1", name="Le Journal"
    )


@pytest.fixture
def paper(brand, owner):
    return stage.paper(brand, owner)


@pytest.fixture
def post(brand, owner, blog, paper):
    return compose.begin(brand, owner, {"text": "The blue of the autumn.", **ARTICLE})


def of(planned, channel):
    return next(delivery for delivery in planned.deliveries if delivery.channel_id == channel.pk)


def said(delivery):
    return Part.objects.get(sending=delivery.sending_id, position=0).payload


def there(paper):
    """The texts on the pretend network."""
    return [post.text for post in Sheet(paper.account, {}).latest(None, 40).posts]


def due(delivery, ago=timedelta()):
    """Its time has come."""
    then = timezone.now() - ago
    Part.objects.filter(sending=delivery.sending_id).update(due_at=then, expected_at=then)
    Sending.objects.filter(pk=delivery.sending_id).update(due_at=then)
    stage.refresh(delivery)


def claimed(delivery):
    parts = stage.claim(stage.WORKER, 100)
    return next((part for part in parts if part.sending_id == delivery.sending_id), None)


def test_the_article_goes_first_and_the_other_carries_its_address(post, owner, blog, paper, tomorrow):
    planned = plan.plan(post, owner, tomorrow)
    assert planned.ok, planned.objections
    article, teaser = of(planned, blog), of(planned, paper)
    assert teaser.sending.after_id == article.sending_id and article.sending.after_id is None
    due(teaser)
    assert claimed(teaser) is None
    stage.gone(article, AT)
    send(claimed(teaser))
    stage.refresh(teaser)
    assert teaser.state == states.SENT
    assert len(there(paper)) == 1
    assert said(teaser)["card"]["url"] == AT
    assert said(teaser)["text"] == "The blue of the autumn."


def test_without_a_card_the_address_comes_last_or_where_the_writer_wants_it(post, owner, blog, paper):
    asset_like = {"card": {"url": "https://lune.example/", "title": "Lune"}}
    compose.save(post, Draft({**post.content, **asset_like}, {blog.pk: {}, paper.pk: {}}, {}), owner, post.number)
    post.refresh_from_db()
    _article, teaser = all_spoken(versions_of(post))
    assert teaser["text"].startswith("The blue of the autumn.\n\nhttps://blog.lune.example/")
    own = {"text": "Read {article} tonight"}
    compose.save(post, Draft(post.content, {blog.pk: {}, paper.pk: own}, {}), owner, post.number)
    post.refresh_from_db()
    _article, teaser = all_spoken(versions_of(post))
    assert teaser["text"].startswith("Read https://blog.lune.example/") and teaser["text"].endswith("/ tonight")


def test_the_length_is_told_with_the_address(post, owner, blog, paper):
    words = "a" * 490
    own = {"text": words, "card": {"url": "https://lune.example/", "title": "Lune"}}
    compose.save(post, Draft(post.content, {blog.pk: {}, paper.pk: own}, {}), owner, post.number)
    post.refresh_from_db()
    reading = next(reading for reading in read(post) if reading.version.channel_id == paper.pk)
    assert reading.counts[0].over and reading.refused


def test_a_blog_that_is_down_keeps_the_others_waiting_and_they_are_not_late(post, owner, blog, paper, tomorrow):
    planned = plan.plan(post, owner, tomorrow)
    article, teaser = of(planned, blog), of(planned, paper)
    due(teaser, ago=timedelta(hours=2))
    stage.answered(article, "notsent", code="unreached")
    assert reap.mark_late() == 0 and claimed(teaser) is None
    chapters = {chapter.delivery.pk: chapter for chapter in book(post.brand, post.pk).chapters}
    assert chapters[teaser.pk].course.standing.code == "awaits"
    Part.objects.filter(sending=article.sending_id).update(not_before=None)
    stage.gone(article, AT)
    assert reap.mark_late() == 0
    assert claimed(teaser) is not None


def test_a_refused_article_is_told_where_the_others_stand_and_mended_they_follow(post, owner, blog, paper, tomorrow):
    planned = plan.plan(post, owner, tomorrow)
    article, teaser = of(planned, blog), of(planned, paper)
    stage.refused(article)
    due(teaser)
    chapters = {chapter.delivery.pk: chapter for chapter in book(post.brand, post.pk).chapters}
    assert chapters[teaser.pk].course.standing.code == "awaits_trouble"
    assert claimed(teaser) is None
    again = plan.plan_again(article, owner, tomorrow)
    assert again.ok, again.objections
    stage.refresh(teaser)
    assert teaser.sending.after_id == again.deliveries[0].sending_id
    stage.gone(again.deliveries[0], AT)
    send(claimed(teaser))
    assert said(teaser)["card"]["url"] == AT


def test_an_article_taken_off_the_plan_is_said_and_nothing_leaves_without_its_address(
    post, owner, blog, paper, tomorrow
):
    planned = plan.plan(post, owner, tomorrow)
    article, teaser = of(planned, blog), of(planned, paper)
    assert plan.withdraw(article, owner)
    due(teaser, ago=timedelta(hours=1))
    Part.objects.filter(sending=teaser.sending_id).update(expected_at=timezone.now())
    send(claimed(teaser))
    stage.refresh(teaser)
    assert teaser.state == states.REFUSED and not there(paper)
    assert Part.objects.get(sending=teaser.sending_id).reason_code == "address_never"
    anew = plan.plan(post, owner, tomorrow)
    assert anew.ok, anew.objections
    stage.refresh(teaser)
    assert (teaser.state, teaser.sending.after_id) == (states.PLANNED, of(anew, blog).sending_id)


def test_what_waits_for_nothing_planned_is_not_planned(post, owner, blog, paper, tomorrow):
    planned = plan.plan(post, owner, tomorrow, only=[paper.pk])
    assert [objection.code for _version, objection in planned.objections] == ["lead_unplanned"]
    assert not Delivery.objects.exists()


def test_each_may_leave_by_itself(post, owner, blog, paper, tomorrow):
    content = {**post.content, "first": 0}
    compose.save(post, Draft(content, {blog.pk: {}, paper.pk: {}}, {}), owner, post.number)
    post.refresh_from_db()
    planned = plan.plan(post, owner, tomorrow)
    assert of(planned, paper).sending.after_id is None
    assert said(of(planned, paper)).get("card") is None


def test_planned_after_the_article_is_out_it_takes_its_address_at_once(post, owner, blog, paper, tomorrow):
    article = plan.plan(post, owner, tomorrow, only=[blog.pk]).deliveries[0]
    stage.gone(article, AT)
    Delivery.objects.filter(pk=article.pk).update(url=AT)
    teaser = plan.plan(post, owner, tomorrow).deliveries[0]
    assert teaser.sending.after_id is None and said(teaser)["card"]["url"] == AT


def test_a_change_of_what_is_out_keeps_the_address(post, owner, blog, paper, tomorrow):
    planned = plan.plan(post, owner, tomorrow)
    article, teaser = of(planned, blog), of(planned, paper)
    stage.gone(article, AT)
    Delivery.objects.filter(pk=article.pk).update(url=AT)
    due(teaser)
    send(claimed(teaser))
    content = {**post.content, "text": "The blue of the winter. {article}"}
    compose.save(post, Draft(content, {blog.pk: {}, paper.pk: {}}, {}), owner, post.number)
    teaser = Delivery.objects.select_related("version__post", "channel", "sending").get(pk=teaser.pk)
    changed = change.edit(teaser, owner)
    assert changed.sending, changed.objections
    assert Part.objects.get(sending=changed.sending).payload["text"] == f"The blue of the winter. {AT}"


def test_one_article_alone_leads_nobody(brand, owner, blog):
    post = compose.begin(brand, owner, {"text": "Alone", **ARTICLE})
    assert lead_of(versions_of(post)) is None


def test_the_stand_in_never_reaches_a_network(post, owner, blog, paper, tomorrow):
    planned = plan.plan(post, owner, tomorrow)
    article, teaser = of(planned, blog), of(planned, paper)
    stage.gone(article, url="")
    due(teaser)
    send(claimed(teaser))
    stage.refresh(teaser)
    assert teaser.state == states.REFUSED and not there(paper)
    assert said(teaser)["card"]["url"] == STAND_IN


def test_in_rehearsal_both_are_rehearsed_and_neither_leaves(post, brand, owner, blog, paper, tomorrow):
    planned = plan.plan(post, owner, tomorrow)
    article, teaser = of(planned, blog), of(planned, paper)
    rehearsing = stage.in_hand(article)
    settle.rehearsed(rehearsing)
    due(teaser)
    part = claimed(teaser)
    send(part)
    stage.refresh(teaser)
    assert (teaser.state, there(paper)) == (states.REFUSED, [])
    teaser = plan.plan_again(teaser, owner, tomorrow)
    assert [objection.code for _version, objection in teaser.objections] == ["lead_unplanned"]
    Brand.objects.filter(pk=brand.pk).update(opened_at=None)
    both = plan.plan(post, owner, tomorrow)
    article, teaser = of(both, blog), Delivery.objects.current().get(channel=paper)
    settle.rehearsed(stage.in_hand(article))
    due(teaser)
    send(claimed(teaser))
    stage.refresh(teaser)
    assert (teaser.state, there(paper)) == (states.REHEARSED, [])
