"""What every network must keep, whatever it is: plain checks, each run on a `Trial` of one network.

A new network joins with a harness of its own (see `contract_trial.Harness`) and one entry in
`networks/tests/test_contract.py`. The harness speaks for the far side: a fake server, or a real one.
It reads what is really there behind the connector's back, and upsets things when it is asked to.
A check that a harness can't arrange raises `Cannot`, which the test reports as skipped, with its reason.

    class MastodonHarness:
        card = registry.card("mastodon")
        cannot = {"broken": "the fake server has no such switch"}

        def __init__(self, server): self.server, self.grant = server, Grant(server=server.url, …)
        def seen(self): return [Seen(status.id, status.text) for status in self.server.statuses]
        def counted(self, text): return self.server.length_of(text)
        def seed(self, count): return [self.server.publish(f"Old post {n}") for n in range(count)]
        def upset(self, fault, retry_after=None): self.server.next_fault = fault

    for check in contract.CHECKS:
        check(Trial(harness))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from pupitre.ground import clock
from pupitre.networks import contract_card
from pupitre.networks.contract_trial import Cannot, Fault, Harness, Seen, Trial, picture, remote
from pupitre.networks.errors import Later, NotSent, Reconnect, Refused, Unsure
from pupitre.networks.words import Past, Rules, Sent

__all__ = ["CHECKS", "Cannot", "Fault", "Harness", "Seen", "Trial"]

TRICKY = (
    "plain",
    "l’été à Noël",
    "e\u0301te\u0301",
    "👨‍👩‍👧‍👦 🇫🇷 👍🏽",
    "日本語のテキスト",
    "two\nlines\r\nand more",
    "see https://example.com/a/rather/long/path?with=a&query=too and #tag",
    "@somebody@example.social and @somebody",
    "مرحبا بالعالم",
)
UNITS = ("a", "é", "👨‍👩‍👧‍👦", "語")
OLD_POSTS = 107
"""more than two pages of most networks"""


def card_is_complete(trial: Trial) -> None:
    contract_card.check(trial.card, trial.grant.facts)


def keys_are_never_used_twice(trial: Trial) -> None:
    keys = [trial.publishes.new_key("The same title", trial.grant) for _ in range(200)]
    assert len(set(keys)) == len(keys), "two parts were given one key"
    assert all(key and len(key) <= 120 for key in keys), "a key is empty, or too long to be kept"


def one_send_makes_one_post(trial: Trial) -> None:
    sent = trial.send(trial.say("One send, one post"))
    assert [post.remote_id for post in trial.posts("One send, one post")] == [sent.remote_id]


def the_same_key_never_makes_two(trial: Trial) -> None:
    """On class A: the same key and the same payload, sent again, is the same post."""
    if trial.kind != "A":
        return
    outgoing = trial.say("Sent again with its key")
    first, again = trial.send(outgoing), trial.send(outgoing)
    posts = trial.posts("Sent again with its key")
    assert len(posts) == 1, f"one key made {len(posts)} posts"
    assert first.remote_id == again.remote_id


def find_sees_nothing_before_sending(trial: Trial) -> None:
    outgoing = trial.prepared(trial.say("Not sent yet"))
    assert trial.find(outgoing) is None, "something was found that was never sent"
    assert not trial.posts("Not sent yet"), "preparing or looking has sent it"


def find_finds_exactly_what_was_sent(trial: Trial) -> None:
    """Not the post before, not the latest."""
    trial.send(trial.say("An earlier one"))
    wanted = trial.say("The one we look for")
    sent = trial.send(wanted)
    trial.send(trial.say("A later one"))
    if not trial.can_look:
        return
    found = trial.find(wanted)
    assert isinstance(found, Sent), "it is there and was not found"
    assert found.remote_id == sent.remote_id, "another post was found: perhaps the latest"
    assert trial.find(trial.say("The one that never left")) is None, "a part that never left was found"


def find_needs_no_memory_of_the_call(trial: Trial) -> None:
    """A desk restored from a backup knows the key and the text; handles and the call's time it has forgotten."""
    trial.send(trial.say("Another one"))
    wanted = trial.say("Sent, then forgotten")
    sent = trial.send(wanted)
    if not trial.can_look:
        return
    found = trial.find(replace(wanted, handles={}, created_at=wanted.created_at - timedelta(hours=1)))
    assert isinstance(found, Sent), "it is there and was not found: it would be sent twice after a restore"
    assert found.remote_id == sent.remote_id, "another post was found"


