"""Publishing on Bluesky, against the network's own production code: account server, directory, counting service."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pupitre.networks.bluesky import measure, publish, richtext
from pupitre.networks.bluesky.record import record
from pupitre.networks.errors import NotSent, Refused, Unsure
from pupitre.networks.words import LinkCard, Outgoing, Remote
from tests.real.at import at_account, at_network
from tests.real.bluesky import brand, grant, joined, kept, outgoing, picture, prepared, published, shown

__all__ = ["at_account", "at_network", "brand", "grant"]

pytestmark = pytest.mark.real

AT = datetime(2026, 11, 22, 9, 30, 0, 123456, tzinfo=UTC)
UNKNOWN_CID = "bafkreibjfgx2gprinfvicegelk5kosd6y2frmqpqzwqkg7usac74l3t2v4"


def test_a_post_is_written_once_however_often_it_is_sent(at_network, brand, grant):
    out = outgoing(grant, "une seule fois")
    assert publish.find(out, grant) is None
    first = publish.send(out, grant)
    assert publish.send(out, grant) == first == publish.find(out, grant)
    assert first.remote_id == f"at://{brand.did}/app.bsky.feed.post/{out.key}"
    assert kept(at_network, first.remote_id)["text"] == "une seule fois"


def test_six_senders_at_once_leave_one_post(at_network, at_account):
    account = at_account("six")
    grant = joined(at_network, account)
    out = outgoing(grant, "six fois la même")
    with ThreadPoolExecutor(6) as pool:
        sent = list(pool.map(lambda _: publish.send(out, grant), range(6)))
    assert len({(one.remote_id, one.refs["cid"]) for one in sent}) == 1
    listed = at_network.get("repo.listRecords", repo=account.did, collection="app.bsky.feed.post")
    assert [one["uri"] for one in listed["records"]] == [sent[0].remote_id]


def test_another_text_under_the_same_key_is_never_written_over_the_first(at_network, grant):
    out = outgoing(grant, "la première")
    sent = publish.send(out, grant)
    other = replace(out, text="une autre")
    with pytest.raises(Unsure) as unsure:
        publish.send(other, grant)
    assert unsure.value.code == "key_taken"
    with pytest.raises(Refused) as seen:
        publish.find(other, grant)
    assert (seen.value.code, seen.value.raw) == ("key_other", f"{sent.remote_id}: la première")
    assert kept(at_network, sent.remote_id)["text"] == "la première"


def test_a_look_needs_no_token(grant):
    sent = published(grant, key=(key := publish.new_key("", grant)), created_at=AT)
    dead = replace(grant, secrets={"access": "dead", "refresh": "dead", "app_password": "dead"})
    found = publish.find(Outgoing(key, AT, "Bonjour"), dead)
    assert found == sent


def test_a_text_arrives_as_written_with_its_language_links_mentions_and_tags(at_network, at_account, grant):
    friend = at_account("amie")
    text = f"Été 👩‍👩‍👧 « https://exemple.fr/été » @{friend.handle} @personne.test #soldes2026 boutique.fr, #1"
    sent = published(grant, text, language="fr", created_at=AT)
    post = shown(at_network, sent.remote_id)["record"]
    assert (post["text"], post["langs"], post["createdAt"]) == (text, ["fr"], "2026-11-22T09:30:00.123Z")
    content = text.encode()
    seen = [
        (content[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode(), f["features"][0]) for f in post["facets"]
    ]
    assert [(words, feature.get("uri") or feature.get("did") or feature.get("tag")) for words, feature in seen] == [
        ("https://exemple.fr/été", "https://exemple.fr/été"),
        (f"@{friend.handle}", friend.did),
        ("#soldes2026", "soldes2026"),
        ("boutique.fr", "https://boutique.fr"),
    ]


def test_a_name_is_resolved_once_and_kept(grant, at_account):
    friend = at_account("une-fois")
    out = prepared(outgoing(grant, f"@{friend.handle} @personne.test"), grant)
    assert out.handles == {f"mention:{friend.handle}": friend.did, "mention:personne.test": ""}
    saved: list[str] = []
    publish.prepare(out, grant, lambda name, handle: saved.append(name))
    assert saved == []


COUNTED = {
    "letters": "a",
    "accents apart": "e\u0301",
    "a family": "👩‍👩‍👧",
    "flags": "🇫🇷",
    "skin": "👍🏽",
    "keycap": "1️⃣",
    "hangul in parts": "\u1112\u1161\u11ab",
    "devanagari": "क्षि",
    "thai": "ที่",
    "line ends": "\r\n",
    "arabic": "ﷺ",
}


@pytest.mark.parametrize("letter", COUNTED.values(), ids=COUNTED)
def test_the_server_takes_exactly_what_we_count_as_300(grant, letter):
    most = 300
    while richtext.count(letter * most) > 300:
        most -= 1
    assert publish.send(outgoing(grant, letter * most), grant)
    with pytest.raises(Refused) as refused:
        publish.send(outgoing(grant, letter * (most + 1)), grant)
    assert refused.value.code == "refused_other"
    assert re.search("grapheme|3000|bytes|too (big|long)", refused.value.params["reason"])


def test_four_pictures_go_with_their_words_and_shapes(at_network, grant):
    media = (*(picture(f"{n}.jpg", (40 + n, 30)) for n in range(3)), picture("4.png", (10, 50), "image/png"))
    embed = shown(at_network, published(grant, "Quatre", media=media).remote_id)["embed"]
    assert [image["alt"] for image in embed["images"]] == ["Un pot bleu"] * 4
    assert [image["aspectRatio"] for image in embed["images"]][::3] == [
        {"width": 40, "height": 30},
        {"width": 10, "height": 50},
    ]


def test_each_picture_is_saved_as_soon_as_it_is_up_and_never_sent_twice(grant):
    out = outgoing(grant, "Deux", media=(picture("1.jpg", (41, 30)), picture("2.jpg", (42, 30))))
    handles: dict[str, str] = {}

    def save(name: str, handle: str) -> None:
        handles[name] = handle
        raise InterruptedError

    with pytest.raises(InterruptedError):
        publish.prepare(out, grant, save)
    assert list(handles) == ["picture:0"]
    publish.prepare(replace(out, handles=handles), grant, (again := {}).__setitem__)
    assert list(again) == ["picture:1"]
    assert publish.send(replace(out, handles=handles | again), grant)


def test_a_picture_the_server_let_go_of_is_nothing_sent_and_a_later_try_sends_it_anew(grant):
    out = prepared(outgoing(grant, "Perdue", media=(picture("p.jpg", (43, 30)),)), grant)
    handle = json.loads(out.handles["picture:0"])
    lost = json.loads(json.dumps(handle).replace(handle["blob"]["ref"]["$link"], UNKNOWN_CID))
    with pytest.raises(NotSent) as failure:
        publish.send(replace(out, handles={"picture:0": json.dumps(lost)}), grant)
    assert failure.value.code == "picture_gone"
    assert publish.find(out, grant) is None
    lost["at"] = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    assert publish.send(prepared(replace(out, handles={"picture:0": json.dumps(lost)}), grant), grant)


def test_a_picture_above_two_megabytes_is_refused_before_it_is_sent(grant):
    with pytest.raises(Refused) as refused:
        prepared(outgoing(grant, media=(picture(pad=2_000_000),)), grant)
    assert refused.value.code == "picture_too_heavy"
    assert publish.send(prepared(outgoing(grant, media=(picture(pad=1_990_000),)), grant), grant)


def test_a_link_shows_its_card_and_a_heavy_thumb_is_left_out(at_network, grant):
    card = LinkCard("https://exemple.fr/pots", "Nos pots", "Faits main", picture("thumb.jpg"))
    external = shown(at_network, published(grant, "Voir", card=card).remote_id)["embed"]["external"]
    assert (external["uri"], external["title"], external["description"]) == (card.url, "Nos pots", "Faits main")
    assert external["thumb"].startswith("http")
    heavy = replace(card, image=picture("thumb.jpg", pad=1_000_000))
    assert "thumb" not in kept(at_network, published(grant, "Voir", card=heavy).remote_id)["embed"]["external"]


def test_a_thread_hangs_together(at_network, grant):
    first = published(grant, "1/3")
    second = published(grant, "2/3", parent=first, root=first)
    last = prepared(outgoing(grant, "3/3"), grant)  # what it answers is known only once that one is out
    third = publish.send(replace(last, parent=second, root=first), grant)
    reply = shown(at_network, third.remote_id)["record"]["reply"]
    assert (reply["root"]["uri"], reply["parent"]["uri"]) == (first.remote_id, second.remote_id)
    assert reply["root"]["cid"] == first.refs["cid"]
    assert shown(at_network, first.remote_id)["replyCount"] == 1


def test_an_answer_finds_cids_and_root_by_itself(at_network, grant):
    first = published(grant, "question")
    second = published(grant, "réponse", parent=first, root=first)
    third = published(grant, "merci", parent=Remote(second.remote_id))
    reply = kept(at_network, third.remote_id)["reply"]
    assert reply["root"] == {"uri": first.remote_id, "cid": first.refs["cid"]}
    assert reply["parent"] == {"uri": second.remote_id, "cid": second.refs["cid"]}


def test_an_answer_to_what_is_gone_is_refused(brand, grant):
    parent = Remote(f"at://{brand.did}/app.bsky.feed.post/3jzfcijpj2z2a")
    with pytest.raises(Refused) as refused:
        prepared(outgoing(grant, parent=parent), grant)
    assert refused.value.code == "parent_gone"


def test_a_delete_may_be_asked_twice_and_is_found_done(at_network, grant):
    sent = published(grant, "à effacer")
    gone = outgoing(grant, "", change="delete", target=sent)
    assert publish.find(gone, grant) is None
    for _ in range(2):
        assert publish.send(gone, grant).remote_id == sent.remote_id
    assert publish.find(gone, grant).remote_id == sent.remote_id
    at_network.settle()
    assert measure.posts([sent.remote_id], grant)[sent.remote_id] is None


def test_an_edit_is_refused_and_changes_nothing(at_network, grant):
    sent = published(grant, "tel quel")
    with pytest.raises(Refused):
        publish.send(outgoing(grant, "changé", change="edit", target=sent), grant)
    assert kept(at_network, sent.remote_id)["text"] == "tel quel"


def test_the_servers_reason_reaches_the_author_word_for_word(grant):
    bad = outgoing(grant, key="not-a-tid")
    with pytest.raises(Refused) as refused:
        publish.send(bad, grant)
    assert "record key" in refused.value.params["reason"]


def test_every_record_we_build_is_one_the_server_calls_valid(at_network, brand, grant):
    out = prepared(outgoing(grant, "#tag $AAPL https://exemple.fr", language="fr", media=(picture(),)), grant)
    body = {"repo": brand.did, "collection": "app.bsky.feed.post", "rkey": out.key, "record": record(out)}
    told = at_network.post("repo.putRecord", grant.secrets["access"], **body, validate=True)
    assert told["validationStatus"] == "valid"
