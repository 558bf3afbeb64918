"""Steps of the restore drill, each in a process of its own that speaks to the installation of its environment.

python -m tests.flows.drill plan COUNT     a brand with a channel of each class, COUNT posts due one after the other
python -m tests.flows.drill states         [account, text, state, channel] of every part, as JSON
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta

import django

EVERY = 0.6
"""seconds between two posts"""


def plan(count: int) -> None:
    from django.utils import timezone

    from pupitre.brands.found import found, open_brand
    from pupitre.brands.models import Member
    from pupitre.channels.models import Channel
    from pupitre.publishing import compose
    from pupitre.publishing import plan as planning
    from pupitre.publishing.tests import stage

    owner = Member.objects.create_user("camille@lune.example", "a long password", name="Camille Roux")
    brand = found(owner, "Maison Lune", language="en")
    open_brand(brand, owner)
    for kind in "ABCD":
        stage.paper(brand, owner, f"Shop {kind}", kind)
    Channel.objects.update(backfill={"done": True})
    first = timezone.now() + timedelta(seconds=3)
    for number in range(count):
        post = compose.begin(brand, owner, {"text": f"Post number {number}"})
        done = planning.plan(post, owner, first + timedelta(seconds=number * EVERY))
        assert done.ok, done.objections


def states() -> None:
    from pupitre.channels.models import Part

    parts = Part.objects.select_related("sending__channel").order_by("pk")
    told = [(part.sending.channel, part.payload["text"], part.state) for part in parts]
    print(json.dumps([[channel.account, text, state, channel.name] for channel, text, state in told]))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pupitre.desk.settings")
    django.setup()
    {"plan": lambda: plan(int(sys.argv[2])), "states": states}[sys.argv[1]]()