def preparing_again_repeats_nothing(trial: Trial) -> None:
    """What was uploaded once is kept by its handle, and pictures arrive with their alternative texts."""
    pictures = trial.rules.pictures
    if pictures is None or pictures.most < 1:
        return
    alts = ("A red door", "A blue door")[: pictures.most]
    outgoing = trial.say("With pictures", media=tuple(picture(alt) for alt in alts))
    repeated: dict[str, str] = {}
    trial.publishes.prepare(trial.prepared(outgoing), trial.grant, repeated.__setitem__)
    assert not repeated, f"prepared again what was there: {sorted(repeated)}"
    trial.send(outgoing)
    if pictures.alt:
        assert [post.alts for post in trial.posts("With pictures")] == [alts]


def a_lost_answer_is_never_hidden(trial: Trial) -> None:
    _stays_unsure(trial, "lost", "Its answer is lost")


def an_error_after_acceptance_is_never_hidden(trial: Trial) -> None:
    _stays_unsure(trial, "broken", "Its answer is an error")


def an_answer_nobody_can_read_is_never_hidden(trial: Trial) -> None:
    _stays_unsure(trial, "garbled", "Its answer is a page")


def a_look_that_fails_is_no_absence(trial: Trial) -> None:
    if not trial.can_look:
        return
    outgoing = trial.say("Looked for in vain")
    trial.send(outgoing)
    trial.upset("blind")
    trial.raises(lambda: trial.find(outgoing), NotSent, Unsure, Later)
    assert isinstance(trial.find(outgoing), Sent)


