"""The first quarter of an hour, as somebody lives it who never saw the desk: from nothing to a post that is out."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from pupitre.networks.paper import measure, publish
from pupitre.networks.paper.ledger import read
from pupitre.networks.paper.sheet import Sheet
from pupitre.publishing.models import NativePost
from tests.browser.conftest import Desk, NewPage
from tests.browser.working import working

__all__ = ["working"]

pytestmark = pytest.mark.browser

NAME = "Maison Lune"
PASTS = 94
"""posts of the days before, one a day: more than two pages of the pretend network, and some too old"""
EMAIL, PASSWORD = "camille@lune.example", "seven-scarves-dry"
WORKING = 30_000
"""ms that the work beside the pages may take on a busy machine"""


@dataclass
class Gate:
    """The wire, held until the test lets go of it."""

    opened: threading.Event = field(default_factory=threading.Event)

    def open(self) -> None:
        self.opened.set()

    def before(self, step: Callable[..., Any], when: Callable[..., bool]) -> Callable[..., Any]:
        def held(*args: Any) -> Any:
            if when(*args):
                self.opened.wait(60)
            return step(*args)

        return held


@pytest.fixture
def sheet() -> Iterator[Sheet]:
    """The account as it stands before the desk knows of it: one post a day at noon."""
    made = Sheet("maison-lune", {"class": "A"})
    noon = datetime.now(UTC).replace(hour=11, minute=0, second=0, microsecond=0)
    for days in range(PASTS, 0, -1):
        made.put(f"old-{days}", {"text": f"Post of {days} days ago"}, noon - timedelta(days=days))
    yield made
    made.forget()


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Held before the second page of past posts."""
    gate = Gate()
    monkeypatch.setattr(measure, "past", gate.before(measure.past, lambda grant, cursor: cursor is not None))
    yield gate
    gate.open()


