"""20,000 posts, 10 channels, 2 years: each page's server time, queries and weight over the wire."""

from __future__ import annotations

import gzip
import os
import re
import secrets
import sys
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from bench import arguments, installation, last_line, percentile, table

GOALS = {"p95_ms": 60, "queries": 12, "kilobytes": 150}
FILE = re.compile(r'(?:src|href)="(/static/[^"]+|https?://[^"]+)"')


def main() -> int:
    words = arguments(__doc__, posts=20000, channels=10, rounds=30)
    with installation():
        brand, owner = furnish(words.posts, words.channels)
        rows = [measure(name, path, brand, owner, words.rounds) for name, path in pages(brand)]
    heads = ["page", "p50 ms", "p95 ms", "queries", "html KB", "all KB", "other hosts"]
    table([[row[head] for head in heads] for row in rows], heads)
    worst = {head: max(row[head] for row in rows) for head in ("p95 ms", "queries", "all KB", "other hosts")}
    ratio = round(worst["p95 ms"] / GOALS["p95_ms"], 2)
    print(f"worst p95 / goal: {ratio}   worst queries / goal: {worst['queries'] / GOALS['queries']:.2f}")
    last_line(words, {"rows": rows, "worst": worst, "goals": GOALS, "ratio": ratio})
    return 0


def pages(brand) -> list[tuple[str, str]]:
    from django.urls import reverse
    from django.utils import timezone

    from pupitre.publishing.models import Post

    post = Post.objects.filter(brand=brand).order_by("-id")[200]
    draft = Post.objects.drafts().filter(brand=brand).latest("id")
    year_ago = (timezone.now() - timedelta(days=365)).date()

    def at(name: str, *arguments: object, query: str = "") -> str:
        return reverse(name, args=[brand.slug, *arguments]) + query

    return [
        ("today", at("today")),
        ("calendar month", at("calendar")),
        ("calendar a year ago", at("calendar", query=f"?on={year_ago}")),
        ("calendar week", at("calendar", query="?view=week")),
        ("post", at("post", post.pk)),
        ("compose", at("draft", draft.pk)),
        ("vocabulary", at("compose-vocabulary")),
        ("channels", at("channels")),
        ("settings", at("settings")),
        ("hold", at("hold")),
        ("search", at("search", query="?q=echarpe")),
    ]


def measure(name: str, path: str, brand, owner, rounds: int) -> dict:
    from django.conf import settings
    from django.db import connection, reset_queries
    from django.test import Client

    settings.ALLOWED_HOSTS.append("testserver")
    client = Client(headers={"accept-encoding": "gzip"})
    client.force_login(owner)
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        client.get(path)
        times.append((time.perf_counter() - began) * 1000)
    settings.DEBUG = True
    reset_queries()
    client.get(path)
    queries = len(connection.queries)
    if os.environ.get("BENCH_QUERIES") == name:
        print("\n".join(f"{query['time']} {query['sql'][:400]}" for query in connection.queries))
    settings.DEBUG = False
    files, foreign = weigh(gzip.decompress(answer.content).decode())
    wire = len(answer.content) / 1000
    return {
        "page": name,
        "p50 ms": round(percentile(times, 0.5), 1),
        "p95 ms": round(percentile(times, 0.95), 1),
        "queries": queries,
        "html KB": round(wire, 1),
        "all KB": round(wire + files, 1),
        "other hosts": foreign,
    }


def weigh(html: str) -> tuple[float, int]:
    """Kilobytes of the static files that a page asks for, compressed, and files of other hosts."""
    from django.contrib.staticfiles import finders

    total, foreign = 0.0, 0
    for address in set(FILE.findall(html)):
        if address.startswith("http"):
            foreign += f'href="{address}" rel' not in html and "<a " not in html.split(address)[0][-80:]
            continue
        found = finders.find(address.removeprefix("/static/").split("?")[0])
        if found:
            total += len(gzip.compress(Path(found).read_bytes(), 6)) / 1000
    return total, foreign


