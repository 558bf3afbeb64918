"""20,000 pictures of a brand among 20,000 of others: each question to the library, its plan's time and the page's."""

from __future__ import annotations

import secrets
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from bench import arguments, installation, last_line, percentile, table

GOAL_MS = 100
WORDS = ("indigo", "garance", "gaude", "écharpe", "atelier", "soie", "laine", "automne", "chaise", "fenêtre", "marché")


def main() -> int:
    words = arguments(__doc__, assets=20000, posts=5000, rounds=20)
    with installation():
        brand, owner = furnish(words.assets, words.posts)
        rows = [measure(name, ask, words.rounds) for name, ask in questions(brand, owner)]
    heads = ["question", "p50 ms", "p95 ms", "queries"]
    table([[row[head] for head in heads] for row in rows], heads)
    worst = max(row["p95 ms"] for row in rows)
    print(f"worst p95 / goal: {worst / GOAL_MS:.2f}")
    last_line(words, {"rows": rows, "worst": worst, "goal_ms": GOAL_MS, "ratio": round(worst / GOAL_MS, 2)})
    return 0


def questions(brand, owner) -> list:
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from pupitre.media import describe, library, resemblance
    from pupitre.media.library import Wish
    from pupitre.media.models import Asset
    from pupitre.publishing import pictured

    settings.ALLOWED_HOSTS.append("testserver")
    client = Client()
    client.force_login(owner)
    asset = Asset.objects.filter(brand=brand).order_by("pk")[100]
    middle = Asset.objects.filter(brand=brand).order_by("-pk")[10_000].pk

    def page(query: str = ""):
        return lambda: client.get(reverse("library", args=[brand.slug]) + query).content

    def find(**wish):
        return lambda: library.find(brand, Wish(**wish))

    return [
        ("newest", find()),
        ("page 200 of the newest", find(after=middle)),
        ("by name, in the middle", find(sort="name", after=middle)),
        ("heaviest", find(sort="heavy")),
        ("two words", find(question="echarpe soie")),
        ("a word that nothing says", find(question="zzzz")),
        ("a folder", find(folder="Automne 7")),
        ("a tag", find(tag="soie")),
        ("without text", find(state="undescribed")),
        ("rights that end", find(state="ending")),
        ("folders", lambda: library.folders(brand)),
        ("tags", lambda: library.tags(brand)),
        ("room", lambda: library.room(brand)),
        ("looks like it", lambda: list(resemblance.alike(brand, asset.seen, asset.pk)[: resemblance.MOST])),
        ("words suggested", lambda: describe.suggested(brand, asset)),
        ("where used", lambda: (pictured.posts_with(asset), pictured.ideas_with(asset))),
        ("the whole page", page()),
        ("the whole page, two words", page("?q=echarpe+soie")),
        ("one picture's page", lambda: client.get(reverse("asset", args=[brand.slug, asset.pk])).content),
    ]


def measure(name: str, ask, rounds: int) -> dict:
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    reset_queries()
    with CaptureQueriesContext(connection) as queries:
        assert ask() is not None
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1000)
    return {
        "question": name,
        "p50 ms": round(percentile(times, 0.5), 1),
        "p95 ms": round(percentile(times, 0.95), 1),
        "queries": len(queries),
    }


def furnish(assets: int, posts: int):
    from django.db import connection

    from pupitre.brands.models import Brand, Member, Membership
    from pupitre.media.models import Asset
    from pupitre.publishing.models import Post

    owner = Member.objects.create_user("camille@lune.example", secrets.token_urlsafe(12), name="Camille")
    brands = [Brand.objects.create(name=name, slug=slug) for name, slug in (("Lune", "lune"), ("Autre", "autre"))]
    Membership.objects.create(brand=brands[0], member=owner, role="owner")
    for brand in brands:
        Asset.objects.bulk_create((asset(brand, number) for number in range(assets)), batch_size=2000)
    ids = list(Asset.objects.filter(brand=brands[0]).values_list("pk", flat=True)[:1000])
    Post.objects.bulk_create(
        (
            Post(brand=brands[0], content={"text": "Trois façons. " * 40, "pictures": [{"asset": pk, "alt": "Indigo"}]})
            for pk in (ids * (posts // len(ids) + 1))[:posts]
        ),
        batch_size=1000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return brands[0], owner


def asset(brand, number: int):
    from datetime import date, timedelta

    from pupitre.media.models import Asset
    from pupitre.media.particulars import words_of

    say = [WORDS[(number * step) % len(WORDS)] for step in (1, 3, 7)]
    made = Asset(
        brand=brand,
        name=f"{say[0]}-{number}.jpg",
        path=f"{brand.pk}/{number}.jpg",
        thumb=f"{brand.pk}/{number}-t.jpg",
        mime="image/jpeg",
        size=900_000 + number * 37 % 4_000_000,
        width=4000,
        height=3000,
        digest=f"{number:064x}",
        alt=f"Une {say[1]} de {say[2]} sur une chaise, vue de près" if number % 3 else "",
        folder=f"Automne {number % 40}",
        tags=[say[1], say[2]],
        seen=secrets.randbits(63),
        expires_on=date(2026, 1, 1) + timedelta(days=number) if number % 10 == 0 else None,
    )
    made.words = words_of(made)
    return made


if __name__ == "__main__":
    sys.exit(main())
