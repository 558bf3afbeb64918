"""One brand whose channels are accounts of a press that answers over real HTTP; due-clocks as a worker runs them."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pupitre.brands.models import Brand, Member
from pupitre.channels import connect
from pupitre.channels.due_clock import DueClock
from pupitre.channels.entrust import entrust
from pupitre.channels.instant import instant
from pupitre.channels.models import Channel, Sending
from pupitre.networks.words import Grant
from tests.storms.ledger import lines
from tests.storms.press import Press, Server

FULL = bool(os.environ.get("PUPITRE_FAULTS"))
"""the whole counts of docs/reliability.md; else a share of them"""


@dataclass
class Stage:
    brand: Brand
    owner: Member
    press: Press
    server: Server
    count: int = 0
    said: dict[int, str] = field(default_factory=dict)
    """the text of each sending"""

    def channel(self, kind: str = "C", **fields: Any) -> Channel:
        """An account of class `kind` (C: nobody but the desk keeps it from being doubled)."""
        self.count += 1
        name = f"a{self.count}"
        pair = self.press.account(name, kind).connect()
        grant = Grant(f"http://127.0.0.1:{self.server.server_port}", name, name, name, secrets=pair)
        made = connect.keep(self.brand, "paper", Grant(**{**_fields(grant), "facts": {"class": kind}}), self.owner)
        Channel.objects.filter(pk=made.pk).update(**{"backfill": {"done": True}, **fields})
        made.refresh_from_db()
        return made

    def entrust(self, channel: Channel, due: datetime | None = None) -> Sending:
        self.count += 1
        text = f"#{self.count}# Nouveau : l’écharpe « Lune »"
        due = due or instant() - timedelta(seconds=1)
        sending = entrust(channel, ("delivery", self.count), [{"text": text}], due, self.owner.pk)
        self.said[sending.pk] = text
        return sending

    def told(self, what: str) -> list[dict[str, Any]]:
        """The lines of the press' ledger of one kind."""
        return [line for line in lines(self.press.ledger.path) if line["what"] == what]

    def printed(self) -> Counter[str]:
        """How often each text is out there."""
        return Counter(line["letter"]["text"] for line in self.told("executed"))


def _fields(grant: Grant) -> dict[str, Any]:
    return {name: getattr(grant, name) for name in ("server", "account", "handle", "name", "secrets")}


@contextmanager
def working(*names: str, at_once: int = 12) -> Iterator[list[DueClock]]:
    """Due-clocks under these names, each a worker of its own as far as the database knows."""
    clocks = [DueClock(name, at_once) for name in names]
    threads = [threading.Thread(target=clock.run, name=clock.name) for clock in clocks]
    for thread in threads:
        thread.start()
    try:
        yield clocks
    finally:
        for clock in clocks:
            clock.stop()
        for thread in threads:
            thread.join(60)
