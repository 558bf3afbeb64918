"""One network on trial: its harness, and the few steps that all checks of the contract are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

from pupitre.ground import clock
from pupitre.networks import rules
from pupitre.networks.errors import NetworkError
from pupitre.networks.words import Accepted, Article, Card, Grant, Media, Outgoing, Remote, Rules, Sent

Fault = Literal["lost", "broken", "garbled", "limit", "expired", "revoked", "down", "blind"]
"""What befalls the next create: executed and its answer dropped; executed and answered with 500; executed
and answered with 200 and a page of HTML; not taken, too many. The token is old until it is renewed, or dead.
Nothing listens at the address any more. And "blind": the next look is answered with a page of HTML."""

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A post as it really stands on the network. `text` without markup; `parent` is a remote id."""

    remote_id: str
    text: str
    alts: tuple[str, ...] = ()
    parent: str = ""


class Harness(Protocol):
    """The far side of one network: a fake server, or a real one."""

    card: Card
    grant: Grant
    cannot: Mapping[str, str]
    """faults (and "counted", "seed") that can't be arranged here, each with the reason"""

    def seen(self) -> Sequence[Seen]:
        """Every post of the account that is really there, in any order."""

    def counted(self, text: str) -> int:
        """The length of `text` as the network itself counts it: not the connector's own function."""

    def seed(self, count: int) -> Sequence[str]:
        """Put so many posts there without the connector; their remote ids, in any order."""

    def upset(self, fault: Fault, retry_after: str | None = None) -> None:
        """Arrange a fault. `retry_after` goes with "limit": the header, None for none. May change `grant`."""


class Cannot(Exception):
    """This harness can't arrange what the check needs."""


class Trial:
    """What a check does: say, send, find, look behind the connector's back."""

    def __init__(self, harness: Harness) -> None:
        self.harness = harness
        self.card = harness.card
        self.connects = harness.card.connects
        self.publishes = harness.card.publishes
        self.measures = harness.card.measures
        self._handles: dict[str, Mapping[str, str]] = {}

    @property
    def grant(self) -> Grant:
        return self.harness.grant

    @property
    def rules(self) -> Rules:
        return self.card.rules(self.grant.facts)

    @property
    def lacks(self) -> Mapping[str, str]:
        return self.card.lacks(self.grant.facts)

    @property
    def kind(self) -> str:
        return self.card.idempotency(self.grant.facts).kind

    @property
    def can_look(self) -> bool:
        return self.kind != "D"

    def say(self, text: str, **more: Any) -> Outgoing:
        """A part with its own key, in the shape that the network takes."""
        outgoing = Outgoing(self.publishes.new_key(text[:60], self.grant), clock.now(), text, **more)
        if self.rules.shape != "article" or outgoing.change == "delete":
            return outgoing
        article = Article(title=text, html=f"<p>{text}</p>")
        return replace(outgoing, text="", shape="article", article=article)

    def prepared(self, outgoing: Outgoing) -> Outgoing:
        """With the handles that preparing made; they are kept for this key, as a part's row keeps them."""
        saved = dict(self._handles.get(outgoing.key, {}))
        self.publishes.prepare(replace(outgoing, handles=dict(saved)), self.grant, saved.__setitem__)
        self._handles[outgoing.key] = saved
        return replace(outgoing, handles=saved)

    def send(self, outgoing: Outgoing, grant: Grant | None = None) -> Sent:
        """Prepare and send; it must be there at once."""
        result = self.publishes.send(self.prepared(outgoing), grant or self.grant)
        if isinstance(result, Accepted):
            self._handles[outgoing.key] = {**self._handles[outgoing.key], **result.handle}
            result = self.find(outgoing)  # type: ignore[assignment]
        assert isinstance(result, Sent), f"{outgoing.text!r} was not sent: {result!r}"
        return result

    def find(self, outgoing: Outgoing) -> Sent | Accepted | None:
        return self.publishes.find(replace(outgoing, handles=self._handles.get(outgoing.key, {})), self.grant)

    def posts(self, text: str) -> list[Seen]:
        """Every post of this very text that is there."""
        return [post for post in self.harness.seen() if post.text.strip() == text]

    def upset(self, fault: Fault, retry_after: str | None = None) -> None:
        """Raises Cannot."""
        self.needs(fault)
        self.harness.upset(fault, retry_after)

    def needs(self, what: str) -> None:
        """Raises Cannot."""
        if what in self.harness.cannot:
            raise Cannot(self.harness.cannot[what])

    def raises(self, step: Callable[[], object], *kinds: type[NetworkError]) -> Any:
        """The error of one of these kinds that `step` must raise; it names no secret."""
        wanted = " or ".join(kind.__name__ for kind in kinds)
        try:
            result = step()
        except kinds as error:
            told = f"{error.code} {error.params} {error.raw}"
            assert not any(secret and secret in told for secret in self.grant.secrets.values()), "it tells a secret"
            return error
        except NetworkError as error:
            raise AssertionError(f"{type(error).__name__}({error.code}) instead of {wanted}") from error
        raise AssertionError(f"{result!r} instead of {wanted}")

    def refused_by_rules(self, outgoing: Outgoing) -> list[str]:
        """The codes of what our own rules object to."""
        return [told.code for told in rules.objections(outgoing, self.rules) if told.weight == "refused"]


def remote(sent: Sent) -> Remote:
    """What an edit, a delete or a reply points at."""
    return Remote(sent.remote_id, sent.url, sent.refs)


def picture(alt: str) -> Media:
    return Media("door.png", "image/png", len(PIXEL), 1, 1, lambda: PIXEL, alt)
