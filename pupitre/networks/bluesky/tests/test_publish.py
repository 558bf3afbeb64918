"""Publishing: what the wire and a server may do that the real one cannot be made to do."""

import json
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from pupitre.ground.environment import environment
from pupitre.networks.bluesky import publish
from pupitre.networks.bluesky.record import record, stamp
from pupitre.networks.bluesky.tests.conftest import AT, CID, DID, KEY, URI, method
from pupitre.networks.errors import Later, NotSent, Reconnect, Refused, Unsure
from pupitre.networks.words import Grant, LinkCard, Media, Outgoing, Remote, Sent

BLOB = {"$type": "blob", "ref": {"$link": "bafkabc"}, "mimeType": "image/jpeg", "size": 3}
PUT = method("com.atproto.repo.putRecord")
GET = method("com.atproto.repo.getRecord")
UPLOAD = method("com.atproto.repo.uploadBlob")
RESOLVE = method("com.atproto.identity.resolveHandle")


def picture(size: int = 3, name: str = "pot.jpg") -> Media:
    return Media(name, "image/jpeg", size, 40, 30, read=lambda: bytes(size), alt="Un pot")


def kept(outgoing: Outgoing, grant: Grant) -> dict[str, str]:
    handles: dict[str, str] = {}
    publish.prepare(outgoing, grant, handles.__setitem__)
    return handles


def test_one_call_says_all_of_it_and_may_only_create(server, grant, post):
    server.expect_request(PUT, method="POST").respond_with_json({"uri": URI, "cid": CID})
    sent = publish.send(replace(post, text="Bonjour #soldes", language="fr"), grant)
    assert sent == Sent(URI, f"https://bsky.app/profile/{DID}/post/{KEY}", {"cid": CID}, AT)
    [(request, _)] = server.log
    assert request.headers["authorization"] == "Bearer an-access-token"
    assert request.get_json() == {
        "repo": DID,
        "collection": "app.bsky.feed.post",
        "rkey": KEY,
        "swapRecord": None,
        "record": {
            "$type": "app.bsky.feed.post",
            "text": "Bonjour #soldes",
            "createdAt": "2026-11-22T09:30:00.000Z",
            "langs": ["fr"],
            "facets": [
                {
                    "$type": "app.bsky.richtext.facet",
                    "index": {"byteStart": 8, "byteEnd": 15},
                    "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "soldes"}],
                }
            ],
        },
    }


@pytest.mark.parametrize(
    ("told", "status", "kind", "code"),
    [
        ({"error": "RateLimitExceeded"}, 429, Later, "limit"),
        ({"error": "ExpiredToken"}, 400, Reconnect, "token_old"),
        ({"error": "AccountTakedown"}, 401, Reconnect, "account_takendown"),
        ({"error": "InvalidSwap"}, 400, Unsure, "key_taken"),
        ({"error": "BlobNotFound"}, 400, NotSent, "picture_gone"),
        ({"error": "InvalidRequest", "message": "too long"}, 400, Refused, "refused_other"),
        ({"error": "InternalServerError"}, 500, Unsure, "server_error"),
        ({"uri": URI}, 200, Unsure, "unreadable"),
        ([], 200, Unsure, "unreadable"),
    ],
)
def test_every_answer_to_the_one_call_is_one_of_the_five(server, grant, post, told, status, kind, code):
    server.expect_request(PUT).respond_with_json(told, status)
    with pytest.raises(kind) as failure:
        publish.send(post, grant)
    assert failure.value.code == code
    assert len(server.log) == 1
    assert not any(secret in str(failure.value) for secret in grant.secrets.values())


@pytest.mark.parametrize("body", ["<!doctype html>", "", '{"uri": "at'])
def test_an_answer_that_cannot_be_read_may_have_gone_out(server, grant, post, body):
    server.expect_request(PUT).respond_with_data(body)
    with pytest.raises(Unsure) as failure:
        publish.send(post, grant)
    assert failure.value.code == "unreadable"


def test_a_redirect_is_not_followed_with_the_post_in_hand(server, grant, post):
    server.expect_request(PUT).respond_with_data("", 307, headers={"location": "/elsewhere"})
    with pytest.raises(Unsure):
        publish.send(post, grant)
    assert len(server.log) == 1


