"""What only a person can post: handed over at its time, told to the team, noted when they say that it is out."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from pupitre.channels import states
from pupitre.channels.connect import begin, keep
from pupitre.channels.models import Part, Sending
from pupitre.channels.send import send
from pupitre.journal.reading import read_all
from pupitre.media.take_in import take_in
from pupitre.notices.models import Notice
from pupitre.notices.tell import mail_what_waits
from pupitre.publishing import compose, plan
from pupitre.publishing.tests import stage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stories(brand, owner):
    return keep(brand, "memo", begin("memo", {"name": "Stories", "url": "https://www.instagram.com/"}, ""), owner)


@pytest.fixture
def picture(brand, owner, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    drawn = BytesIO()
    Image.new("RGB", (600, 400), "steelblue").save(drawn, "JPEG")
    return take_in(brand, "vat.jpg", drawn.getvalue(), owner)


@pytest.fixture
def handed(brand, owner, stories, picture):
    """Its time came, and it is in people's hands."""
    says = {"text": "Le bleu est là\nVenez !", "pictures": [{"asset": picture.pk, "alt": "Une cuve bleue"}]}
    post = compose.begin(brand, owner, says)
    done = plan.plan(post, owner, timezone.now() + timedelta(hours=1))
    assert done.ok, done.objections
    delivery = done.deliveries[0]
    send(stage.in_hand(delivery))
    stage.refresh(delivery)
    return delivery


def at(delivery):
    return reverse("by-hand", args=[delivery.brand.slug, delivery.sending_id])


def test_at_its_time_it_is_in_peoples_hands_and_nobody_is_called(handed):
    assert handed.state == states.PERSON
    assert Part.objects.get(sending=handed.sending_id).reason_code == "by_hand"


def test_the_page_has_words_pictures_and_the_way_there(handed, client, owner):
    client.force_login(owner)
    shown = client.get(at(handed)).content.decode()
    assert "Le bleu est là\nVenez !" in shown and "Une cuve bleue" in shown
    assert "https://www.instagram.com/" in shown
    cut = shown.split('data-mime="image/jpeg"')[1].split('href="')[1].split('"')[0]
    answer = client.get(cut)
    assert answer.status_code == 200 and answer["Content-Type"] == "image/jpeg"


def test_done_takes_the_link_and_is_a_delivery_like_any_other(handed, client, owner):
    client.force_login(owner)
    link = "https://www.instagram.com/stories/lune/1"
    answer = client.post(reverse("sending-arrival", args=[handed.brand.slug, handed.sending_id]), {"url": link})
    assert answer.status_code == 302
    read_all()
    stage.refresh(handed)
    assert (handed.state, handed.url) == (states.SENT, link)
    assert client.get(at(handed)).status_code == 302, "there is nothing left to do by hand"


def test_it_may_be_left_out(handed, client, owner):
    client.force_login(owner)
    client.post(reverse("sending-omission", args=[handed.brand.slug, handed.sending_id]))
    stage.refresh(handed)
    assert handed.state == states.DROPPED


def test_the_team_is_told_with_the_way_there_and_by_mail(handed, owner, client, settings):
    settings.EMAIL_HOST_SET = True
    read_all()
    notice = Notice.objects.get(verb="sending.by_hand", member=owner)
    assert mail_what_waits() == 1
    assert at(handed) in mail.outbox[0].body and "time to post" in mail.outbox[0].subject
    assert notice.particulars["sending"] == handed.sending_id
    client.force_login(owner)
    assert at(handed) in client.get(reverse("notices", args=[handed.brand.slug])).content.decode()


def test_who_is_of_another_brand_finds_nothing(handed, client, outsider):
    client.force_login(outsider)
    assert client.get(at(handed)).status_code == 404


def test_what_is_not_by_hand_has_no_such_page(brand, owner, client):
    stage.paper(brand, owner)
    delivery = stage.planned(brand, owner)
    client.force_login(owner)
    assert client.get(at(delivery)).status_code == 302


def test_the_posts_page_says_what_to_do(handed, client, owner):
    client.force_login(owner)
    shown = client.get(reverse("post", args=[handed.brand.slug, handed.post_id])).content.decode()
    assert "post it on Stories yourself" in shown and at(handed) in shown
    assert Sending.objects.get().started_at is not None and "Handed to you at" in shown