def furnish(posts: int, channels: int):
    from django.db.models import OuterRef, Subquery
    from django.db.models.functions import Least, Now
    from django.utils import timezone

    from pupitre.brands.found import finish_first_steps, found, open_brand
    from pupitre.brands.models import Member
    from pupitre.channels.connect import keep
    from pupitre.channels.models import Part, Sending, Worker
    from pupitre.measures.models import DayCount, Measured
    from pupitre.networks.words import Grant
    from pupitre.publishing.compose import begin
    from pupitre.publishing.models import Delivery, Post, Version

    owner = Member.objects.create_user("bench@example.org", None, name="Bench Mark")
    brand = found(owner, "Bench")
    open_brand(brand, owner)
    places = [
        keep(brand, "paper", Grant("paper:bench", f"a{n}", name=f"Account {n}", facts={"class": "A"}), owner)
        for n in range(channels)
    ]
    now = timezone.now()
    step = timedelta(days=730) / posts
    texts = [
        f"Écharpe {n}, " + "une laine teinte à la main " * (1 + n % 6) + f"#laine{n % 400} @jeanne{n % 50}.example"
        for n in range(posts)
    ]
    made = Post.objects.bulk_create(
        [
            Post(
                brand=brand,
                by=owner,
                content={"text": t, "language": "fr"},
                number=1,
                words=t.lower().replace("é", "e"),
            )
            for t in texts
        ],
        batch_size=2000,
    )
    versions = Version.objects.bulk_create(
        [Version(post=p, channel=places[n % channels]) for n, p in enumerate(made)], batch_size=2000
    )
    ahead = posts // 50
    times = [now + step * (n - posts + ahead) for n in range(posts)]
    deliveries = Delivery.objects.bulk_create(
        [
            Delivery(brand=brand, post=p, version=v, channel=v.channel, says=p.content, by=owner)
            for p, v in zip(made, versions, strict=True)
        ],
        batch_size=2000,
    )
    sendings = Sending.objects.bulk_create(
        [
            Sending(
                brand=brand,
                channel=d.channel,
                subject_kind="delivery",
                subject_id=d.pk,
                due_at=at,
                by=owner,
                state="sent" if at < now else "planned",
                sent_at=at if at < now else None,
                started_at=at if at < now else None,
            )
            for d, at in zip(deliveries, times, strict=True)
        ],
        batch_size=2000,
    )
    Part.objects.bulk_create(
        [
            Part(
                sending=s,
                due_at=s.due_at,
                expected_at=s.due_at,
                state=s.state,
                payload={"text": d.says["text"]},
                key=secrets.token_hex(6),
                keyed_at=s.due_at,
                remote_id=f"r{d.pk}" if s.state == "sent" else "",
                sent_at=s.sent_at,
            )
            for s, d in zip(sendings, deliveries, strict=True)
        ],
        batch_size=2000,
    )
    for delivery, sending in zip(deliveries, sendings, strict=True):
        delivery.sending = sending
        delivery.remote_id = f"r{delivery.pk}" if sending.state == "sent" else ""
    Delivery.objects.bulk_update(deliveries, ["sending", "remote_id"], batch_size=2000)
    due = Delivery.objects.filter(post=OuterRef("pk")).values("sending__due_at")[:1]
    Post.objects.update(saved_at=Least(Subquery(due), Now()))  # written over two years too, not all a minute ago
    Measured.objects.bulk_create(
        [
            Measured(
                channel=d.channel,
                remote_id=d.remote_id,
                published_at=s.due_at,
                likes=n % 90,
                reposts=n % 9,
                comments=n % 5,
                read_at=now,
            )
            for n, (d, s) in enumerate(zip(deliveries, sendings, strict=True))
            if d.remote_id
        ],
        batch_size=2000,
    )
    DayCount.objects.bulk_create(
        [
            DayCount(
                channel=place, day=(now - timedelta(days=day)).date(), likes=day % 40, reposts=day % 7, comments=day % 5
            )
            for place in places
            for day in range(730)
        ],
        batch_size=2000,
    )
    for post, at in zip(made, times, strict=True):
        post.saved_at = min(at, now) - timedelta(hours=20)
    Post.objects.bulk_update(made, ["saved_at"], batch_size=2000)
    Worker.objects.create(name="bench", kind="work")
    begin(brand, owner, {"text": "Un brouillon"})
    finish_first_steps(brand)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return brand, owner


if __name__ == "__main__":
    raise SystemExit(main())