def a_limit_says_until_when(trial: Trial) -> None:
    """Seconds, a date, nothing, nonsense, a negative: always an instant to come, at most a day away."""
    date = (clock.now() + timedelta(seconds=90)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    spans = {"7": (5, 9), date: (80, 92), None: (0, 86_400), "soon": (0, 86_400), "-5": (0, 86_400), "0": (0, 86_400)}
    for number, (header, (least, most)) in enumerate(spans.items()):
        text = f"Too many, number {number}"
        outgoing = trial.prepared(trial.say(text))
        trial.upset("limit", header)
        before = clock.now()
        error = trial.raises(lambda said=outgoing: trial.publishes.send(said, trial.grant), Later)  # type: ignore[misc]
        wait = (error.at - before).total_seconds()
        assert wait > 0, f"Retry-After {header!r}: an instant already past"
        assert least <= wait <= most, f"Retry-After {header!r}: {wait:.0f} s"
        assert not trial.posts(text), "it was taken all the same"
        trial.send(outgoing)
        assert len(trial.posts(text)) == 1


def an_old_token_is_renewed(trial: Trial) -> None:
    outgoing = trial.prepared(trial.say("With an old token"))
    trial.upset("expired")
    error = trial.raises(lambda: trial.publishes.send(outgoing, trial.grant), Reconnect)
    assert error.refresh, "an old token can be renewed"
    trial.send(outgoing, trial.connects.check(trial.grant))
    assert len(trial.posts("With an old token")) == 1


def a_dead_token_asks_for_a_person(trial: Trial) -> None:
    outgoing = trial.prepared(trial.say("With a dead token"))
    trial.upset("revoked")
    error = trial.raises(lambda: trial.publishes.send(outgoing, trial.grant), Reconnect)
    if error.refresh:
        error = trial.raises(lambda: trial.connects.check(trial.grant), Reconnect)
    assert not error.refresh, "a dead token can't be renewed"
    assert not trial.posts("With a dead token")


def a_refused_connection_sends_nothing(trial: Trial) -> None:
    outgoing = trial.prepared(trial.say("Nobody listens"))
    trial.upset("down")
    trial.raises(lambda: trial.publishes.send(outgoing, trial.grant), NotSent)


def text_is_counted_as_the_network_counts(trial: Trial) -> None:
    trial.needs("counted")
    for text in TRICKY:
        ours, theirs = trial.rules.count(text), trial.harness.counted(text)
        assert ours == theirs, f"{text!r}: we count {ours}, the network {theirs}"


def the_longest_text_leaves_and_one_more_is_refused(trial: Trial) -> None:
    limits = trial.rules
    if not limits.length:
        return
    for unit in UNITS:
        longest = _longest(unit, limits)
        fits, too_long = trial.say(longest), trial.say(longest + "a")
        assert not trial.refused_by_rules(fits), f"{unit!r}: what fits is objected to"
        trial.send(fits)
        assert "text_long" in trial.refused_by_rules(too_long), f"{unit!r}: one too many is not objected to"
        trial.raises(lambda said=too_long: trial.send(said), Refused)  # type: ignore[misc]


def an_edit_changes_the_post(trial: Trial) -> None:
    if not trial.rules.edits:
        return
    target = remote(trial.send(trial.say("Before the edit")))
    edit = trial.say("After the edit", change="edit", target=target)
    assert not trial.can_look or trial.find(edit) is None, "the edit was seen before it was made"
    trial.send(edit)
    assert [post.remote_id for post in trial.posts("After the edit")] == [target.remote_id]
    assert not trial.posts("Before the edit")
    assert not trial.can_look or isinstance(trial.find(edit), Sent), "the edit was made and not found"


def a_delete_removes_the_post(trial: Trial) -> None:
    if not trial.rules.deletes:
        return
    target = remote(trial.send(trial.say("To be removed")))
    removal = trial.say("", change="delete", target=target)
    assert not trial.can_look or trial.find(removal) is None, "the removal was seen before it was made"
    trial.send(removal)
    assert not trial.posts("To be removed")
    assert not trial.can_look or isinstance(trial.find(removal), Sent), "the removal was made and not found"


def a_thread_hangs_together(trial: Trial) -> None:
    if trial.rules.thread < 2:
        return
    first = remote(trial.send(trial.say("First of a thread")))
    second = remote(trial.send(trial.say("Second of a thread", parent=first, root=first)))
    trial.send(trial.say("Third of a thread", parent=second, root=first))
    assert [post.parent for post in trial.posts("Second of a thread")] == [first.remote_id]
    assert [post.parent for post in trial.posts("Third of a thread")] == [second.remote_id]


def past_posts_come_without_gaps(trial: Trial) -> None:
    """All of them, each once, newest first, over as many pages as it takes."""
    if trial.measures is None or "past" in trial.lacks:
        return
    trial.needs("seed")
    wanted = set(trial.harness.seed(OLD_POSTS))
    told: list[Past] = []
    cursor: str | None = None
    for _ in range(OLD_POSTS + 50):
        page = trial.measures.past(trial.grant, cursor)
        told += page.posts
        cursor = page.cursor
        if cursor is None:
            break
    ids = [post.remote.remote_id for post in told]
    assert cursor is None, "the pages never end"
    assert len(ids) == len(set(ids)), "a post came twice"
    assert wanted <= set(ids), f"{len(wanted - set(ids))} posts were left out"
    assert [post.at for post in told] == sorted((post.at for post in told), reverse=True), "not newest first"


def what_is_not_told_is_none(trial: Trial) -> None:
    if trial.measures is None:
        return
    sent = trial.send(trial.say("To be measured"))
    told = trial.measures.posts([sent.remote_id], trial.grant)[sent.remote_id]
    assert told is not None, "the post is there and was said to be gone"
    for name in ("likes", "reposts", "comments", "quotes", "views"):
        _told_or_none(name, getattr(told, name), trial.lacks)
    _told_or_none("followers", trial.measures.account(trial.grant).followers, trial.lacks)


def what_is_gone_is_said_to_be_gone(trial: Trial) -> None:
    if trial.measures is None or not trial.rules.deletes or not trial.can_look:
        return
    sent = trial.send(trial.say("Measured after its end"))
    trial.send(trial.say("", change="delete", target=remote(sent)))
    assert trial.measures.posts([sent.remote_id], trial.grant)[sent.remote_id] is None


def what_is_given_back_opens_nothing(trial: Trial) -> None:
    """Afterwards the network lets the desk in no more; or it was said that only a person can see to that."""
    revokes = trial.card.revokes
    if revokes is None:
        return
    try:
        revokes.revoke(trial.grant)
    except Refused:
        return
    error = trial.raises(lambda: trial.connects.check(trial.grant), Reconnect)
    assert not error.refresh, "what was given back can be renewed"
    revokes.revoke(trial.grant)


def nobody_is_there_to_give_it_back_to(trial: Trial) -> None:
    """It is tried again: the desk must not believe that it is done."""
    revokes = trial.card.revokes
    if revokes is None:
        return
    trial.upset("down")
    trial.raises(lambda: revokes.revoke(trial.grant), NotSent, Later, Refused)


CHECKS: tuple[Callable[[Trial], None], ...] = (
    card_is_complete,
    keys_are_never_used_twice,
    one_send_makes_one_post,
    the_same_key_never_makes_two,
    find_sees_nothing_before_sending,
    find_finds_exactly_what_was_sent,
    find_needs_no_memory_of_the_call,
    preparing_again_repeats_nothing,
    a_lost_answer_is_never_hidden,
    an_error_after_acceptance_is_never_hidden,
    an_answer_nobody_can_read_is_never_hidden,
    a_look_that_fails_is_no_absence,
    a_limit_says_until_when,
    an_old_token_is_renewed,
    a_dead_token_asks_for_a_person,
    a_refused_connection_sends_nothing,
    text_is_counted_as_the_network_counts,
    the_longest_text_leaves_and_one_more_is_refused,
    an_edit_changes_the_post,
    a_delete_removes_the_post,
    a_thread_hangs_together,
    past_posts_come_without_gaps,
    what_is_not_told_is_none,
    what_is_gone_is_said_to_be_gone,
    what_is_given_back_opens_nothing,
    nobody_is_there_to_give_it_back_to,
)


def _stays_unsure(trial: Trial, fault: Fault, text: str) -> None:
    """The connector says Unsure; a look then finds the one post that is there."""
    outgoing = trial.prepared(trial.say(text))
    trial.upset(fault)
    trial.raises(lambda: trial.publishes.send(outgoing, trial.grant), Unsure)
    posts = trial.posts(text)
    assert len(posts) == 1, f"{len(posts)} posts are there"
    if not trial.can_look:
        return
    found = trial.find(outgoing)
    assert isinstance(found, Sent) and found.remote_id == posts[0].remote_id, "it is there and was not found"


def _longest(unit: str, limits: Rules) -> str:
    """As many of `unit` as leave room for a few letters, then letters until one more would be too many."""
    text = unit * (limits.length - 20)
    while limits.count(text) > limits.length - 20:
        text = text[: -len(unit)]
    while limits.count(text + "a") <= limits.length:
        text += "a"
    return text


def _told_or_none(name: str, value: int | None, lacks: Mapping[str, str]) -> None:
    if name in lacks:
        assert value is None, f"{name} is {value}, and the card says that the network does not tell it"
    else:
        assert value is not None, f"{name} is not told, and the card does not say so"
