"""The pages of approval, for members: asked, read, answered, written beside."""

from __future__ import annotations

import pytest
from django.test import Client

from pupitre.brands.models import Brand, Member, Membership
from pupitre.journal.reading import read
from pupitre.notices.models import Notice
from pupitre.notices.tell import FOLLOWER
from pupitre.publishing.approval.ask import ask
from pupitre.publishing.approval.models import GuestLink, Remark, Request
from pupitre.publishing.approval.standing import approval_of
from pupitre.publishing.models import Post
from pupitre.publishing.tests import stage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def post(brand, colleague) -> Post:
    """Inès has written; Maison Lune asks for an approver."""
    Brand.objects.filter(pk=brand.pk).update(approval="one")
    brand.refresh_from_db()
    stage.paper(brand)
    return stage.written(brand, colleague, "Three ways to tie the scarf")


@pytest.fixture
def ines(colleague) -> Client:
    client = Client()
    client.force_login(colleague)
    return client


@pytest.fixture
def camille(owner) -> Client:
    client = Client()
    client.force_login(owner)
    return client


def at(post: Post, more: str = "") -> str:
    return f"/b/{post.brand.slug}/approval/{post.pk}/{more}"


def test_asked_read_and_approved(ines, camille, post, brand, owner):
    assert b"Demander" in ines.get(at(post)).content  # Inès reads French
    assert ines.post(at(post, "requests/")).status_code == 302
    read(FOLLOWER)
    assert [notice.verb for notice in Notice.objects.filter(member=owner)] == ["approval.asked"]
    assert "Waits for you" in camille.get(f"/b/{brand.slug}/today/", headers={"Accept": "text/html"}).content.decode()
    page = camille.get(at(post)).content.decode()
    assert "Three ways to tie the scarf" in page and "Inès Petit asked" in page
    camille.post(at(post, "verdicts/"), {"request": Request.objects.get().pk, "verdict": "approved"})
    assert approval_of(brand, post).code == "approved"
    assert "Camille Roux approved it" in camille.get(at(post)).content.decode()
    read(FOLLOWER)
    told = Notice.objects.filter(verb="approval.given")
    assert [notice.member_id for notice in told] == [post.by_id]


def test_a_change_is_asked_for_with_a_word(ines, camille, post, brand):
    ines.post(at(post, "requests/"))
    asked = {"request": Request.objects.get().pk, "verdict": "change"}
    camille.post(at(post, "verdicts/"), asked)
    assert approval_of(brand, post).code == "open", "without a word nothing is said"
    camille.post(at(post, "verdicts/"), {**asked, "words": "Say silk, not satin"})
    assert approval_of(brand, post).code == "refused"
    assert "Say silk, not satin" in ines.get(at(post)).content.decode()
    assert "Changement demandé" in ines.get(f"/b/{brand.slug}/today/", headers={"Accept": "text/html"}).content.decode()


def test_an_author_can_not_answer(ines, post):
    ines.post(at(post, "requests/"))
    said = {"request": Request.objects.get().pk, "verdict": "approved"}
    assert ines.post(at(post, "verdicts/"), said).status_code == 403
    assert Request.objects.get().state == "open"


def test_who_wrote_it_is_told_that_somebody_else_approves(camille, post, brand, owner):
    own = stage.written(brand, owner, "Mine")
    camille.post(at(own, "requests/"))
    page = camille.get(at(own)).content.decode()
    assert "somebody else approves them" in page and 'value="approved"' not in page
    asked = Request.objects.get(post=own)
    camille.post(at(own, "verdicts/"), {"request": asked.pk, "verdict": "approved"})
    assert approval_of(brand, own).code == "open"


def test_the_only_member_is_told_so(camille, post, brand, owner, colleague):
    Membership.objects.filter(member=colleague).delete()
    own = stage.written(brand, owner, "Mine")
    camille.post(at(own, "requests/"))
    assert "You are the only member of this brand" in camille.get(at(own)).content.decode()
    camille.post(at(own, "verdicts/"), {"request": Request.objects.get().pk, "verdict": "approved"})
    assert approval_of(brand, own).code == "approved"


@pytest.mark.parametrize("name", ["state", "covers", "says", "writer", "approved", "brand_id"])
def test_nobody_approves_by_another_name(ines, post, brand, name):
    """R21: what a form says beyond its fields counts for nothing."""
    ines.post(at(post, "requests/"), {name: "approved"})
    assert approval_of(brand, post).code == "open"


