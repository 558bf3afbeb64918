"""S17, R8: no payload of scripts.py runs, breaks our policy, calls anybody or leaves a live element, wherever it is shown."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from pupitre.brands.models import Brand, Member, Membership
from pupitre.channels.connect import keep
from pupitre.channels.hold import hold
from pupitre.channels.models import Channel, Part
from pupitre.journal.models import Entry
from pupitre.media.models import Asset
from pupitre.networks.words import Grant
from pupitre.notices.models import Notice
from pupitre.publishing.models import NativePost, Post
from pupitre.publishing.tests import stage
from tests.browser.scripts import ADDRESSES, PAYLOADS, bundles

pytestmark = pytest.mark.browser

WATCH = """() => {
  window.__ran = [];
  window.ran = (n) => { window.__ran.push(n); };
  for (const name of ["alert", "confirm", "prompt"]) window[name] = () => window.__ran.push(name);
  document.addEventListener("securitypolicyviolation", (e) => window.__ran.push("policy: " + e.violatedDirective + " " + e.blockedURI));
}"""
LIVE = """() => {
  const wrong = [];
  const ours = (one) => one.matches(".pane > iframe[sandbox='allow-popups allow-popups-to-escape-sandbox']:not([srcdoc])")
    && one.src.startsWith(location.origin + "/b/"); // a pane, of which test_pane.py speaks
  for (const one of document.querySelectorAll("*")) {
    if (ours(one)) continue;
    if (["SCRIPT", "IFRAME", "OBJECT", "EMBED", "BASE", "MARQUEE", "MATH", "APPLET", "FRAMESET"].includes(one.tagName.toUpperCase())
        && !(one.tagName === "SCRIPT" && (one.src.startsWith(location.origin + "/static/") || one.type === "application/json" || one.type === "importmap")))
      wrong.push(one.outerHTML.slice(0, 120));
    for (const {name, value} of one.attributes) {
      if (/^on|^hx-on|^srcdoc$|^formaction$/i.test(name)) wrong.push(name + "=" + value.slice(0, 80));
      if (/^(href|src|action|xlink:href|data|poster)$/i.test(name)) {
        let leads = "";
        try { leads = new URL(value, "https://desk.invalid").protocol; } catch { continue; }
        const picture = name === "src" && one.tagName === "IMG" && leads === "data:";
        if (!picture && !["http:", "https:", "mailto:"].includes(leads)) wrong.push(name + "=" + value.slice(0, 80));
      }
    }
  }
  return [...new Set(wrong)].slice(0, 8);
}"""


def test_the_corpus_is_long_enough():
    assert len(PAYLOADS) >= 300 and len(set(PAYLOADS)) == len(PAYLOADS) and len(ADDRESSES) >= 12
    assert sum("ran(" in payload for payload in PAYLOADS) >= 300


@pytest.fixture
def everywhere(brand: Brand, owner: Member) -> Brand:
    """A brand in which everything that a stranger or a member may name is a payload."""
    now = timezone.now()
    channel = stage.paper(brand, owner, "Paper")
    blog = keep(brand, "wordpress", Grant("https://blog.example/wp-json/", "1@blog.example", name="Blog"), owner)
    NativePost.objects.bulk_create(
        NativePost(
            brand=brand,
            channel=channel,
            remote_id=f"n{n}",
            at=now,
            text=payload,
            title=payload[:300] if n % 2 else "",
            url=ADDRESSES[n % len(ADDRESSES)],
        )
        for n, payload in enumerate(PAYLOADS)
    )
    Channel.objects.bulk_create(
        Channel(
            brand=brand, network="paper", server=f"s{n}", account=f"a{n}", sealed=channel.sealed, facts=channel.facts, name=payload[:120],
            handle=payload[:300], url=ADDRESSES[n % len(ADDRESSES)], avatar=payload[:600], state=Channel.RECONNECT if n % 2 else Channel.READY,
            error_code="refused_other" if n % 2 else "", error_params={"reason": payload, "host": payload}, error_raw=payload[:500], removed_at=None,
        )
        for n, payload in enumerate(PAYLOADS)
    )  # fmt: skip
    members = [
        Member(email=f"m{n}@x.example", name=payload[:80], password="!") for n, payload in enumerate(PAYLOADS[::3])
    ]
    Member.objects.bulk_create(members)
    Membership.objects.bulk_create(Membership(brand=brand, member=member, role="guest") for member in members)
    Asset.objects.bulk_create(
        Asset(
            brand=brand,
            name=payload[:160],
            alt=payload,
            path=f"x{n}",
            mime="image/png",
            size=1,
            width=1,
            height=1,
            digest=hashlib.sha256(payload.encode()).hexdigest(),
        )
        for n, payload in enumerate(PAYLOADS)
    )
    Notice.objects.bulk_create(
        Notice(
            brand=brand,
            member=owner,
            entry_id=9_000_000 + n,
            verb="hold.begun",
            subject_kind="hold",
            subject_id=n,
            particulars={"reason": text},
        )
        for n, text in enumerate(bundles(14, 4000))
    )
    Entry.objects.bulk_create(
        Entry(
            brand_id=brand.pk,
            actor_id=members[n % len(members)].pk,
            verb="hold.begun",
            subject_kind="hold",
            particulars={"reason": text},
        )
        for n, text in enumerate(bundles(8, 3000))
    )
    Channel.objects.filter(pk=channel.pk).update(connected_at=now - timedelta(days=1))
    assert blog
    return brand


def hostile_post(brand: Brand, owner: Member, channels: list[Channel]) -> Post:
    """One post whose every word is a payload, refused in a payload's words."""
    whole, assets = bundles(1000, 60_000)[0], list(Asset.objects.filter(brand=brand)[:6])
    content: dict[str, Any] = {
        "text": whole, "thread": bundles(120, 30_000), "title": PAYLOADS[0], "body": whole, "excerpt": whole[:2000], "warning": whole[:400],
        "pictures": [{"asset": asset.pk, "alt": whole[n * 1000 : n * 1000 + 1500]} for n, asset in enumerate(assets)],
        "categories": PAYLOADS[:60], "tags": PAYLOADS[60:120],
        "card": {"url": "https://a.example/" + PAYLOADS[0], "title": whole[:300], "description": whole[300:900], "asset": None},
        "poll": {"options": [payload[:80] for payload in PAYLOADS[:8]], "seconds": 3600, "multiple": False},
    }  # fmt: skip
    from pupitre.publishing.compose import Draft, begin, save

    post = begin(brand, owner, content)
    return save(post, Draft(content, {channel.pk: dict(content) for channel in channels}, {}), owner, post.number)


