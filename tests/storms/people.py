"""Who sits at the desk during a storm: authors who plan, members who decide, connect again, hold and lift."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from tests.storms.desk import Desk, insist
from tests.storms.ledger import lines

KINDS = "ABCD"
WORDS = (
    "Nouveau : l’écharpe « Lune » — 39 € & livraison offerte",
    "Tom & Jerry <3 les soldes, n'est-ce pas ?",
    "日本語も大丈夫 👨‍👩‍👧‍👦 e\u0301te\u0301",
    "Two lines\nand a third\n\nwith https://shop.example/p?a=1&b=2 inside",
    "  spaces around, and at the end  ",
)
A_WISE_WAIT = 300.0
"""seconds (of the storm's time) after which a member believes what the network shows"""


@dataclass(frozen=True)
class Held:
    """One hold: when it was acknowledged, when it was lifted, what was named as leaving."""

    brand_id: int
    acknowledged_at: float
    lifted_at: float
    leaving: frozenset[int]


@dataclass
class People:
    desk: Desk
    seed: int
    brands: int = 4
    channels_per_brand: int = 8
    said: dict[int, list[str]] = field(default_factory=dict)
    """what each delivery must read, part by part: the storm's own copy"""
    holds: list[Held] = field(default_factory=list)

    def arrive(self) -> None:
        """Brands with their owner, and channels of every class."""
        from pupitre.brands.found import found, open_brand
        from pupitre.brands.models import Member
        from pupitre.channels import connect
        from pupitre.networks.words import Grant

        self.dice = random.Random(self.seed)
        self.owner = Member.objects.create_user("storm@lune.example", "seven-scarves-dry", name="Camille")
        self.places = []
        for number in range(self.brands):
            brand = found(self.owner, f"Storm {number}")
            open_brand(brand, self.owner)
            for place in range(self.channels_per_brand):
                account, kind = f"a{number}-{place}", KINDS[place % len(KINDS)]
                pair = self.desk.admin("account", account=account, kind=kind)
                server = f"http://127.0.0.1:{self.desk.port}"
                grant = Grant(server, account, account, account, secrets=pair, facts={"class": kind})
                self.places.append(connect.keep(brand, "paper", grant, self.owner))

    def plan(self, number: int) -> None:
        """One delivery, due within the next seconds; one in eight is a thread."""
        from pupitre.channels.entrust import entrust
        from pupitre.channels.instant import instant
        from pupitre.channels.models import Sending

        channel = self.dice.choice(self.places)
        parts = self.dice.randint(2, 4) if self.dice.random() < 1 / 8 else 1
        texts = [f"#{number}.{part}# {self.dice.choice(WORDS)}" for part in range(parts)]
        self.said[number] = texts
        ahead = timedelta(seconds=self.dice.random() * 3)

        def once() -> None:
            if not Sending.objects.filter(subject_id=number).exists():  # its commit may have been answered by a cut
                said = [{"text": text} for text in texts]
                entrust(channel, ("delivery", number), said, instant() + ahead, self.owner.pk)

        insist(once)

    def open_count(self) -> int:
        from pupitre.channels import states
        from pupitre.channels.models import Sending

        over = (states.SENT, states.REFUSED, states.DROPPED)
        return insist(lambda: Sending.objects.exclude(state__in=over).count())

    def what_is_open(self) -> str:
        """In words, when it is little."""
        from pupitre.channels import states
        from pupitre.channels.models import Part

        over = (states.SENT, states.REFUSED, states.DROPPED)
        parts = Part.objects.exclude(sending__state__in=over).exclude(state__in=over).select_related("sending__channel")
        few = insist(lambda: list(parts[:4]))
        if len(few) > 3:
            return ""
        told = [
            f"{part.sending.subject_id}.{part.position} class {part.sending.channel.facts['class']} {part.state} "
            f"{part.reason_code} tries {part.tries} looks {part.looks} channel {part.sending.channel.state}"
            for part in few
        ]
        return f": {'; '.join(told)}"

    def decide(self) -> None:
        """One round: what needs somebody gets somebody."""
        insist(self._connect_again)
        insist(self._send_late)
        insist(self._judge)

    def hold_and_lift(self, seconds: float) -> None:
        """A hold of one brand at this instant; when it is lifted, what it kept is sent by hand."""
        from pupitre.brands.models import Brand
        from pupitre.channels.hold import hold, lift

        brand_id = self.dice.choice(self.places).brand_id
        receipt = insist(lambda: hold(Brand.objects.get(pk=brand_id), "storm", self.owner))
        acknowledged = time.time()
        time.sleep(seconds)
        lifted = time.time()
        insist(lambda: lift(receipt.hold, self.owner))
        leaving = frozenset(sending.pk for sending in receipt.leaving_now)
        self.holds.append(Held(brand_id, acknowledged, lifted, leaving))

    def _connect_again(self) -> None:
        from pupitre.channels import connect
        from pupitre.channels.models import Channel
        from pupitre.networks.words import Grant

        for channel in Channel.objects.filter(state=Channel.RECONNECT).select_related("brand"):
            pair = self.desk.admin("account", account=channel.account)
            grant = Grant(channel.server, channel.account, secrets=pair, facts=channel.facts)
            connect.keep(channel.brand, "paper", grant, self.owner, anew=channel)

    def _send_late(self) -> None:
        from pupitre.channels import states
        from pupitre.channels.decide import send_now
        from pupitre.channels.models import Sending

        for sending in Sending.objects.filter(state=states.LATE):
            send_now(sending, self.owner.pk)

    def _judge(self) -> None:
        """A wise member waits, looks on the network (which is the ledger), and says what is there."""
        from pupitre.channels import states
        from pupitre.channels.decide import it_is_there, send_again
        from pupitre.channels.instant import instant
        from pupitre.channels.models import Part

        since = instant() - timedelta(seconds=A_WISE_WAIT / self.desk.factor)
        doubtful = Part.objects.filter(state=states.PERSON, armed_at__lt=since).select_related("sending")
        parts = list(doubtful)
        there = dict(self._printed()) if parts else {}
        for part in parts:
            if part.key in there:
                it_is_there(part.sending, f"https://press.example/{there[part.key]}", self.owner.pk)
            else:
                send_again(part.sending, self.owner.pk)

    def _printed(self) -> Iterator[tuple[str, str]]:
        for line in lines(self.desk.ledger):
            if line["what"] == "executed":
                yield line["key"], line["id"]
