"""Publishing by the Mastodon connector on servers that nobody here wrote: mastodon-mock, and snac with its oddities."""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from pupitre.networks.errors import Later, NotSent, Reconnect, Refused, Unsure
from pupitre.networks.mastodon import CARD, measure, publish
from pupitre.networks.words import Poll, Remote
from tests.real.fediverse import MastodonMock, Snac, allowed, mastodon_mock, snac
from tests.real.mastodon import (
    STATUSES,
    TEXT,
    grant,
    mock_grant,
    outgoing,
    picture,
    prepared,
    published,
    server,
    shown,
    snac_grant,
)

__all__ = ["grant", "mastodon_mock", "mock_grant", "server", "snac", "snac_grant"]

pytestmark = pytest.mark.real


def test_a_post_goes_out_and_is_found_by_its_text(server, grant):
    text = f"{TEXT} {secrets.token_hex(3)}"
    out, sent = published(grant, text, language="fr", warning="Poterie")
    there = shown(server, grant, sent)
    assert (there["visibility"], there["spoiler_text"]) == ("public", "Poterie")
    assert publish.find(out, grant).remote_id == sent.remote_id
    assert abs((sent.at - out.created_at).total_seconds()) < 60
    assert publish.find(replace(out, text=text + "!"), grant) is None


def test_a_post_is_found_by_its_marker_whatever_became_of_it(server, grant):
    marker = f"https://desk.example.org/go/{secrets.token_hex(4)}"
    out, sent = published(grant, f"Voir {marker}", marker=marker)
    changed = replace(out, text="Tout autre", created_at=out.created_at + timedelta(days=9))
    assert publish.find(changed, grant).remote_id == sent.remote_id
    assert publish.find(replace(out, marker=marker + "x"), grant) is None


def test_what_was_never_sent_is_not_found(grant):
    published(grant)
    assert publish.find(outgoing(grant), grant) is None


def test_the_same_key_makes_one_post_where_the_server_keeps_it(server, grant):
    out, sent = published(grant)
    again = publish.send(out, grant)
    one = again.remote_id == sent.remote_id
    assert one == (CARD.idempotency(grant.facts).kind == "A")


def test_the_same_key_at_once_makes_one_post_on_mastodon(mastodon_mock, mock_grant):
    out = outgoing(mock_grant)
    first = publish.send(out, mock_grant)
    with ThreadPoolExecutor(6) as many:
        ids = {sent.remote_id for sent in many.map(lambda _: publish.send(out, mock_grant), range(6))}
    assert ids == {first.remote_id}


def test_pictures_arrive_in_order_with_their_alternative_text(server, grant):
    pair = (
        picture(f"{secrets.token_hex(4)}.png", "teal", "Un pot é"),
        picture(f"{secrets.token_hex(4)}.png", "red", "Deux"),
    )
    out, sent = published(grant, media=pair)
    there = shown(server, grant, sent)["media_attachments"]
    assert [media["description"] for media in there] == ["Un pot é", "Deux"]
    assert set(out.handles) == {"media.0", "media.1"}
    assert publish.find(out, grant).remote_id == sent.remote_id
    assert publish.find(replace(out, media=pair[:1]), grant) is None


def test_preparing_twice_uploads_once(server, grant):
    out = prepared(outgoing(grant, media=(picture(f"{secrets.token_hex(4)}.png"),)), grant)
    saved: dict[str, str] = {}
    publish.prepare(out, grant, saved.__setitem__)
    assert saved == {}


def test_a_picture_that_the_server_forgot_is_uploaded_again(mastodon_mock, mock_grant):
    out = prepared(outgoing(mock_grant, media=(picture("pot.png"),)), mock_grant)
    forgotten = out.handles["media.0"]
    mastodon_mock.told("DELETE", f"/api/v1/media/{forgotten}", mock_grant.secrets["token"])
    again = prepared(out, mock_grant)
    assert again.handles["media.0"] != forgotten
    assert publish.send(again, mock_grant).remote_id


def test_a_thread_hangs_together(server, grant):
    first, one = published(grant)
    second, two = published(grant, parent=one, root=one)
    third, three = published(grant, parent=two, root=one)
    parents = [publish.find(part, grant) for part in (first, second, third)]
    assert [part.remote_id for part in parents] == [one.remote_id, two.remote_id, three.remote_id]
    assert publish.find(replace(third, parent=one), grant) is None
    assert shown(server, grant, three)["in_reply_to_id"][-32:] == two.remote_id[-32:]


def test_a_poll_goes_out_on_mastodon(mastodon_mock, mock_grant):
    poll = Poll(("oui", "non", "peut-être"), timedelta(days=2), multiple=True)
    out, sent = published(mock_grant, poll=poll)
    there = shown(mastodon_mock, mock_grant, sent)["poll"]
    assert ([option["title"] for option in there["options"]], there["multiple"]) == (["oui", "non", "peut-être"], True)
    assert publish.find(out, mock_grant).remote_id == sent.remote_id