def test_no_payload_runs_wherever_it_is_shown(new_page, desk, owner, everywhere):
    brand = everywhere
    paper, blog = Channel.objects.filter(brand=brand, name__in=["Paper", "Blog"]).order_by("pk")
    post = hostile_post(brand, owner, [paper, blog])
    Channel.objects.filter(brand=brand).exclude(pk=paper.pk).update(removed_at=timezone.now())
    delivery = stage.planned(brand, owner, text="Refused in strange words")
    Channel.objects.filter(brand=brand).update(removed_at=None)
    words = {
        "reason_params": {"reason": " ".join(PAYLOADS), "host": PAYLOADS[0]},
        "reason_raw": " ".join(PAYLOADS)[:500],
    }
    Part.objects.filter(sending=delivery.sending).update(
        state="refused", reason_code="refused_other", **words, remote_url=ADDRESSES[0]
    )
    delivery.sending.__class__.objects.filter(pk=delivery.sending_id).update(state="refused")

    page = new_page(member=owner)
    page.add_init_script(f"({WATCH})()")
    shown: dict[str, int] = {}
    too_few: list[str] = []

    def look(path: str, minimum: int = 1) -> None:
        page.goto(desk.at(brand, path) if not path.startswith("/") else desk.url + path, wait_until="load")
        page.wait_for_timeout(250)
        assert page.evaluate("window.__ran") == [], path
        assert page.evaluate(LIVE) == [], path
        shown[path] = page.evaluate(
            "(document.body.innerText.match(/ran\\(\\d+\\)/g) || []).length + [...document.querySelectorAll('input,textarea')].reduce((n, e) => n + (e.value.match(/ran\\(\\d+\\)/g) || []).length, 0)"
        )
        too_few.extend([f"{path} shows {shown[path]} payloads"] if shown[path] < minimum else [])

    look("calendar/?view=day", 100)
    look("calendar/")
    look("calendar/?view=week")
    look("channels/", 300)
    look("settings/members/", 80)
    look("notices/", 300)
    look("settings/audit/?kind=hold", 200)
    look(f"posts/{post.pk}/", 0)
    look(f"posts/{delivery.post_id}/", 100)
    look(f"compose/{post.pk}/", 300)
    look(f"compose/{post.pk}/history/", 100)
    look("today/", 0)
    for text in bundles(60, 6000)[:6]:
        look("search/?q=" + _quoted(text), 5)
    for number in range(0, len(PAYLOADS), 40):
        look(
            "/"
            + _quoted(PAYLOADS[number])
            + "/b/"
            + _quoted(PAYLOADS[number + 1 if number + 1 < len(PAYLOADS) else 0]),
            0,
        )
    print(f"\n{len(PAYLOADS)} payloads; shown: { {path[:40]: count for path, count in shown.items()} }")
    assert not too_few


