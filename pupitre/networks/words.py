"""The words the desk and every network share: plain frozen values, no Django, no database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin

if TYPE_CHECKING:
    from pupitre.networks.protocols import Connects, Measures, Publishes, Revokes

Facts = Mapping[str, object]
"""What a channel's server told of itself when it was connected (limits, software, version)."""

Change = Literal["create", "edit", "delete"]


@dataclass(frozen=True, slots=True)
class Objection:
    """One thing a person can mend before sending. `code` has its sentence in a messages.py.

    `weight` "refused": the network would refuse it; "look": it would go out, but not as meant; "advice": it would go
    out as meant, and might be better otherwise.
    `place` names the field (text, media, poll, title, thread).
    """

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    place: str = "text"
    weight: Literal["refused", "look", "advice"] = "refused"


@dataclass(frozen=True, slots=True)
class Media:
    """A picture as it is handed to a network: `read()` gives its bytes, opened only when needed."""

    name: str
    mime: str
    size: int
    """bytes"""
    width: int
    height: int
    read: Callable[[], bytes] = field(repr=False, compare=False)
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Poll:
    options: tuple[str, ...]
    lasts: timedelta
    multiple: bool = False


@dataclass(frozen=True, slots=True)
class LinkCard:
    """What a link shows of its page: fetched and checked before it is handed to a network."""

    url: str
    title: str = ""
    description: str = ""
    image: Media | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """What only a blog has. `html` is the body; `excerpt` may be empty."""

    title: str
    html: str
    excerpt: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    featured: Media | None = None


@dataclass(frozen=True, slots=True)
class Remote:
    """Something that exists on a network: `refs` keeps what else the network needs to point at it."""

    remote_id: str
    url: str = ""
    refs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One create, edit or delete on one network, whole and final.

    `key` is chosen once by `new_key` and never renewed by a retry; `created_at` is fixed with it.
    `marker` is a text that only this part carries (a tracked link), empty when it has none.
    `handles` is what `prepare` saved (uploaded pictures, containers).
    `target` is what an edit or a delete changes; `parent` and `root` are what a reply answers.
    """

    key: str
    created_at: datetime
    text: str = ""
    change: Change = "create"
    media: tuple[Media, ...] = ()
    poll: Poll | None = None
    card: LinkCard | None = None
    article: Article | None = None
    language: str = ""
    warning: str = ""
    marker: str = ""
    handles: Mapping[str, str] = field(default_factory=dict)
    target: Remote | None = None
    parent: Remote | None = None
    root: Remote | None = None
    shape: Literal["post", "article"] = "post"


@dataclass(frozen=True, slots=True)
class Sent(Remote):
    """It is out there, under this id."""

    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The network took it and is still at work; `handle` asks for it later (see `find`)."""

    handle: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Grant:
    """The right to act as one account: where, who, and the secrets that prove it.

    `account` is the network's own id of the account. Secrets never show in a repr.
    """

    server: str
    account: str
    handle: str = ""
    name: str = ""
    avatar: str = ""
    url: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    facts: Facts = field(default_factory=dict)
    expires_at: datetime | None = None
    """when the token in use ends; it is renewed by then without anybody"""
    ends_at: datetime | None = None
    """when the connection itself ends and a person must agree anew; None: not as long as it is used"""


@dataclass(frozen=True, slots=True)
class Detour:
    """The person must visit the network to agree; `memory` is kept, sealed, until they come back."""

    url: str
    memory: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """One field of a connect form. Its label and help are sentences in the network's messages.py."""

    name: str
    label: str
    help: str = ""
    kind: Literal["text", "url", "password", "choice"] = "text"
    choices: tuple[tuple[str, str], ...] = ()
    initial: str = ""
    required: bool = True
    aside: bool = False
    """only for another way of connecting than the main one: folded away (see `sign_in` in docs/adding-a-network.md)"""


Document = Callable[[str], Mapping[str, object] | None]
"""JSON that a network's servers fetch from the desk, given our callback; None: there is none at this address"""


def document_address(callback: str, network: str, name: str) -> str:
    """Where the document of that name stands: beside the callback."""
    return urljoin(callback, f"../{network}/{name}.json")


@dataclass(frozen=True, slots=True)
class Measure:
    """Counts of one post or account at one moment. None means the network does not tell: never 0."""

    likes: int | None = None
    reposts: int | None = None
    comments: int | None = None
    quotes: int | None = None
    views: int | None = None
    followers: int | None = None
    following: int | None = None
    posts: int | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """One of the account's own posts, as the network shows it now."""

    remote: Remote
    at: datetime
    text: str = ""
    title: str = ""
    media: int = 0
    measure: Measure = field(default_factory=Measure)
    is_reply: bool = False
    handle: Mapping[str, str] = field(default_factory=dict)
    """What the network keeps of ours with it: slug, key, marker."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of own past posts, newest first. `cursor` asks for the next; None at the end."""

    posts: tuple[Past, ...]
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Idempotency:
    """How an unknown outcome can be settled on this network.

    A: the network dedupes on our key (for `key_life`, None: for ever). B: a saved handle answers.
    C: the account's own recent posts can be read and compared. D: nothing can be read.
    """

    kind: Literal["A", "B", "C", "D"]
    key_life: timedelta | None = None


@dataclass(frozen=True, slots=True)
class PictureRules:
    most: int
    types: tuple[str, ...] = ("image/jpeg", "image/png", "image/webp")
    bytes: int = 8_000_000
    side: int = 0
    """longest side in pixels; 0: no limit told"""
    alt: int = 1500
    """longest alt text in characters; 0: the network keeps none"""
    frame: tuple[int, int] = (0, 0)
    """width to height of what readers see of a picture first; (0, 0): the whole of it, or nobody tells"""


@dataclass(frozen=True, slots=True)
class PollRules:
    most: int
    option: int
    """longest option in characters"""
    shortest: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a network accepts, counted as that network counts. Facts of a server may change it."""

    length: int
    """longest text, in the units of `count`; 0: no limit told"""
    count: Callable[[str], int] = len
    shape: Literal["post", "article"] = "post"
    pictures: PictureRules | None = None
    polls: PollRules | None = None
    thread: int = 1
    """most parts of a thread; 1: no threads"""
    warning: bool = False
    card: bool = False
    language: bool = False
    edits: bool = False
    deletes: bool = False
    title: int = 0
    """longest title in characters; 0: posts have no title"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A network declares itself by what it supplies; what it lacks has one sentence the page shows.

    `lacks` maps an ability (poll, thread, edit, delete, warning, card, alt, likes, views …) to a
    code of messages.py. `checked` is the day the facts were last compared with their sources.
    """

    key: str
    name: str
    mark: str
    """slug of the mark in the icon set"""
    colour: str
    checked: date
    connects: "Connects"
    publishes: "Publishes"
    measures: "Measures | None"
    rules: Callable[[Facts], Rules]
    idempotency: Callable[[Facts], Idempotency]
    lacks: Callable[[Facts], Mapping[str, str]]
    sentences: Mapping[str, str]
    """every code this network speaks, in English, marked for translation"""
    preview: Literal["micro", "blog"] = "micro"
    per_second: int = 4
    """calls in flight at once on one channel"""
    pretend: bool = False
    """nothing of it reaches anybody: for looking around"""
    by_hand: bool = False
    """a person posts it: the desk hands them words and pictures at its time, and they say that it is out"""
    revokes: "Revokes | None" = None
    """None: what lets the desk in can be taken back by a person only, there (see `revoke_by_hand`)"""
    documents: "Mapping[str, Document]" = field(default_factory=dict)
    """what this network's servers fetch from the desk, by name"""
