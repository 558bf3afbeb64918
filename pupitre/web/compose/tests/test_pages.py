"""The Compose page, through the door: what is written is kept, and nobody else's business is touched."""

import json

import pytest

from pupitre.brands.models import Membership
from pupitre.journal.models import Entry
from pupitre.publishing import compose
from pupitre.publishing.models import Post, Version
from pupitre.publishing.tests.test_writing import channel, draft


def send(client, url, known=0, **words):
    body = {"content": {}, "versions": {}, "times": {}, "at": "", "known": known, **words}
    return client.post(url, json.dumps(body), content_type="application/json")


def at(brand, post=None, path=""):
    return f"/b/{brand.slug}/compose/{f'{post.pk}/' if post else ''}{path}"


def state_of(answer):
    text = answer.content.decode()
    start = text.index('id="compose-state" type="application/json">') + 43
    return json.loads(text[start : text.index("</script>", start)].lstrip(">"))


def test_looking_at_an_empty_page_writes_nothing(desk, brand, lune):
    before = Entry.objects.count()
    answer = desk.get(at(brand))
    assert answer.status_code == 200
    assert not Post.objects.exists()
    assert Entry.objects.count() == before
    state = state_of(answer)
    assert (state["id"], state["versions"]) == (None, {str(lune.pk): {}})


def test_the_first_words_make_a_draft_with_an_address_of_its_own(desk, brand, lune, owner):
    answer = send(desk, at(brand), content={"text": "Indigo"}, versions={str(lune.pk): {}})
    assert answer.status_code == 201
    post = Post.objects.get()
    assert (post.content, post.number, post.by) == ({"text": "Indigo"}, 1, owner)
    assert answer.json()["urls"]["save"] == at(brand, post)
    assert state_of(desk.get(at(brand, post)))["content"] == {"text": "Indigo"}


def test_a_time_asked_for_by_the_calendar_is_already_chosen(desk, brand):
    assert state_of(desk.get(at(brand) + "?at=2027-03-02T11:30"))["at"] == "2027-03-02T11:30"
    for nonsense in ("2027-03-28T02:30", "tomorrow", "9999-99-99"):
        assert state_of(desk.get(at(brand) + f"?at={nonsense}"))["at"] == ""


def test_each_save_answers_with_the_new_number(desk, brand, post, lune):
    own = {str(lune.pk): {"text": "Court"}}
    answer = send(desk, at(brand, post), 1, content={"text": "Indigo, garance"}, versions=own, at="2027-03-02T11:30")
    assert (answer.status_code, answer.json()["number"]) == (200, 2)
    post.refresh_from_db()
    assert post.content["text"] == "Indigo, garance"
    assert post.draft_at.isoformat() == "2027-03-02T10:30:00+00:00"
    assert post.versions.get().own == {"text": "Court"}


def test_a_conflict_says_who_and_shows_both_texts(desk, brand, post, lune, colleague):
    compose.save(post, draft("Indigo of Inès", [lune]), colleague, 1)
    answer = send(desk, at(brand, post), 1, content={"text": "Indigo of mine"}, versions={str(lune.pk): {}})
    said = answer.json()
    assert (answer.status_code, said["number"]) == (409, 2)
    assert "Inès Petit saved this draft" in said["html"]
    assert "<del>Inès</del>" in said["html"] and "<ins>mine</ins>" in said["html"]
    post.refresh_from_db()
    assert post.content["text"] == "Indigo of Inès"


def test_after_a_conflict_either_text_goes_on_and_the_other_stays_in_the_history(desk, brand, post, lune, colleague):
    compose.save(post, draft("Hers", [lune]), colleague, 1)
    mine = {"content": {"text": "Mine"}, "versions": {str(lune.pk): {}}}
    assert send(desk, at(brand, post), 2, keep="mine", **mine).status_code == 200
    post.refresh_from_db()
    assert post.content["text"] == "Mine"
    compose.save(post, draft("Hers again", [lune]), colleague, 3)
    again = {**mine, "content": {"text": "Mine again"}}
    assert send(desk, at(brand, post), 3, keep="theirs", **again).status_code == 200
    post.refresh_from_db()
    assert post.content["text"] == "Hers again"
    texts = {revision.content["text"] for revision in post.revisions.all()}
    assert texts >= {"Hers", "Mine", "Hers again", "Mine again"}


ODD_BODIES = [b"", b"[]", b"null", b"{", b'"x"', b"{" * 100_000, b"\xff\xfe", b"[" * 100_000]


@pytest.mark.parametrize("body", ODD_BODIES, ids=range(len(ODD_BODIES)))
def test_what_our_page_does_not_send_is_refused_in_words(desk, brand, post, body):
    for path in ("", "look/", "plan/"):
        answer = desk.post(at(brand, post, path), body, content_type="application/json")
        assert answer.status_code == 400
        assert "Nothing was changed" in answer.json()["refused"]


