"""A sending's story: what happened to it, in order, from the journal and from its attempts.

Nothing is asked of the database here: rows come in, lines come out. A line is a code with its
parameters; the sentences stand in messages.py (STORY), instants are formatted where they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from pupitre.channels import states

SAME_MOMENT = timedelta(seconds=5)
"""an attempt's end and the entry that tells of it"""
MANY = 4
"""vain tries in a row from which only the first and the last are named"""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, as a code of the network's or the desk's own sentences; `raw`: the network's own words."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A journal entry about a sending."""

    at: datetime
    verb: str
    particulars: Mapping[str, Any]
    who: str = ""
    """the member's name; empty: the desk itself"""


@dataclass(frozen=True, slots=True)
class Try:
    """An attempt at a part."""

    at: datetime
    outcome: str
    evidence: Mapping[str, Any]
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A part, as far as its story goes."""

    position: int
    state: str
    tries: Sequence[Try]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened. `part` counts from 1 in a thread; 0: the whole of it."""

    at: datetime
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    reason: Reason | None = None
    times: tuple[datetime, ...] = ()
    part: int = 0
    tone: str = ""
    """good, bad, warn or nothing"""


def story(change: str, told: Iterable[Told], pieces: Sequence[Piece]) -> list[Line]:
    """The lines of one sending (`change`: create, edit or delete), oldest first.

    1. each entry and each attempt becomes a line, unless the other already says it;
    2. in the order of time;
    3. looks in a row, and vain tries in a row, become one line.
    """
    entries = list(told)
    lines = [*_of_attempts(change, pieces), *_of_entries(change, entries, pieces)]
    if len(pieces) < 2:
        lines = [replace(line, part=0) for line in lines]
    return _gathered(sorted(lines, key=lambda line: line.at))


def _of_attempts(change: str, pieces: Sequence[Piece]) -> Iterator[Line]:
    for piece in pieces:
        for number, made in enumerate(piece.tries):
            last = number == len(piece.tries) - 1
            line = _of_attempt(change, made, flying=last and piece.state == states.ARMED)
            if line:
                yield replace(line, part=piece.position + 1)


def _of_attempt(change: str, made: Try, flying: bool) -> Line | None:
    """None: the journal tells it."""
    reason = _reason(made.evidence)
    if not made.outcome:
        return Line(made.at, "flying") if flying else None
    if made.outcome == "sent":
        return Line(made.at, _CHANGED[change], tone="good")
    if made.outcome == "accepted":
        return Line(made.at, "accepted")
    if made.outcome == "refused":
        return Line(made.at, "refused", reason=reason, tone="bad")
    if made.outcome == "notsent":
        return Line(made.at, "unreached", reason=reason, times=(made.at,), tone="warn")
    if made.outcome in {"unsure", "bug"}:
        return Line(made.at, "broke", reason=reason, tone="warn")
    if made.outcome == "reconnect" and reason is None:
        return Line(made.at, "renewed")
    return None


_CHANGED = {"create": "sent", "edit": "edited", "delete": "deleted"}


def _of_entries(change: str, entries: Sequence[Told], pieces: Sequence[Piece]) -> Iterator[Line]:
    for entry in entries:
        line = _of_entry(change, entry, pieces)
        if line:
            yield replace(line, part=int(entry.particulars.get("part", -1)) + 1)


def _of_entry(change: str, entry: Told, pieces: Sequence[Piece]) -> Line | None:
    verb = entry.verb.removeprefix("sending.")
    if verb in _SIMPLE:
        code, tone = _SIMPLE[verb]
        return Line(entry.at, code, {"who": entry.who}, tone=tone)
    if verb in {"planned", "moved", "late", "unapproved"}:
        return _of_time(change, entry, verb)
    if verb == "waiting":
        return Line(entry.at, "waiting", {"until": _instant(entry.particulars.get("until"))}, tone="warn")
    if verb == "again":
        after = str(entry.particulars.get("after", ""))
        return Line(entry.at, f"again_{after}" if after in _AGAIN else "again", {"who": entry.who})
    if verb == "sent":
        return _of_arrival(change, entry)
    if verb in {"looked", "absent"}:
        return Line(entry.at, verb, times=(entry.at,), tone="warn")
    return _of_trouble(entry, verb, pieces)


_SIMPLE = {
    "held": ("held", "warn"),
    "released": ("released", ""),
    "put_away": ("put_away", ""),
    "dropped": ("dropped", ""),
    "rehearsed": ("rehearsed", ""),
}
_AGAIN = (states.PERSON, states.LATE, states.REFUSED)


def _of_time(change: str, entry: Told, verb: str) -> Line:
    params = {"who": entry.who, "when": _instant(entry.particulars.get("due"))}
    if verb == "planned" and change != "create":
        return Line(entry.at, f"{change}_planned", params)
    return Line(entry.at, verb, params, tone="warn" if verb in {"late", "unapproved"} else "")


def _of_arrival(change: str, entry: Told) -> Line | None:
    """How it was learnt that it is out; the attempt says it when the network answered at once."""
    how = entry.particulars.get("how")
    if how == "found":
        return Line(entry.at, f"found_{change}", times=(entry.at,), tone="good")
    if how == "member":
        return Line(entry.at, "seen", {"who": entry.who}, tone="good")
    return None


def _of_trouble(entry: Told, verb: str, pieces: Sequence[Piece]) -> Line | None:
    if verb == "blocked":
        return Line(entry.at, "blocked", reason=_reason(entry.particulars), tone="bad")
    if verb == "person":
        return Line(entry.at, "person", reason=_reason(entry.particulars, _known(pieces)), tone="bad")
    if verb not in {"refused", "unknown"} or _is_told_by_attempt(entry, pieces):
        return None
    code, tone = ("stopped", "bad") if verb == "refused" else ("interrupted", "warn")
    return Line(entry.at, code, reason=_reason(entry.particulars), tone=tone)


def _known(pieces: Sequence[Piece]) -> frozenset[str]:
    """Codes that an attempt's own line already gives as its reason."""
    return frozenset(str(made.evidence.get("code")) for piece in pieces for made in piece.tries)


def _is_told_by_attempt(entry: Told, pieces: Sequence[Piece]) -> bool:
    part = entry.particulars.get("part")
    told_of = [piece for piece in pieces if part is None or piece.position == part]
    ends = (made.ended_at for piece in told_of for made in piece.tries if made.ended_at and made.outcome)
    return any(abs(end - entry.at) < SAME_MOMENT for end in ends)


def _gathered(lines: list[Line]) -> list[Line]:
    """Looks in a row are one line that names their times, ended by what they found; so are vain tries."""
    done: list[Line] = []
    for line in lines:
        before = done[-1] if done else None
        if before and line.times and before.part == line.part and (before.code, line.code) in _JOINS:
            done[-1] = replace(line, times=before.times + line.times)
        else:
            done.append(line)
    return [_shortened(line) for line in done]


_JOINS = {("looked", after) for after in ("looked", "absent", "found_create", "found_edit", "found_delete")} | {
    ("unreached", "unreached")
}


def _shortened(line: Line) -> Line:
    if line.code == "unreached" and len(line.times) >= MANY:
        first, *_, last = line.times
        return replace(line, code="unreached_often", params={"count": len(line.times)}, times=(first, last))
    return line


def _reason(said: Mapping[str, Any], known: frozenset[str] = frozenset()) -> Reason | None:
    code = str(said.get("code") or "")
    return Reason(code, said.get("params") or {}, str(said.get("raw") or "")) if code and code not in known else None


def _instant(written: Any) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
