"""One object of every kind that a route may name, for the matrix of who may do what."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone
from PIL import Image

from pupitre.brands.invite import invite
from pupitre.brands.models import Brand, Passkey, Session
from pupitre.channels.connect import keep
from pupitre.media import far
from pupitre.media.take_in import rendition, take_in
from pupitre.networks.words import Grant
from pupitre.notices.models import Receiver
from pupitre.publishing.approval import link as links
from pupitre.publishing.approval.ask import ask
from pupitre.publishing.approval.remark import remark
from pupitre.publishing.capture import Note
from pupitre.publishing.compose import Draft, begin, save
from pupitre.publishing.dates.change import add_own
from pupitre.publishing.ideas import jot
from pupitre.publishing.importing.bring import begin as begin_import
from pupitre.publishing.models import Campaign, HashtagGroup
from pupitre.publishing.plan import plan
from pupitre.publishing.slots.models import Slot


class Objects:
    """Made once for a brand; `of(name)` is what a route's argument of that name stands for."""

    def __init__(self, brand: Brand) -> None:
        self.brand = brand
        self.owner = brand.memberships.filter(role="owner").get().member
        self.channel = keep(brand, "paper", Grant("paper:matrix", f"account-{brand.pk}", name="Paper"), self.owner)
        post = begin(brand, self.owner)
        draft = Draft({"text": "A post to point at"}, {self.channel.pk: {}}, {})
        self.post = save(post, draft, self.owner, post.number)
        planned = plan(self.post, self.owner, timezone.now() + timedelta(days=3))
        assert planned.ok, planned.objections
        self.delivery = planned.deliveries[0]
        buffer = io.BytesIO()
        Image.new("RGB", (80, 60), "#1e2f66").save(buffer, "JPEG")
        self.asset = take_in(brand, "blue.jpg", buffer.getvalue(), self.owner)
        self.rendition = rendition(self.asset, self.channel.rules.pictures)
        self.invitation = invite(brand, "new@example.org", "guest", self.owner)[0]
        self.receiver = Receiver.objects.create(
            member=self.owner, endpoint="https://push.example/1", key="k", secret="s", name="Phone"
        )
        self.passkey = Passkey.objects.create(
            member=self.owner,
            name="blue key",
            place="elsewhere.example",
            credential=brand.slug.encode(),
            public_key=b"-",
        )
        self.own_date = add_own(brand, self.owner, "Founded", date(2027, 3, 1), date(2027, 3, 1), True)
        self.idea = jot(brand, self.owner, Note("A word on madder", "https://garance.example/1"))
        self.campaign = Campaign.objects.create(brand=brand, name="Autumn", by=self.owner)
        self.group = HashtagGroup.objects.create(brand=brand, name="Dyes", words=["#indigo"])
        self.slot = Slot.objects.create(brand=brand, channel=self.channel, weekday=0, at=time(9))
        self.request = ask(self.post, self.owner)
        self.link = links.make(self.post, self.owner, "Madame Garance")[0]
        self.remark = remark(self.post, "A finer word?", "to point at", by=self.owner)
        self.source = begin_import(brand, self.owner, "posts.csv", b"date,text\n2027-03-01 09:00,Indigo\n")
        self.seat = brand.memberships.get(member=self.owner)

    def of(self, name: str) -> Any:
        known: dict[str, Callable[[], Any]] = {
            "own_date": lambda: self.own_date.pk,
            "channel_id": lambda: self.channel.pk,
            "channel": lambda: self.channel.pk,
            "post_id": lambda: self.post.pk,
            "post": lambda: self.post.pk,
            "delivery_id": lambda: self.delivery.pk,
            "delivery": lambda: self.delivery.pk,
            "sending": lambda: self.delivery.sending_id,
            "sending_id": lambda: self.delivery.sending_id,
            "asset": lambda: self.asset.pk,
            "asset_id": lambda: self.asset.pk,
            "rendition": lambda: self.rendition.pk,
            "invitation": lambda: self.invitation.pk,
            "idea": lambda: self.idea.pk,
            "seat": lambda: self.seat.pk,
            "passkey": lambda: self.passkey.pk,
            "receiver": lambda: self.receiver.pk,
            "revision": lambda: self.post.number,
            "number": lambda: self.post.number,
            "word": lambda: far.signed(self.brand, "https://pictures.example/portrait.jpg"),
            "campaign": lambda: self.campaign.pk,
            "group": lambda: self.group.pk,
            "slot": lambda: self.slot.pk,
            "link": lambda: self.link.pk,
            "remark": lambda: self.remark.pk,
            "source": lambda: self.source.pk,
            "check": lambda: "database",
        }
        if name not in known:
            raise KeyError(f"the matrix does not know what a route's “{name}” is: add it to tests/flows/objects.py")
        return known[name]()

    def session(self) -> Session:
        return Session.objects.filter(member=self.owner).latest("begun_at")