def test_a_server_that_is_not_there_got_nothing(grant, post, monkeypatch):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        closed = f"127.0.0.1:{nobody.getsockname()[1]}"
    monkeypatch.setenv("PUPITRE_ALLOWED_HOSTS_PRIVATE", closed)
    environment.cache_clear()
    with pytest.raises(NotSent) as failure:
        publish.send(post, replace(grant, server=f"http://{closed}"))
    assert failure.value.code == "unreachable"


def test_an_inside_address_is_never_called(post, grant):
    with pytest.raises(NotSent) as failure:
        publish.send(post, replace(grant, server="https://192.168.1.1"))
    assert failure.value.code == "address_refused"


# Looking


def at_key(text: str = "Bonjour") -> dict[str, object]:
    return {"uri": URI, "cid": CID, "value": {"text": text, "createdAt": "2026-11-22T09:30:00.000Z"}}


def test_what_stands_under_our_key_is_found_without_a_token(server, grant, post):
    server.expect_request(GET).respond_with_json(at_key())
    assert publish.find(post, grant).remote_id == URI
    [(request, _)] = server.log
    assert "authorization" not in request.headers
    assert request.args.to_dict() == {"repo": DID, "collection": "app.bsky.feed.post", "rkey": KEY}


def test_nothing_under_our_key_is_nothing_yet(server, grant, post):
    server.expect_request(GET).respond_with_json({"error": "RecordNotFound", "message": "Could not locate"}, 400)
    assert publish.find(post, grant) is None


def test_another_text_under_our_key_is_for_a_person(server, grant, post):
    server.expect_request(GET).respond_with_json(at_key("Autre chose"))
    with pytest.raises(Refused) as other:
        publish.find(post, grant)
    assert other.value.code == "key_other"
    assert "Autre chose" in other.value.raw


@pytest.mark.parametrize(
    ("told", "status", "kind"),
    [
        ({"error": "InternalServerError"}, 500, NotSent),
        ({"error": "InvalidRequest", "message": "Could not locate record"}, 400, NotSent),
        ({"error": "RateLimitExceeded"}, 429, Later),
        ({"uri": URI, "cid": CID}, 200, NotSent),
        ("<html>", 404, NotSent),
    ],
)
def test_a_look_that_fails_says_nothing_of_the_post(server, grant, post, told, status, kind):
    server.expect_request(GET).respond_with_json(told, status)
    with pytest.raises(kind):
        publish.find(post, grant)


def test_a_delete_is_found_done_when_nothing_is_there(server, grant):
    gone = Outgoing(KEY, AT, change="delete", target=Remote(URI, "https://bsky.app/x", {"cid": CID}))
    server.expect_oneshot_request(GET).respond_with_json(at_key())
    server.expect_oneshot_request(GET).respond_with_json({"error": "RecordNotFound"}, 400)
    assert publish.find(gone, grant) is None
    assert publish.find(gone, grant) == Sent(URI, "https://bsky.app/x", {"cid": CID})


def test_a_delete_names_what_it_deletes(server, grant):
    server.expect_request(method("com.atproto.repo.deleteRecord")).respond_with_json({})
    target = Remote(f"at://{DID}/app.bsky.feed.post/3jzfcijpj2z2a")
    publish.send(Outgoing(KEY, AT, change="delete", target=target), grant)
    [(request, _)] = server.log
    assert request.get_json() == {"repo": DID, "collection": "app.bsky.feed.post", "rkey": "3jzfcijpj2z2a"}


# Preparing


def test_pictures_are_uploaded_one_by_one_with_their_type(server, grant, post):
    server.expect_request(UPLOAD).respond_with_json({"blob": BLOB})
    out = replace(post, media=(picture(), picture(4, "b.jpg")))
    handles = kept(out, grant)
    assert [json.loads(handle)["blob"] for handle in handles.values()] == [BLOB, BLOB]
    assert [(r.headers["content-type"], r.headers["content-length"]) for r, _ in server.log] == [
        ("image/jpeg", "3"),
        ("image/jpeg", "4"),
    ]
    image = record(replace(out, handles=handles))["embed"]["images"][0]
    assert image == {"image": BLOB, "alt": "Un pot", "aspectRatio": {"width": 40, "height": 30}}


