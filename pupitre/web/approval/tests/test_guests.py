"""R38: a guest's link sees one post, ends, is taken back, is in no index, and is slow to guess."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from PIL import Image

from pupitre.brands import sign_in
from pupitre.brands.models import Brand, WrongTry
from pupitre.media.take_in import take_in
from pupitre.publishing.approval import link as links
from pupitre.publishing.approval.ask import answer, ask
from pupitre.publishing.approval.models import GuestLink, Remark, Verdict
from pupitre.publishing.models import Post
from pupitre.publishing.tests import stage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def post(brand, colleague, owner) -> Post:
    """Inès has written, Camille has agreed, a guest is to."""
    Brand.objects.filter(pk=brand.pk).update(approval="guest")
    brand.refresh_from_db()
    stage.paper(brand)
    post = stage.written(brand, colleague, "Three ways to tie the scarf")
    answer(ask(post, colleague), owner, True)
    return post


@pytest.fixture
def token(post, owner) -> str:
    return links.make(post, owner, "Madame Garance")[1]


def picture(brand, owner, color: str):
    import io

    buffer = io.BytesIO()
    Image.new("RGB", (80, 60), color).save(buffer, "JPEG")
    return take_in(brand, f"{color}.jpg", buffer.getvalue(), owner)


def said(post: Post, **words: str) -> dict[str, object]:
    return {"request": post.approval_requests.exclude(state="past").get().pk, **words}


def test_a_guest_reads_and_approves_without_a_cookie(token, post):
    guest = Client(enforce_csrf_checks=True)
    page = guest.get(f"/approve/{token}")
    assert page.status_code == 200 and "Three ways to tie the scarf" in page.content.decode()
    done = guest.post(f"/approve/{token}/answers", said(post, verdict="approved"))
    assert (done.status_code, done["Location"]) == (302, f"/approve/{token}")
    assert "You approved this text" in guest.get(f"/approve/{token}").content.decode()
    verdict = Verdict.objects.get(step="guest")
    assert (verdict.name, verdict.approved, verdict.by) == ("Madame Garance", True, None)
    assert not guest.cookies, "no cookie was given"


def test_a_guest_asks_for_a_change_and_remarks_on_words(token, post):
    guest = Client()
    guest.post(f"/approve/{token}/answers", said(post, verdict="remark", quote="the scarf", words="Which one?"))
    assert Remark.objects.get().name == "Madame Garance"
    assert guest.post(f"/approve/{token}/answers", said(post, verdict="change", words=" ")).status_code == 422
    guest.post(f"/approve/{token}/answers", said(post, verdict="change", words="Not before Monday"))
    assert Verdict.objects.get(step="guest").words == "Not before Monday"
    assert "You asked for a change" in guest.get(f"/approve/{token}").content.decode()


def test_it_tells_nothing_of_the_brand_beyond_the_post(token, post, brand, owner, colleague):
    stage.written(brand, colleague, "Secret plans of spring")
    page = Client().get(f"/approve/{token}").content.decode()
    for word in ("Secret plans", f"/b/{brand.slug}", owner.email, "Camille Roux", "Inès Petit", "csrfmiddlewaretoken"):
        assert word not in page
    post.content = {"text": "A draft in the making"}
    post.save()
    page = Client().get(f"/approve/{token}").content.decode()
    assert "A draft in the making" not in page and "Three ways to tie the scarf" in page


def test_before_an_approver_agreed_there_is_nothing_to_see(brand, colleague, owner, post):
    other = stage.written(brand, colleague, "Half a thought")
    request = ask(other, colleague)
    _, token = links.make(other, owner, "Madame Garance")
    page = Client().get(f"/approve/{token}")
    assert page.status_code == 200 and "Half a thought" not in page.content.decode()
    answers = Client().post(f"/approve/{token}/answers", {"request": request.pk, "verdict": "approved"})
    assert answers.status_code == 409 and not Verdict.objects.filter(step="guest").exists()


def test_another_posts_request_is_not_answered(token, post, brand, colleague, owner, other_brand, outsider):
    theirs = stage.written(other_brand, outsider, "Theirs")
    stage.paper(other_brand, outsider)
    own = stage.written(brand, colleague, "Another of ours")
    for other, by, approver in ((own, colleague, owner),):
        request = ask(other, by)
        answer(request, approver, True)
        sent = Client().post(f"/approve/{token}/answers", {"request": request.pk, "verdict": "approved"})
        assert sent.status_code == 409
    assert theirs.pk and not Verdict.objects.filter(step="guest").exists()


def test_a_text_that_changed_meanwhile_is_not_approved(token, post, colleague, owner):
    read = said(post, verdict="approved")
    Post.objects.filter(pk=post.pk).update(content={"text": "Four ways"})
    answer(ask(Post.objects.get(pk=post.pk), colleague), owner, True)
    answers = Client().post(f"/approve/{token}/answers", read)
    assert answers.status_code == 409 and "changed meanwhile" in answers.content.decode()
    assert not Verdict.objects.filter(step="guest").exists()


@pytest.mark.parametrize("end", ["expired", "revoked", "thrown away", "guessed", "hash", "cut"])
def test_what_has_ended_or_never_was_opens_nothing(token, post, owner, end):
    word, ahead = token, timedelta()
    if end == "expired":
        ahead = timedelta(days=7, minutes=1)
    elif end == "revoked":
        links.revoke(GuestLink.objects.get(), owner)
    elif end == "thrown away":
        Post.objects.filter(pk=post.pk).update(removed_at=timezone.now())
    else:
        kept = GuestLink.objects.get().token_hash
        word = {"guessed": secrets.token_urlsafe(32), "hash": kept, "cut": token[:-1]}[end]
    form = said(post, verdict="approved")
    with time_machine.travel(timezone.now() + ahead):
        for answer_ in (Client().get(f"/approve/{word}"), Client().post(f"/approve/{word}/answers", form)):
            assert answer_.status_code == 404
            assert "Three ways" not in answer_.content.decode()
    assert not Verdict.objects.filter(step="guest").exists()


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_the_page_is_only_read(token, method):
    assert getattr(Client(), method)(f"/approve/{token}").status_code == 405


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_an_answer_is_only_sent(token, method):
    assert getattr(Client(), method)(f"/approve/{token}/answers").status_code == 405
    assert not Verdict.objects.filter(step="guest").exists()


def test_it_is_in_no_index_and_no_cache(token):
    for answer_ in (Client().get(f"/approve/{token}"), Client().get("/approve/nothing")):
        assert "noindex" in answer_["X-Robots-Tag"] and "no-store" in answer_["Cache-Control"]


def test_guesses_are_slowed_and_a_true_link_waits_with_them(token):
    for _ in range(sign_in.FREE_TRIES):
        assert Client().get(f"/approve/{secrets.token_urlsafe(32)}").status_code == 404
    slowed = Client().get(f"/approve/{secrets.token_urlsafe(32)}")
    assert slowed.status_code == 429 and int(slowed["Retry-After"]) > 0
    assert Client().get(f"/approve/{token}").status_code == 429, "a guess that hits gains nothing by it"
    assert Client().get(f"/approve/{token}", REMOTE_ADDR="198.51.100.7").status_code == 200
    WrongTry.objects.update(at=timezone.now() - timedelta(minutes=5))
    assert Client().get(f"/approve/{token}").status_code == 200


def test_a_guest_sees_the_pictures_of_the_text_and_no_other(brand, colleague, owner, post):
    shown, other = picture(brand, owner, "red"), picture(brand, owner, "blue")
    with_picture = stage.written(brand, colleague, "With a picture", pictures=[{"asset": shown.pk, "alt": "Red"}])
    answer(ask(with_picture, colleague), owner, True)
    _, token = links.make(with_picture, owner, "Madame Garance")
    assert f"/approve/{token}/pictures/{shown.pk}" in Client().get(f"/approve/{token}").content.decode()
    assert Client().get(f"/approve/{token}/pictures/{shown.pk}").status_code == 200
    turned = f"/approve/{token}/pictures/{shown.pk}?recipe=%7B%22turn%22%3A90%7D"
    assert Client().get(turned).status_code == 200
    assert Client().get(f"/approve/{token}/pictures/{other.pk}").status_code == 404
    links.revoke(GuestLink.objects.get(), owner)
    assert Client().get(f"/approve/{token}/pictures/{shown.pk}").status_code == 404


def test_a_flood_of_remarks_ends(token, post, monkeypatch):
    monkeypatch.setattr("pupitre.publishing.approval.remark.MOST_OF_A_LINK", 3)
    sent = [
        Client().post(f"/approve/{token}/answers", said(post, verdict="remark", words=f"No {n}")).status_code
        for n in range(5)
    ]
    assert sent == [302, 302, 302, 422, 422]


def test_it_speaks_french_where_the_browser_or_the_reader_does(token, post):
    assert "Pour votre approbation" in Client().get(f"/approve/{token}?language=fr").content.decode()
    french = Client(headers={"Accept-Language": "fr"})
    assert "Pour votre approbation" in french.get(f"/approve/{token}").content.decode()
    assert "For your approval" in french.get(f"/approve/{token}?language=en").content.decode()
    done = Client().post(f"/approve/{token}/answers?language=fr", said(post, verdict="approved"))
    assert done["Location"].endswith("?language=fr")


def test_a_link_is_no_way_to_the_desk(token, brand):
    client = Client()
    client.get(f"/approve/{token}")
    assert "sign-in" in client.get(f"/b/{brand.slug}/today/").url