@pytest.fixture
def leaving(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Held before a post leaves."""
    gate = Gate()
    monkeypatch.setattr(publish, "send", gate.before(publish.send, lambda outgoing, grant: True))
    yield gate
    gate.open()


class Walk:
    """One person before one screen; each step ends on a page that axe was asked about."""

    def __init__(self, desk: Desk, page: Any, look: Callable[[Any, str], None]) -> None:
        self.desk, self.page, self._look = desk, page, look

    def look(self, name: str) -> None:
        self._look(self.page, name)

    def at(self, path: str) -> None:
        """To another room of the brand that is open."""
        brand = re.match(r"/b/[^/]+/", urlsplit(self.page.url).path)
        assert brand, self.page.url
        self.page.goto(f"{self.desk.url}{brand[0]}{path}")

    def step(self, number: int) -> Any:
        """A line of the checklist, counted from 1."""
        return self.page.locator(".steps-list > li").nth(number - 1)

    def agree(self) -> None:
        """To what the desk asks before it goes on."""
        self.page.locator("#ask [data-ask-go]").click()

    def stay(self) -> None:
        """Mark the page: what comes from here on came without a reload."""
        self.page.evaluate("window.stayed = true")

    def has_stayed(self) -> bool:
        return bool(self.page.evaluate("window.stayed === true"))

    def begin(self) -> None:
        """Owner and brand; a password too short is said beside its field, and nothing else is lost."""
        page = self.page
        page.goto(self.desk.url)
        assert urlsplit(page.url).path == "/start"
        self.look("1-start")
        page.fill("[name=name]", "Camille Roux")
        page.fill("[name=email]", EMAIL)
        page.fill("[name=password]", "moon")
        page.fill("[name=brand_name]", NAME)
        page.fill("[name=site]", "lune.example")
        page.click("main .btn.go.large")
        page.wait_for_selector("#id_password-error")
        assert page.input_value("[name=brand_name]") == NAME
        self.look("1-start-mended")
        page.fill("[name=password]", PASSWORD)
        page.click("main .btn.go.large")
        page.wait_for_selector(".steps-list")
        assert self.page.locator(".steps-list > li").count() == 4
        assert not self.page.locator(".steps-list > li.done").count()
        self.look("2-today")

    def connect(self, reading: Gate) -> None:
        """A channel; what is read of its past is counted before one's eyes."""
        page = self.page
        self.step(1).locator("a").click()
        page.click(".network-choice[href$='/paper/']")
        self.look("3-connect")
        page.fill("[name=name]", NAME)
        page.click(".connect-form .btn.go")
        facts = page.locator(".channel-facts > div").last
        facts.filter(has_text="40").wait_for(timeout=WORKING)
        self.stay()
        self.look("3-channels-reading")
        reading.open()
        facts.filter(has_text=str(PASTS)).wait_for(timeout=WORKING)
        facts.locator("dd .faint").wait_for(state="detached", timeout=WORKING)
        assert self.has_stayed()
        self.look("3-channels")

    def see_the_past(self) -> None:
        """Each day of the last 90 has its post; what is older has not."""
        page = self.page
        self.at("calendar/")
        page.wait_for_selector("#calendar")
        seen = page.locator(".tile-words").all_text_contents()
        page.click("#calendar [data-step=before]")
        page.wait_for_url("**/calendar/*on=*")
        seen += page.locator(".day:not(.out) .tile-words").all_text_contents()
        assert {f"Post of {days} days ago" for days in range(1, 28)} <= {words.strip() for words in seen}
        oldest = NativePost.objects.order_by("at").values_list("text", flat=True)[0]
        assert oldest in {f"Post of {days} days ago" for days in (89, 90)}
        self.look("4-calendar")

    def write(self, words: str) -> None:
        """A first text, sent now."""
        page = self.page
        self.at("compose/")
        page.wait_for_selector("#channels input:checked", state="attached")
        page.fill("#text", words)
        page.locator("#previews .words").filter(has_text=words).wait_for(state="attached")
        self.look("5-compose")
        page.click("#send-now")
        page.wait_for_selector("#now-dialog[open]")
        self.look("5-sure")
        page.click("#now-go")
        page.wait_for_selector("#post")

    def rehearse(self, sheet: Sheet) -> None:
        """Sent in rehearsal: shown, and nothing has left."""
        page = self.page
        self.write("Bonjour, ceci est un essai")
        page.wait_for_selector(".row-card.is-rehearsed", timeout=WORKING)
        assert len(there(sheet)) == PASTS
        self.look("6-rehearsed")

    def open_the_brand(self) -> None:
        self.at("today/")
        self.page.wait_for_selector(".steps-list")
        assert "done" not in (self.step(3).get_attribute("class") or ""), "a rehearsal is no post that was sent"
        self.page.click(".banner form .btn.go")
        self.agree()
        self.page.wait_for_selector(".banner", state="detached")

    def send(self, sheet: Sheet, leaving: Gate) -> None:
        """The first post, watched on its own page from "leaving" to "out", which comes by itself."""
        self.write("La boutique est ouverte, entrez donc.")
        self.page.wait_for_selector(".row-card:not(.is-gone)")
        self.stay()
        leaving.open()
        self.page.wait_for_selector(".row-card.is-gone", timeout=WORKING)
        assert self.has_stayed()
        assert there(sheet)[PASTS:] == ["La boutique est ouverte, entrez donc."]
        self.look("7-out")

    def invite(self) -> str:
        """The path of the link that is shown this once."""
        self.at("today/")
        self.step(4).locator("a").click()
        self.page.fill("[name=email]", "ines@lune.example")
        self.page.check("[name=role][value=author]")
        self.page.click("form[action$='/invitations/'] .btn.go, form[action$='invitations'] .btn.go")
        link = self.page.input_value("#letter-link")
        self.look("8-invited")
        return urlsplit(link).path

    def join(self, path: str) -> None:
        """Somebody else, in a browser of their own."""
        page = self.page
        page.goto(f"{self.desk.url}{path}")
        self.look("9-join")
        page.fill("[name=name]", "Inès Petit")
        page.fill("[name=password]", "nine-ribbons-blue")
        page.click("main .btn.go")
        page.wait_for_selector(".today")
        self.look("9-joined")


def there(sheet: Sheet) -> list[str]:
    """What is really on the account, in order."""
    return [str(post.letter.get("text")) for post in read(sheet.path.read_bytes()).posts.values()]


@pytest.mark.parametrize(("language", "width"), [("fr", 1440), ("en", 390)])
def test_from_an_empty_house_to_a_post_that_is_out(
    language: str,
    width: int,
    desk: Desk,
    working: None,
    sheet: Sheet,
    reading: Gate,
    leaving: Gate,
    new_page: NewPage,
    shot: Callable[[Any, str], None],
    assert_accessible: Callable[[Any], None],
) -> None:
    def look(page: Any, name: str) -> None:
        shot(page, f"first-{language}-{width}-{name}")
        assert_accessible(page)

    camille = Walk(desk, new_page(width=width, language=language), look)
    camille.begin()
    camille.connect(reading)
    camille.see_the_past()
    camille.rehearse(sheet)
    camille.open_the_brand()
    camille.send(sheet, leaving)
    link = camille.invite()
    camille.at("today/")
    camille.page.wait_for_selector(".steps-list")
    camille.stay()
    Walk(desk, new_page(width=1440, language=language, scheme="dark"), look).join(link)
    camille.page.wait_for_selector(".steps-list", state="detached", timeout=WORKING)
    assert camille.has_stayed()
    camille.look("10-settled-in")