def test_an_upload_is_not_done_again_while_it_waits_and_is_once_it_is_old(server, grant, post):
    server.expect_request(UPLOAD).respond_with_json({"blob": BLOB})
    out = replace(post, media=(picture(),))
    with time_machine.travel(AT, tick=False) as time:
        out = replace(out, handles=kept(out, grant))
        time.shift(timedelta(minutes=9))
        assert kept(out, grant) == {}
        time.shift(timedelta(minutes=2))
        again = kept(out, grant)
    assert record(replace(out, handles=again)) == record(out)
    assert len(server.log) == 2


@pytest.mark.parametrize(
    ("told", "status", "kind"),
    [
        ({"error": "InternalServerError"}, 500, NotSent),
        ({"error": "ExpiredToken"}, 400, Reconnect),
        ({"error": "RateLimitExceeded"}, 429, Later),
        ({"error": "PayloadTooLarge", "message": "too big"}, 413, Refused),
        ("<html>", 200, NotSent),
    ],
)
def test_a_failed_upload_published_nothing(server, grant, post, told, status, kind):
    server.expect_request(UPLOAD).respond_with_json(told, status)
    with pytest.raises(kind):
        kept(replace(post, media=(picture(),)), grant)


def test_a_link_keeps_its_card_when_its_picture_is_refused_or_too_heavy(server, grant, post):
    server.expect_request(UPLOAD).respond_with_json({"error": "InvalidRequest", "message": "no"}, 400)
    for size in (3, 1_000_001):
        out = replace(post, card=LinkCard("https://exemple.fr/x", "", "Des pots", picture(size)))
        handles = kept(out, grant)
        assert handles == {"thumb": ""}
        assert kept(replace(out, handles=handles), grant) == {}
        external = record(replace(out, handles=handles))["embed"]["external"]
        assert external == {"uri": "https://exemple.fr/x", "title": "exemple.fr", "description": "Des pots"}
    assert len(server.log) == 1


def test_pictures_take_the_place_of_a_links_card(server, grant, post):
    server.expect_request(UPLOAD).respond_with_json({"blob": BLOB})
    out = replace(post, media=(picture(),), card=LinkCard("https://exemple.fr", "Pots", "", picture()))
    handles = kept(out, grant)
    assert list(handles) == ["picture:0"]
    assert record(replace(out, handles=handles))["embed"]["$type"] == "app.bsky.embed.images"


def test_a_name_that_cannot_be_asked_for_now_waits_rather_than_going_out_as_plain_text(server, grant, post):
    server.expect_request(RESOLVE).respond_with_json({"error": "UpstreamFailure"}, 502)
    with pytest.raises(NotSent):
        kept(replace(post, text="@amie.bsky.social"), grant)


@pytest.mark.parametrize("name", ["InvalidRequest", "HandleNotFound"])
def test_a_name_that_nobody_has_is_plain_text_for_good(server, grant, post, name):
    server.expect_request(RESOLVE).respond_with_json({"error": name}, 400)
    out = replace(post, text="@amie.bsky.social")
    handles = kept(out, grant)
    assert handles == {"mention:amie.bsky.social": ""}
    assert "facets" not in record(replace(out, handles=handles))


def test_an_edit_or_a_delete_has_nothing_to_prepare(server, grant, post):
    for change in ("edit", "delete"):
        assert kept(replace(post, change=change, text="@amie.bsky.social", media=(picture(),)), grant) == {}
    assert server.log == []


def test_in_a_thread_the_part_before_is_answered_though_it_was_not_known_while_preparing(server, grant, post):
    handles = kept(post, grant)
    first, before = Remote("at://a/b/1", refs={"cid": "c1"}), Remote("at://a/b/2", refs={"cid": "c2"})
    reply = record(replace(post, handles=handles, root=first, parent=before))["reply"]
    assert reply == {"root": {"uri": "at://a/b/1", "cid": "c1"}, "parent": {"uri": "at://a/b/2", "cid": "c2"}}
    assert server.log == []


def test_a_language_that_is_none_is_left_out(post):
    assert "langs" not in record(replace(post, language="not a language"))
    assert record(replace(post, language="fr-BE"))["langs"] == ["fr-BE"]


def test_an_instant_is_written_in_utc_with_milliseconds():
    assert stamp(datetime.fromisoformat("2026-11-22T10:30:00.123999+01:00")) == "2026-11-22T09:30:00.123Z"
    assert stamp(datetime(2026, 1, 2, tzinfo=UTC)) == "2026-01-02T00:00:00.000Z"