def test_only_what_a_post_can_say_is_taken(desk, brand, other_brand, post, lune, owner):
    strange = {
        "text": ["not", "a", "text"],
        "thread": "no",
        "language": "<script>",
        "poll": {"options": "no", "seconds": 10**12},
        "pictures": [{"asset": "1"}, {"asset": True}, 7, {"asset": -1}],
        "card": {"url": "javascript:alert(1)"},
        "featured": "1",
        "body": "<p onclick=x>Indigo<script>alert(1)</script></p>",
        "title": "A \x00title \ud800",
        "tags": ["a", 1, None, " a ", "b\nc"],
        "approved": True,
        "brand": other_brand.pk,
        "by": 999,
    }
    theirs = channel(other_brand, "Bear")
    body = {"content": strange, "versions": {str(lune.pk): {"state": "sent"}, str(theirs.pk): {}, "x": {}, "-1": {}}}
    extra = {"brand_id": other_brand.pk, "number": 99, "removed_at": None, "role": "owner", "status": "approved"}
    assert send(desk, at(brand, post), 1, **body, **extra).status_code == 200
    post.refresh_from_db()
    assert post.brand == brand and post.number == 2 and post.by == owner
    assert post.content == {
        "poll": {"options": [], "seconds": 366 * 86_400, "multiple": False},
        "body": "<p>Indigo</p>",
        "title": "A title ",
        "tags": ["a", "b c"],
    }
    assert [(v.channel_id, v.own) for v in post.versions.all()] == [(lune.pk, {})]


def test_another_brand_finds_nothing(client, brand, other_brand, outsider, post):
    client.force_login(outsider)
    for slug in (brand.slug, other_brand.slug):
        base = f"/b/{slug}/compose/{post.pk}/"
        assert client.get(base).status_code == 404
        assert client.get(f"{base}history/").status_code == 404
        assert client.get(f"{base}history/1/").status_code == 404
        assert send(client, base, 1, content={"text": "Mine now"}).status_code == 404
        for verb in ("look", "plan", "renewal", "copy", "discard", "return", "history/1"):
            assert send(client, f"{base}{verb}/").status_code == 404
    post.refresh_from_db()
    assert post.content == {"text": "Indigo"} and post.removed_at is None
    assert Post.objects.count() == 1


def test_a_guest_does_not_write(client, brand, colleague, post):
    Membership.objects.filter(brand=brand, member=colleague).update(role="guest")
    client.force_login(colleague)
    assert client.get(at(brand)).status_code == 403
    assert client.get(at(brand, post)).status_code == 403
    assert send(client, at(brand), content={"text": "Me too"}).status_code == 403
    assert send(client, at(brand, post, "plan/"), 1).status_code == 403


def test_nothing_changes_by_being_looked_at(desk, brand, post):
    for verb in ("look", "plan", "renewal", "copy", "discard", "return"):
        assert desk.get(at(brand, post, f"{verb}/")).status_code == 405
    assert desk.get(at(brand, path="card/")).status_code == 405


def test_a_draft_thrown_away_can_be_brought_back_from_its_own_page(desk, brand, post):
    answer = desk.post(at(brand, post, "discard/"), follow=True)
    assert "Bring it back" in answer.content.decode()
    post.refresh_from_db()
    assert post.removed_at
    answer = desk.post(at(brand, post, "return/"), follow=True)
    assert state_of(answer)["content"] == {"text": "Indigo"}


def test_another_one_like_this_is_a_draft_of_its_own(desk, brand, post):
    answer = desk.post(at(brand, post, "copy/"), follow=True)
    state = state_of(answer)
    assert state["id"] != post.pk and state["content"] == {"text": "Indigo"}
    assert Version.objects.filter(post=state["id"]).count() == 1


def test_the_history_is_read_word_by_word_and_brings_back(desk, brand, post, lune, colleague):
    compose.save(post, draft("Indigo, garance", [lune]), colleague, 1)
    page = desk.get(at(brand, post, "history/")).content.decode()
    assert "<ins>, garance</ins>" in page and "Inès Petit" in page
    against = desk.get(at(brand, post, "history/1/") + "?against=now").content.decode()
    assert "<del>, garance</del>" in against
    answer = desk.post(at(brand, post, "history/1/"), follow=True)
    assert state_of(answer)["content"] == {"text": "Indigo"}
    assert desk.get(at(brand, post, "history/99/")).status_code == 404
    assert desk.post(at(brand, post, "history/99/")).status_code == 404


def test_the_page_speaks_french(desk, brand, post, owner):
    type(owner).objects.filter(pk=owner.pk).update(language="fr")
    page = desk.get(at(brand, post)).content.decode()
    assert "Avant que ça parte" in page and "Before it goes out" not in page
