"""What leaves as a post, an edit and a delete, and how pictures get there first."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pupitre.ground import http
from pupitre.networks.errors import Later, NotSent, Reconnect, Refused
from pupitre.networks.mastodon import pictures, publish
from pupitre.networks.mastodon.tests.wire import HOME, NOW, grant, html, json, outgoing, picture, status, wire
from pupitre.networks.words import Poll, Remote

__all__ = ["wire"]

STATUSES = "/api/v1/statuses"
MEDIA = "/api/v2/media"
TARGET = Remote("1001", f"{HOME}/@brand/1001")


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    monkeypatch.setattr(pictures, "PAUSE", 0)


def prepared(out, who):
    handles = dict(out.handles)
    publish.prepare(out, who, handles.__setitem__)
    return replace(out, handles=handles)


def payload(wire, method="POST", path=STATUSES):
    return wire.sent(method, path)[-1]["json"]


def test_a_key_is_thirty_two_digits_and_never_the_same():
    keys = {publish.new_key("Bonjour", grant()) for _ in range(200)}
    assert len(keys) == 200
    assert all(len(key) == 32 and int(key, 16) for key in keys)


def test_a_post_goes_out_with_its_key_and_comes_back_with_its_id(wire):
    wire.on("POST", STATUSES, json(status("1001", "Bonjour")))
    sent = publish.send(outgoing(language="fr-FR"), grant())
    assert (sent.remote_id, sent.url, sent.at) == ("1001", f"{HOME}/@brand/1001", NOW)
    assert payload(wire) == {"status": "Bonjour", "visibility": "public", "language": "fr"}
    assert wire.asked[0]["headers"]["Idempotency-Key"] == "k1"


def test_a_reply_a_warning_and_a_poll_are_said_as_json(wire):
    wire.on("POST", STATUSES, json(status()))
    poll = Poll(("oui", "non"), timedelta(days=1), multiple=True)
    publish.send(outgoing(parent=Remote("900"), warning="Attention", poll=poll), grant())
    assert payload(wire) == {
        "status": "Bonjour",
        "visibility": "public",
        "spoiler_text": "Attention",
        "sensitive": True,
        "in_reply_to_id": "900",
        "poll": {"options": ["oui", "non"], "expires_in": 86_400, "multiple": True, "hide_totals": False},
    }


def test_what_a_server_would_drop_is_not_sent(wire):
    wire.on("POST", STATUSES, json(status()))
    poll = Poll(("oui", "non"), timedelta(days=1))
    publish.send(outgoing(language="fr", poll=poll), grant("pixelfed"))
    assert payload(wire) == {"status": "Bonjour", "visibility": "public"}


def test_to_snac_a_post_goes_as_a_form_over_a_connection_of_its_own(wire):
    wire.on("POST", STATUSES, json(status("1795379950" + "a" * 32)))
    handles = {"media.0": "a.png", "media.1": "b.png"}
    pair = (picture(), picture())
    sent = publish.send(outgoing(media=pair, handles=handles, warning="!", language="fr"), grant("snac"))
    form = {"status": "Bonjour", "visibility": "public", "media_ids[]": ["a.png", "b.png"]}
    assert wire.asked[0]["form"] == form | {"spoiler_text": "!", "sensitive": "true"}
    assert wire.asked[0]["headers"]["Connection"] == "close"
    assert sent.remote_id == "0" * 10 + "a" * 32


def test_pictures_go_first_with_their_alternative_text_and_are_attached_in_order(wire):
    wire.on("POST", MEDIA, json({"id": "7", "url": "u"}), json({"id": "8", "url": "u"}))
    wire.on("POST", STATUSES, json(status()))
    out = prepared(outgoing("", media=(picture("un.png", "Un"), picture("deux.png", ""))), grant())
    assert out.handles == {"media.0": "7", "media.1": "8"}
    one, two = wire.sent("POST", MEDIA)
    assert one["files"] == {"file": ("k1-1.png", b"png", "image/png")}
    assert two["files"]["file"][0] == "k1-2.png"
    assert (one["form"], two["form"]) == ({"description": "Un"}, None)
    publish.send(out, grant())
    assert payload(wire) == {"visibility": "public", "media_ids": ["7", "8"]}


@pytest.mark.parametrize(
    "name, sent",
    [("IMG.JPG", "k1-1.jpg"), ("sans", "k1-1"), ("a.b c", "k1-1"), ("../x.png", "k1-1.png"), ("é.é", "k1-1")],
)
def test_no_two_uploads_have_one_name_whatever_the_pictures_are_called(wire, name, sent):
    wire.on("POST", MEDIA, json({"id": "7", "url": "u"}))
    prepared(outgoing(media=(picture(name),)), grant())
    assert wire.sent("POST", MEDIA)[0]["files"]["file"][0] == sent


def test_a_picture_in_the_works_is_waited_for_after_its_handle_is_saved(wire):
    wire.on("POST", MEDIA, json({"id": "7", "url": None}, 202))
    wire.on("GET", "/api/v1/media/7", json({"id": "7"}, 206), json({"id": "7", "url": "u"}))
    assert prepared(outgoing(media=(picture(),)), grant()).handles == {"media.0": "7"}
    assert len(wire.sent("GET")) == 2


def test_a_picture_that_stays_in_the_works_is_asked_for_later_and_not_sent_again(wire, monkeypatch):
    monkeypatch.setattr(pictures, "PATIENCE", 0)
    wire.on("POST", MEDIA, json({"id": "7"}, 202))
    wire.on("GET", "/api/v1/media/7", json({"id": "7"}, 206))
    saved = {}
    with pytest.raises(NotSent) as caught:
        publish.prepare(outgoing(media=(picture(),)), grant(), saved.__setitem__)
    assert (caught.value.code, saved) == ("pictures_slow", {"media.0": "7"})
    wire.on("GET", "/api/v1/media/7", json({"id": "7", "url": "u"}))
    publish.prepare(outgoing(media=(picture(),), handles=saved), grant(), saved.__setitem__)
    assert len(wire.sent("POST", MEDIA)) == 1


def test_a_saved_picture_that_the_server_forgot_is_sent_again(wire):
    wire.on("GET", "/api/v1/media/7", json({"error": "Record not found"}, 404))
    wire.on("POST", MEDIA, json({"id": "9", "url": "u"}))
    assert prepared(outgoing(media=(picture(),), handles={"media.0": "7"}), grant()).handles == {"media.0": "9"}


def test_a_server_that_tells_nothing_of_its_pictures_is_believed(wire):
    out = prepared(outgoing(media=(picture(),), handles={"media.0": "7.png"}), grant("snac"))
    assert out.handles == {"media.0": "7.png"}
    assert wire.asked == []


def test_an_old_server_takes_pictures_at_the_old_address(wire):
    wire.on("POST", MEDIA, html(404))
    wire.on("POST", "/api/v1/media", json({"id": "7", "url": "u"}))
    assert prepared(outgoing(media=(picture(),)), grant()).handles == {"media.0": "7"}


@pytest.mark.parametrize(
    "answer, error, code",
    [
        (json({"error": "Validation failed: File content type is invalid"}, 422), Refused, "picture_refused"),
        (json({"error": "Error processing thumbnail for uploaded media"}, 500), Refused, "picture_refused"),
        (html(413), Refused, "picture_heavy_there"),
        (html(500), NotSent, "server_error"),
        (html(200), NotSent, "unreadable"),
        (html(409), NotSent, "server_trouble"),
        (json({}, 429), Later, "limit"),
        (json({"error": "The access token is invalid"}, 401), Reconnect, "token_dead"),
        (http.Interrupted("timeout", ""), NotSent, "interrupted"),
        (http.NothingLeft("unreachable", ""), NotSent, "unreachable"),
    ],
)
def test_an_upload_that_went_wrong_is_never_unsure(wire, answer, error, code):
    wire.on("POST", MEDIA, answer)
    with pytest.raises(error) as caught:
        prepared(outgoing(media=(picture(),)), grant())
    assert caught.value.code == code


@pytest.mark.parametrize(
    "answer, code", [(json({"error": "bad file"}, 422), "picture_refused"), (html(404), "pictures_missing")]
)
def test_a_picture_that_fails_in_the_works_is_told(wire, answer, code):
    wire.on("POST", MEDIA, json({"id": "7"}, 202))
    wire.on("GET", "/api/v1/media/7", answer)
    with pytest.raises((Refused, NotSent)) as caught:
        prepared(outgoing(media=(picture(),)), grant())
    assert caught.value.code == code


def test_nothing_leaves_while_a_picture_is_missing(wire):
    with pytest.raises(NotSent) as caught:
        publish.send(outgoing(media=(picture(), picture()), handles={"media.0": "7"}), grant())
    assert caught.value.code == "pictures_missing"
    assert wire.asked == []


def test_an_edit_says_the_whole_post_anew(wire):
    wire.on("PUT", f"{STATUSES}/1001", json(status("1001", "Bonsoir")))
    wire.on("POST", MEDIA, json({"id": "7", "url": "u"}))
    out = prepared(outgoing("Bonsoir", change="edit", target=TARGET, media=(picture(),), language="fr"), grant())
    assert publish.send(out, grant()).remote_id == "1001"
    assert payload(wire, "PUT", "1001") == {
        "status": "Bonsoir",
        "language": "fr",
        "media_ids": ["7"],
        "spoiler_text": "",
        "sensitive": False,
    }


def test_a_poll_that_is_edited_keeps_its_end(wire, time_machine):
    time_machine.move_to(NOW, tick=False)
    ends = (NOW + timedelta(hours=2)).isoformat()
    wire.on("GET", f"{STATUSES}/1001", json(status(poll={"expires_at": ends})))
    wire.on("PUT", f"{STATUSES}/1001", json(status()))
    poll = Poll(("oui", "non"), timedelta(days=1))
    publish.send(prepared(outgoing(change="edit", target=TARGET, poll=poll), grant()), grant())
    assert payload(wire, "PUT", "1001")["poll"]["expires_in"] == 7200


def test_on_snac_an_edit_is_its_text_alone(wire):
    wire.on("PUT", f"{STATUSES}/1001", json(status("1001")))
    out = outgoing("Bonsoir", change="edit", target=TARGET, media=(picture(),), warning="!")
    publish.send(prepared(out, grant("snac")), grant("snac"))
    assert [one["method"] for one in wire.asked] == ["PUT"]
    assert wire.asked[0]["form"] == {"status": "Bonsoir"}


@pytest.mark.parametrize("answer, code", [(html(404), "target_gone"), (html(405), "edit_none")])
def test_an_edit_of_what_is_not_there_is_refused(wire, answer, code):
    wire.on("PUT", f"{STATUSES}/1001", answer)
    with pytest.raises(Refused) as caught:
        publish.send(outgoing(change="edit", target=TARGET), grant())
    assert caught.value.code == code


def test_a_change_without_a_target_is_refused(wire):
    for change in ("edit", "delete"):
        with pytest.raises(Refused) as caught:
            publish.send(outgoing(change=change), grant())
        assert caught.value.code == "target_gone"
    assert wire.asked == []


@pytest.mark.parametrize(
    "answer", [json(status()), html(204, ""), json({}, 410), json({"error": "Record not found"}, 404)]
)
def test_deleting_succeeds_also_when_it_is_gone_already(wire, answer):
    wire.on("DELETE", f"{STATUSES}/1001", answer)
    wire.on("GET", f"{STATUSES}/1001", html(404))
    sent = publish.send(outgoing(change="delete", target=TARGET), grant())
    assert (sent.remote_id, sent.url) == ("1001", TARGET.url)


def test_a_server_that_can_not_delete_is_not_believed(wire):
    wire.on("DELETE", f"{STATUSES}/1001", html(404))
    wire.on("GET", f"{STATUSES}/1001", json(status()))
    with pytest.raises(Refused) as caught:
        publish.send(outgoing(change="delete", target=TARGET), grant("snac"))
    assert caught.value.code == "delete_there"


def test_a_delete_is_prepared_by_nothing(wire):
    publish.prepare(outgoing(change="delete", target=TARGET, media=(picture(),)), grant(), {}.__setitem__)
    assert wire.asked == []


def objected(out, software="mastodon", **facts):
    return {objection.code for objection in publish.objections(out, grant(software, **facts).facts)}


def test_text_and_warning_share_one_limit():
    assert objected(outgoing("a" * 499, warning="bc")) == {"warning_long"}
    assert objected(outgoing("a" * 499, warning="b")) == set()
    assert objected(outgoing("a" * 501, warning="b")) == set(), "the text alone is too long: its own objection says so"
    assert objected(outgoing("é" * 9, warning="b"), "gotosocial", max_characters=9) == {"warning_long"}


def test_a_poll_stands_without_pictures_and_ends_in_time():
    poll = Poll(("oui", "non"), timedelta(days=1))
    assert objected(outgoing(poll=poll, media=(picture(),))) == {"poll_with_pictures"}
    assert objected(outgoing(poll=replace(poll, lasts=timedelta(minutes=1)))) == {"poll_time"}
    assert objected(outgoing(poll=replace(poll, lasts=timedelta(days=300)))) == {"poll_time"}
    assert objected(outgoing(poll=poll)) == set()


def test_pixelfed_wants_a_picture_save_in_a_reply():
    assert objected(outgoing(), "pixelfed") == {"picture_needed"}
    assert objected(outgoing(parent=Remote("1")), "pixelfed") == set()
    assert objected(outgoing(media=(picture(),)), "pixelfed") == set()


def test_nothing_is_objected_to_a_delete():
    assert objected(outgoing("a" * 900, change="delete", warning="b"), "pixelfed") == set()
