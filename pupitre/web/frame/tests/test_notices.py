"""Notices: every verb that is told has its sentence and its page."""

import pytest
from django.urls import reverse

from pupitre.brands.models import Membership
from pupitre.notices.models import Notice
from pupitre.notices.reading import mark_read
from pupitre.notices.tell import TOLD
from pupitre.web.frame.notices import SAID, told


def notice(brand, member, verb, kind="", subject=None, **particulars):
    number = Notice.objects.count() + 1
    return Notice.objects.create(
        brand=brand,
        member=member,
        entry_id=number,
        verb=verb,
        subject_kind=kind,
        subject_id=subject,
        particulars=particulars,
    )


def test_every_verb_that_is_told_has_its_sentence():
    assert set(TOLD) == set(SAID)


@pytest.mark.parametrize("verb", sorted(TOLD))
def test_a_notice_whose_subject_is_gone_is_still_a_sentence(owner, brand, verb):
    (said,) = told([notice(brand, owner, verb, "delivery", 404)], brand)
    assert "%(" not in said.words and said.url.startswith("/b/maison-lune/") and said.new


def test_a_sending_is_told_by_its_post_and_channel(owner, brand):
    from pupitre.publishing.tests import stage

    stage.paper(brand, owner, "Atelier")
    delivery = stage.planned(brand, owner, text="Three ways to tie it")
    (said,) = told([notice(brand, owner, "sending.late", "delivery", delivery.pk)], brand)
    assert "Three ways to tie it" in said.words and "Atelier" in said.words
    assert said.url == reverse("post", args=[brand.slug, delivery.post_id])


def test_an_end_that_nears_says_in_how_many_days(owner, brand):
    from pupitre.publishing.tests import stage

    channel = stage.paper(brand, owner, "Atelier")
    (said,) = told([notice(brand, owner, "channel.ending", "channel", channel.pk, days=7)], brand)
    assert "Atelier" in said.words and "7 days" in said.words and said.url.endswith("/channels/")


def test_asked_together_they_ask_little(owner, brand, django_assert_max_num_queries):
    notices = [notice(brand, owner, "member.joined", "member", owner.pk, role="author") for _ in range(12)]
    with django_assert_max_num_queries(3):
        assert told(notices, brand)[0].words == "Camille Roux joined as author."


def test_the_bell_counts_and_reading_is_a_post(client, owner, brand, colleague):
    first, second = (notice(brand, owner, "hold.begun", "hold", 1, reason="Fire") for _ in range(2))
    theirs = notice(brand, colleague, "hold.begun", "hold", 1, reason="Fire")
    client.force_login(owner)
    text = client.get(reverse("notices", args=[brand.slug])).content.decode()
    assert "Everything is held: “Fire”." in text and 'class="n-notices"><span class="count">2' in text
    client.post(reverse("notices-read", args=[brand.slug]), {"up_to": first.pk})
    assert list(Notice.objects.unread()) == [second, theirs]
    client.post(reverse("notices-read", args=[brand.slug]), {"up_to": "9" * 40})
    client.post(reverse("notices-read", args=[brand.slug]), {"up_to": theirs.pk})
    assert list(Notice.objects.unread()) == [theirs]


def test_nobody_reads_for_another_brand(owner, brand, other_brand):
    elsewhere = notice(other_brand, owner, "hold.begun")
    mark_read(Membership.objects.get(member=owner, brand=brand), elsewhere.pk)
    assert list(Notice.objects.unread()) == [elsewhere]


@pytest.mark.parametrize(
    ("language", "by_hand"), [("en", "Application Passwords"), ("fr", "Mots de passe d’application")]
)
def test_what_could_not_be_given_back_says_where_to_do_it(brand, owner, language, by_hand):
    from django.utils import translation

    from pupitre.publishing.tests import stage

    channel = stage.paper(brand, owner, "Atelier")

    given = {"network": "wordpress", "host": "blog.example", "code": "revoke_none"}
    with translation.override(language):
        (said,) = told([notice(brand, owner, "channel.not_revoked", "channel", channel.pk, **given)], brand)
    assert "blog.example" in said.words and by_hand in said.words and said.url.endswith("/channels/")