def test_an_edit_changes_the_post_and_is_found(server, grant):
    _, sent = published(grant)
    edit = prepared(outgoing(grant, change="edit", target=sent, created_at=datetime.now(UTC)), grant)
    assert publish.find(edit, grant) is None
    assert publish.send(edit, grant).remote_id == sent.remote_id, "the id lasts, also where the server changes it"
    assert publish.find(edit, grant).remote_id == sent.remote_id
    assert publish.send(edit, grant).remote_id == sent.remote_id
    assert edit.text in shown(server, grant, sent)["content"]


def test_a_post_is_deleted_once_and_deleting_it_again_is_no_error(mastodon_mock, mock_grant):
    out, sent = published(mock_grant)
    gone = outgoing(mock_grant, change="delete", target=sent)
    assert publish.find(gone, mock_grant) is None
    for _ in range(2):
        assert publish.send(gone, mock_grant).remote_id == sent.remote_id
    assert publish.find(gone, mock_grant).remote_id == sent.remote_id
    assert publish.find(out, mock_grant) is None
    assert measure.posts([sent.remote_id], mock_grant) == {sent.remote_id: None}


def test_snac_deletes_nothing_and_is_not_believed_when_it_says_gone(snac, snac_grant):
    _, sent = published(snac_grant)
    with pytest.raises(Refused) as caught:
        publish.send(outgoing(snac_grant, change="delete", target=sent), snac_grant)
    assert caught.value.code == "delete_there"
    assert shown(snac, snac_grant, sent)["id"]


def test_what_mastodon_refuses_is_told_in_its_words(mastodon_mock, mock_grant):
    with pytest.raises(Refused) as caught:
        publish.send(outgoing(mock_grant, "a" * 501), mock_grant)
    assert "too long" in caught.value.raw
    with pytest.raises(Refused) as caught:
        publish.send(outgoing(mock_grant, change="edit", target=Remote("1")), mock_grant)
    assert caught.value.code == "target_gone"


FAULTS = [
    ("ratelimit", {}, Later),
    ("ratelimit", {"headers": {"Retry-After": "7200"}}, Later),
    ("status", {"status": 500}, Unsure),
    ("status", {"status": 503}, Unsure),
    ("status", {"status": 401, "body": {"error": "The access token was revoked"}}, Reconnect),
    ("status", {"status": 403, "body": {"error": "Your login is currently disabled"}}, Reconnect),
    ("status", {"status": 422, "body": {"error": "Validation failed: Text is too long"}}, Refused),
    ("status", {"status": 409, "body": {"error": "conflict"}}, Unsure),
    ("malformed", {}, Unsure),
]


@pytest.mark.parametrize("effect, more, error", FAULTS)
def test_a_fault_is_one_of_the_five_errors_and_the_next_try_is_one_post(mastodon_mock, mock_grant, effect, more, error):
    out = outgoing(mock_grant)
    mastodon_mock.fault("POST", STATUSES, effect, **more)
    with pytest.raises(error) as caught:
        publish.send(out, mock_grant)
    if isinstance(caught.value, Later):
        asked = int(more.get("headers", {}).get("Retry-After", "300"))
        assert asked - 60 < (caught.value.at - datetime.now(UTC)).total_seconds() <= max(asked, 300) + 1
    assert publish.find(out, mock_grant) is None
    sent = publish.send(out, mock_grant)
    assert publish.find(out, mock_grant).remote_id == sent.remote_id


@contextmanager
def deaf(server: MastodonMock | Snac) -> Iterator[str]:
    """A way to the server on which every answer to a POST is lost after the server has done its work."""

    class Way(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            kept = {"authorization", "content-type", "idempotency-key"}
            headers = {name: value for name, value in self.headers.items() if name.lower() in kept}
            server.call("POST", self.path, headers=headers, content=body)
            self.close_connection = True

        def log_message(self, *told):
            pass

    way = ThreadingHTTPServer(("127.0.0.1", 0), Way)
    Thread(target=way.serve_forever, daemon=True).start()
    address = f"127.0.0.1:{way.server_port}"
    with allowed(address):
        yield f"http://{address}"
    way.shutdown()
    way.server_close()


def test_a_post_whose_answer_was_lost_is_unsure_and_found_by_looking(server, grant):
    out = prepared(outgoing(grant, f"{TEXT} {secrets.token_hex(3)}"), grant)
    with deaf(server) as way, pytest.raises(Unsure):
        publish.send(out, replace(grant, server=way))
    found = publish.find(out, grant)
    assert found is not None
    again = publish.send(out, grant).remote_id == found.remote_id
    assert again == (CARD.idempotency(grant.facts).kind == "A"), "only a key that is kept makes sending again harmless"


def test_a_fault_while_looking_proves_nothing(mastodon_mock, mock_grant):
    out, _ = published(mock_grant)
    path = f"/api/v1/accounts/{mock_grant.account}/statuses"
    for effect in ("malformed", "status"):
        mastodon_mock.fault("GET", path, effect)
        with pytest.raises(NotSent):
            publish.find(out, mock_grant)