def test_an_answer_to_another_posts_request_is_not_found(ines, camille, post, brand, colleague):
    other = stage.written(brand, colleague, "Another")
    ines.post(at(other, "requests/"))
    said = {"request": Request.objects.get().pk, "verdict": "approved"}
    assert camille.post(at(post, "verdicts/"), said).status_code == 404
    assert Request.objects.get().state == "open"


def test_remarks_stand_beside_the_words_and_survive_them(ines, camille, post, colleague):
    camille.post(at(post, "remarks/"), {"quote": "tie  the scarf", "words": "Knot, rather?"})
    page = ines.get(at(post)).content.decode()
    assert "Knot, rather?" in page and 'data-find="tie the scarf"' in page
    Post.objects.filter(pk=post.pk).update(content={"text": "Three ways to knot it"})
    page = ines.get(at(post)).content.decode()
    assert "mots retirés depuis" in page and "tie the scarf" in page and "data-find" not in page
    remark = Remark.objects.get()
    ines.post(at(post, f"remarks/{remark.pk}/resolution/"))
    remark.refresh_from_db()
    assert remark.resolved_by == colleague and remark.resolved_at
    assert "réglé par Inès Petit" in ines.get(at(post)).content.decode()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"quote": "no such words", "words": "Hm"}, "no longer has the words"),
        ({"quote": "", "words": "  "}, "Write what should change"),
    ],
)
def test_a_remark_that_can_not_stand_is_objected_to(camille, post, said, words):
    answer = camille.post(at(post, "remarks/"), {**said, "panel": "1"})
    assert words in answer.content.decode() and not Remark.objects.exists()


def test_the_panel_follows_the_text(ines, post):
    assert "Pas approuvé" in ines.get(at(post, "panel/")).content.decode()
    answer = ines.post(at(post, "requests/"), {"panel": "1"}).content.decode()
    assert "C’est demandé" in answer and "Attend l’approbation" in answer
    Post.objects.filter(pk=post.pk).update(content={"text": "Four ways"})
    assert "Changé depuis" in ines.get(at(post, "panel/")).content.decode()


def test_a_guests_link_is_shown_once_and_ended_by_hand(camille, post, brand):
    Brand.objects.filter(pk=brand.pk).update(approval="guest")
    page = camille.post(at(post, "links/"), {"name": "Madame Garance", "days": "3"}).content.decode()
    link = GuestLink.objects.get()
    assert "/approve/" in page and "The link for Madame Garance is made" in page
    assert "/approve/" not in camille.get(at(post)).content.decode(), "it is kept as a hash only"
    camille.post(at(post, f"links/{link.pk}/end/"))
    link.refresh_from_db()
    assert not link.is_open


def test_a_link_needs_a_name(camille, post):
    answer = camille.post(at(post, "links/"), {"name": " ", "days": "7"})
    assert answer.status_code == 400 and not GuestLink.objects.exists()


def test_a_page_asks_few_questions(camille, ines, post, django_assert_max_num_queries):
    ines.post(at(post, "requests/"))
    for number in range(12):
        camille.post(at(post, "remarks/"), {"quote": "", "words": f"Remark {number}"})
    with django_assert_max_num_queries(32):
        camille.get(at(post), headers={"Accept": "text/html"})


def test_who_approves_is_set_by_who_runs_the_brand(camille, ines, brand):
    said = {"name": "Maison Lune", "language": "fr", "time_zone": "Europe/Paris", "approval": "guest"}
    assert ines.post(f"/b/{brand.slug}/settings/brand/", said).status_code == 403
    camille.post(f"/b/{brand.slug}/settings/brand/", said)
    brand.refresh_from_db()
    assert brand.approval == "guest"


def test_members_of_a_role_are_told_what_concerns_them(brand, owner, colleague, post):
    """Who may approve hears of a question; who looks only hears nothing."""
    guest = Member.objects.create_user("guest@lune.example", "seven-scarves-dry", name="Guest")
    Membership.objects.create(brand=brand, member=guest, role="guest")
    ask(post, colleague)
    read(FOLLOWER)
    told = Notice.objects.filter(verb="approval.asked")
    assert set(told.values_list("member", flat=True)) == {owner.pk}