def test_names_and_reasons_that_stand_on_every_page(chromium, client, owner, brand, transactional_db):
    """The brand's and the member's own name, the hold's reason, every payload once; in a page without any policy."""
    held = hold(brand, "x", owner).hold
    client.force_login(owner)
    context = chromium.new_context()
    page = context.new_page()
    page.add_init_script(f"({WATCH})()")
    page.goto("about:blank")
    texts = bundles(12, 190)
    for n, text in enumerate(texts):
        said = PAYLOADS[n * len(PAYLOADS) // len(texts)]
        Brand.objects.filter(pk=brand.pk).update(name=said[:80], site=ADDRESSES[n % len(ADDRESSES)][:200])
        Member.objects.filter(pk=owner.pk).update(name=PAYLOADS[-n][:80])
        held.__class__.objects.filter(pk=held.pk).update(reason=text)
        html = client.get(f"/b/{brand.slug}/settings/", headers={"Accept": "text/html"}).content.decode()
        page.set_content(
            html.replace('src="/static', 'data-src="/static').replace('href="/static', 'data-href="/static')
        )
        ran = page.evaluate("new Promise(done => setTimeout(() => done(window.__ran), 20))")
        assert ran == [], text
        assert [each for each in page.evaluate(LIVE) if "data-src" not in each] == [], text
    context.close()


def test_the_watch_would_see_them(chromium):
    """The same payloads where nobody escapes them: most run at once, nearly all leave something live."""
    context = chromium.new_context()
    page = context.new_page()
    page.add_init_script(f"({WATCH})()")
    page.goto("about:blank")
    ran, live = set(), 0
    for payload in PAYLOADS[:200:4]:
        page.set_content(f"<body>{payload}</body>")
        ran |= {str(n) for n in page.evaluate("new Promise(done => setTimeout(() => done(window.__ran || []), 30))")}
        live += bool(page.evaluate(LIVE))
    assert len(ran) >= 8 and live >= 20, (len(ran), live)
    context.close()


def test_words_said_in_a_corner_are_text(new_page, desk, owner, brand):
    """A toast is put together by our own script."""
    page = new_page(member=owner)
    page.add_init_script(f"({WATCH})()")
    for n, payload in enumerate(PAYLOADS[:40:8]):
        Member.objects.filter(pk=owner.pk).update(name=f"Camille {n}")
        theirs = Member.objects.create_user(f"t{n}@x.example", None, name=payload[:80])
        Membership.objects.create(brand=brand, member=theirs, role="guest")
        page.goto(desk.at(brand, "settings/members/"))
        page.locator("form[action*=removal] button").last.click()
        page.get_by_role("button", name="Remove", exact=True).click()
        page.locator(".toast").first.wait_for()
        assert page.evaluate("window.__ran") == [] and page.evaluate(LIVE) == []


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text.replace("\x00", "").encode(), safe="")
