"""The pretend network's far side: a sheet in a folder, or a press over HTTP."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from pathlib import Path

from pupitre.ground import clock
from pupitre.networks import registry
from pupitre.networks.contract_trial import Fault, Seen
from pupitre.networks.paper import mischief
from pupitre.networks.paper.ledger import read
from pupitre.networks.paper.sheet import SERVER, Sheet
from pupitre.networks.words import Grant
from tests.storms.faults import Weather
from tests.storms.ledger import Ledger
from tests.storms.press import Press, serve


class OnASheet:
    """An account of its own for each harness."""

    card = registry.card("paper")
    cannot = {
        "garbled": "a sheet gives no pages of HTML",
        "blind": "a sheet can always be read",
    }

    def __init__(self, kind: str) -> None:
        account = f"contract-{kind.lower()}-{secrets.token_hex(4)}"
        self.grant = Grant(SERVER, account, secrets={"token": secrets.token_hex(8)}, facts={"class": kind})
        self.sheet = Sheet(account, self.grant.facts)

    def seen(self) -> Sequence[Seen]:
        posts = read(self.sheet.path.read_bytes()).posts.values() if self.sheet.path.exists() else ()
        return [_seen(post.id, dict(post.letter)) for post in posts]

    def counted(self, text: str) -> int:
        return sum(1 for _ in text)

    def seed(self, count: int) -> Sequence[str]:
        return [self.sheet.put(f"old {n}", {"text": f"Old post {n}"}, clock.now()).id for n in range(count)]

    def upset(self, fault: Fault, retry_after: str | None = None) -> None:
        account = self.grant.account
        if fault == "limit":
            mischief.limit(account, _seconds(retry_after))
        else:
            orders = {
                "lost": mischief.lose_answer,
                "broken": mischief.break_after,
                "expired": mischief.expire,
                "revoked": mischief.revoke,
                "down": mischief.unplug,
            }
            orders[fault](account)

    def close(self) -> None:
        self.sheet.forget()


class BehindAPress:
    """A press in a thread, on a port of its own."""

    card = registry.card("paper")
    cannot: dict[str, str] = {}

    def __init__(self, kind: str, folder: Path) -> None:
        self.press = Press(Ledger(folder / "ledger.jsonl"), Weather(calm=True))
        self.server = serve(self.press)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.account = self.press.account("contract", kind)
        address = f"http://127.0.0.1:{self.server.server_port}"
        pair = {"token": self.account.token, "renewal": self.account.renewal}
        self.grant = Grant(address, "contract", secrets=pair, facts={"class": kind})

    def seen(self) -> Sequence[Seen]:
        return [_seen(post.id, post.letter) for post in self.account.posts.values()]

    def counted(self, text: str) -> int:
        return sum(1 for _ in text)

    def seed(self, count: int) -> Sequence[str]:
        return [self.account.make(f"old {n}", {"text": f"Old post {n}"}, 0.0).id for n in range(count)]

    def upset(self, fault: Fault, retry_after: str | None = None) -> None:
        if fault == "blind":
            self.account.blind += 1
        elif fault == "down":
            self.close()
        elif fault == "limit":
            self.account.ordered.append(("limit", "none" if retry_after is None else retry_after))
        else:
            self.account.ordered.append((fault, None))

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def _seen(post_id: str, letter: dict) -> Seen:
    alts = tuple(picture["alt"] for picture in letter.get("media", ()))
    return Seen(post_id, letter.get("text", ""), alts, letter.get("parent", ""))


def _seconds(header: str | None) -> float:
    if header and header.isdigit():
        return max(int(header), 1)
    if header and "GMT" in header:
        return (parsedate_to_datetime(header) - clock.now()).total_seconds()
    return 60
