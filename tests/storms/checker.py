"""Who compares: the ledger, the database, and what the member was told. Nothing of the spine's code is used."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.storms.desk import Kill
from tests.storms.ledger import lines
from tests.storms.people import Held

NAME = re.compile(r"^#(\d+)\.(\d+)# ")
SAME = 0.02
"""seconds by which two processes may read one clock apart"""
IN_FLIGHT = 5.0
"""seconds that an answer may take home at most"""
SETTLED = 0.3
"""seconds from the writing of an answer to its commit"""


@dataclass
class Findings:
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    """any other promise that was not kept"""
    needless: list[str] = field(default_factory=list)
    """a person was asked, where looking would have told"""
    to_human: int = 0
    class_d_unknown: int = 0
    kills_between: int = 0
    executed: int = 0
    slowest: float = 0.0
    """seconds from a call to its post being shown, at the storm's speed: must stay under the last look"""

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.stuck or self.broken) and self.to_human == self.class_d_unknown


def check(ledger: Path, said: dict[int, list[str]], holds: list[Held], kills: list[Kill], factor: float) -> Findings:
    """Every invariant, on the rows of a desk at rest."""
    return _Checker(list(lines(ledger)), said, holds, kills, factor).findings()


class _Checker:
    def __init__(
        self,
        told: list[dict[str, Any]],
        said: dict[int, list[str]],
        holds: list[Held],
        kills: list[Kill],
        factor: float,
    ) -> None:
        from pupitre.channels.models import Attempt, Part
        from pupitre.journal.models import Entry

        self.said, self.holds, self.kills, self.factor = said, holds, kills, factor
        self.executed: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
        self.received: dict[str, list[float]] = defaultdict(list)
        self.ledger = told
        self.limits: dict[str, list[tuple[float, float]]] = defaultdict(list)
        parts = Part.objects.select_related("sending__channel").order_by("sending__subject_id", "position")
        self.parts = {(part.sending.subject_id, part.position): part for part in parts}
        self.by_key = {part.key: part for part in self.parts.values()}
        self.attempts = defaultdict(list)
        for attempt in Attempt.objects.order_by("number"):
            self.attempts[attempt.part_id].append(attempt)
        self.journal = defaultdict(list)
        for entry in Entry.objects.filter(verb__startswith="sending.").order_by("id"):
            self.journal[entry.subject_id, entry.particulars.get("part", 0)].append(entry)
        self.found = Findings()

    def findings(self) -> Findings:
        self._read_ledger()
        self._nothing_is_missing_from_the_desk()
        for name, part in self.parts.items():
            self._judge(name, part)
        self._limits()
        self._kills()
        return self.found

    def _read_ledger(self) -> None:
        renewing: Counter[str] = Counter()
        keys: dict[str, str] = {}
        for line in self.ledger:
            if line["what"] == "received":
                self.received[line["key"]].append(line["t"])
            elif line["what"] == "renewing" and line["at_once"] > 1:
                renewing[line["account"]] += 1
            elif line["what"] == "executed":
                self._take_down(line, keys)
        for account, times in renewing.items():
            self.found.broken.append(f"{account}: {times} refreshes at once")

    def _take_down(self, line: dict[str, Any], keys: dict[str, str]) -> None:
        named = NAME.match(line["letter"]["text"])
        if not named:
            self.found.broken.append(f"a post that nobody wrote: {line['letter']['text'][:60]!r}")
            return
        self.executed[int(named[1]), int(named[2])].append(line)
        self.found.executed += 1
        if keys.setdefault(line["key"], line["letter"]["text"]) != line["letter"]["text"]:
            self.found.broken.append(f"key {line['key']} was used with two payloads")

    def _nothing_is_missing_from_the_desk(self) -> None:
        for number, texts in self.said.items():
            for position in range(len(texts)):
                if (number, position) not in self.parts:
                    self.found.lost.append(f"{number}.{position} was planned and is not in the database")

    def _judge(self, name: tuple[int, int], part: Any) -> None:
        printed = self.executed.get(name, [])
        label = f"{name[0]}.{name[1]} (class {part.sending.channel.facts['class']}, {part.state})"
        if len(printed) > 1:  # I1
            self.found.doubled.append(f"{label}: {len(printed)} posts\n{self._story(part, printed)}")
        verbs = Counter(entry.verb for entry in self.journal[name])
        self._count_people(label, part, verbs, printed)
        if part.state == "sent":
            self._judge_sent(label, part, printed, verbs)
        elif part.state == "refused":
            self._judge_refused(label, printed, verbs)
        elif not self._follows_a_refusal(name) or part.state != "planned":  # I2
            self.found.stuck.append(f"{label}: {part.reason_code}\n{self._story(part, printed)}")
        elif printed:
            self.found.broken.append(f"{label}: it is out there all the same")
        for line in printed:
            self._judge_printed(name, label, part, line)
        for at in self.received.get(part.key, []):
            self._judge_call(label, part, at)

    def _story(self, part: Any, printed: list[dict[str, Any]]) -> str:
        """What happened to a part, in order, for whoever looks into a finding."""
        told = [(line["t"], f"printed as {line['id']}, shown {line['lag']:.1f} s later") for line in printed]
        told += [(at, "received") for at in self.received.get(part.key, [])]
        for attempt in self.attempts[part.pk]:
            told.append((attempt.armed_at.timestamp(), f"armed by {attempt.worker}"))
            if attempt.ended_at:
                told.append((attempt.ended_at.timestamp(), f"{attempt.outcome} {attempt.evidence.get('code')}"))
        for entry in self.journal[part.sending.subject_id, part.position]:
            told.append((entry.at.timestamp(), f"{entry.verb} {entry.particulars.get('code', '')}"))
        told += [(kill.at, f"{kill.worker} killed") for kill in self.kills if kill.worker in str(told)]
        return "\n".join(f"    {at % 10_000:9.3f} {words}" for at, words in sorted(told))

    def _count_people(self, label: str, part: Any, verbs: Counter[str], printed: list[dict[str, Any]]) -> None:
        doubts, late = verbs["sending.person"], verbs["sending.late"]
        is_dark = part.sending.channel.facts["class"] == "D"
        self.found.to_human += doubts + late
        if late or (doubts and not is_dark):
            self.found.needless.append(f"{label}\n{self._story(part, printed)}")
        if not is_dark:
            return
        self.found.class_d_unknown += doubts
        unsure = sum(attempt.outcome in ("", "unsure", "bug", "accepted") for attempt in self.attempts[part.pk])
        if unsure > doubts:
            self.found.broken.append(f"{part}: {unsure} unknown outcomes on class D, {doubts} told to a person")

    def _judge_sent(self, label: str, part: Any, printed: list[dict[str, Any]], verbs: Counter[str]) -> None:
        if not printed:  # I3
            self.found.lost.append(
                f"{label}: the desk says sent, and it is not out there\n{self._story(part, printed)}"
            )
            return
        told = [entry for entry in self.journal[part.sending.subject_id, part.position] if entry.verb == "sending.sent"]
        if verbs["sending.sent"] != 1:
            self.found.broken.append(f"{label}: {verbs['sending.sent']} entries say that it was sent")
        by_member = told and told[0].particulars["how"] == "member"
        ids = {line["id"] for line in printed}
        if not by_member and part.remote_id not in ids:
            self.found.broken.append(f"{label}: the desk knows it as {part.remote_id}, the network as {ids}")
        if by_member and part.remote_url.rsplit("/", 1)[-1] not in ids:
            self.found.broken.append(f"{label}: the member's link is not its own")

    def _judge_refused(self, label: str, printed: list[dict[str, Any]], verbs: Counter[str]) -> None:
        if printed:  # I4
            self.found.broken.append(f"{label}: told as refused, and it is out there")
        if verbs["sending.refused"] < 1:
            self.found.lost.append(f"{label}: refused, and nobody was told")

    def _judge_printed(self, name: tuple[int, int], label: str, part: Any, line: dict[str, Any]) -> None:
        if line["account"] != part.sending.channel.account or line["key"] != part.key:  # I5
            self.found.broken.append(f"{label}: on another account, or with another key")
        if line["letter"]["text"] != self.said[name[0]][name[1]]:  # I6
            self.found.broken.append(f"{label}: another text than was approved")
        if name[1]:
            before = {earlier["id"] for earlier in self.executed.get((name[0], name[1] - 1), [])}
            if line["letter"].get("parent") not in before and not self._told_by_a_member(name):
                self.found.broken.append(f"{label}: it does not answer the part before")
        armed = [attempt.armed_at.timestamp() for attempt in self.attempts[part.pk]]
        if armed:
            called = max((at for at in armed if at <= line["t"] + SAME), default=line["t"])
            self.found.slowest = max(self.found.slowest, (line["t"] + line["lag"] - called) * self.factor)

    def _told_by_a_member(self, name: tuple[int, int]) -> bool:
        """The part before was confirmed by a member, so that its id is not known to the desk."""
        told = self.journal[name[0], name[1] - 1]
        return any(entry.verb == "sending.sent" and entry.particulars["how"] == "member" for entry in told)

    def _judge_call(self, label: str, part: Any, at: float) -> None:
        if at < part.due_at.timestamp() - SAME:  # I5
            self.found.broken.append(f"{label}: called {part.due_at.timestamp() - at:.2f} s before its time")
        armed = [attempt.armed_at.timestamp() for attempt in self.attempts[part.pk]]
        if not any(instant <= at + SAME for instant in armed):  # I7
            self.found.broken.append(f"{label}: called without having been written down")
        for held in self.holds:  # I5
            if held.brand_id != part.sending.brand_id or part.sending_id in held.leaving:
                continue
            if held.acknowledged_at + SAME < at < held.lifted_at - SAME:
                self.found.broken.append(f"{label}: called {at - held.acknowledged_at:.2f} s into a hold")

    def _follows_a_refusal(self, name: tuple[int, int]) -> bool:
        earlier = (self.parts.get((name[0], position)) for position in range(name[1]))
        return any(part is not None and part.state == "refused" for part in earlier)

    def _limits(self) -> None:
        """Once a limit was brought home, nothing on its channel is armed before the time that the network named."""
        known: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for part in self.parts.values():
            for attempt in self.attempts[part.pk]:
                if attempt.outcome == "later" and attempt.ended_at:
                    account, home = part.sending.channel.account, attempt.ended_at.timestamp()
                    told = [u for at, u in self._named(account) if at <= home + SAME and home - at < IN_FLIGHT]
                    known[account] += [(home + SETTLED, until - SAME) for until in told[-1:]]
        for part in self.parts.values():
            for since, until in known[part.sending.channel.account]:
                for attempt in self.attempts[part.pk]:
                    if since < attempt.armed_at.timestamp() < until:
                        early = until - attempt.armed_at.timestamp()
                        self.found.broken.append(f"{part}: armed {early:.2f} s before the network allows it")

    def _named(self, account: str) -> list[tuple[float, float]]:
        """When a limit of the account was told, and until when, as far as it named a time."""
        if not self.limits:
            for line in self.ledger:
                if line["what"] == "limited":
                    named = line["until"] if line["kind"] in {"seconds", "date"} else 0.0
                    self.limits[line["account"]].append((line["t"], named))
        return self.limits[account]

    def _kills(self) -> None:
        """Kills that fell between a call's arrival at the press and the commit of its answer."""
        open_calls = list(self._open_calls())
        for kill in self.kills:
            if any(worker == kill.worker and at <= kill.at for worker, at in open_calls):
                self.found.kills_between += 1

    def _open_calls(self) -> Iterator[tuple[str, float]]:
        for part in self.parts.values():
            for attempt in self.attempts[part.pk]:
                if attempt.outcome:
                    continue
                since = attempt.armed_at.timestamp() - SAME
                arrived = [at for at in self.received.get(part.key, []) if at >= since]
                if arrived:
                    yield attempt.worker, min(arrived)
