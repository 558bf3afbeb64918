"""The desk behind a real server, and Chromium before it.

`desk` serves the pages (uvicorn, so that live pages live) on a database that is emptied after each test.
`new_page(width=390, language="fr", scheme="dark", member=camille)` opens a page; `page` and `phone` are
the two usual ones. A page that logs an error, breaks its policy or calls another host fails its test.
`assert_accessible(page)` asks axe, `assert_fits(page)` looks for what sticks out sideways;
`shot(page, "name")` keeps a picture when PUPITRE_SHOTS names a folder.
"""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright keeps a loop in the test's own thread

WIDE, NARROW = 1440, 390
HEIGHTS = {1440: 1000, 1366: 768, 390: 844}
NewPage = Callable[..., Any]
MOVES = "document.getAnimations().some(one => one.playState === 'running')"


class Desk:
    """Where the pages answer."""

    def __init__(self, port: int) -> None:
        self.url = f"http://localhost:{port}"

    def at(self, brand: Any, path: str = "") -> str:
        return f"{self.url}/b/{brand.slug}/{path}"


class InHand:
    """How many requests, and pieces of them in threads, are still being answered.

    A page that is closed leaves its request behind: the thread that answers it goes on. Emptying the tables under
    such a thread is a deadlock, or a row that outlives its test.
    """

    def __init__(self) -> None:
        self.count = 0
        self.lock = threading.Lock()
        self.handler: Callable[..., Any] | None = None
        self.loops: set[Any] = set()

    @contextmanager
    def one_more(self) -> Iterator[None]:
        with self.lock:
            self.count += 1
        try:
            yield
        finally:
            with self.lock:
                self.count -= 1

    def counted(self, application: Any) -> Any:
        """The ASGI application, counting what it answers and what it hands to threads."""
        self._count_threads()

        async def count(scope: Any, receive: Any, send: Any) -> None:
            self.loops.add(asyncio.get_running_loop())
            with self.one_more():
                await application(scope, receive, send)

        return count

    def _count_threads(self) -> None:
        from asgiref.sync import SyncToAsync

        if self.handler is not None:
            return
        handler = self.handler = SyncToAsync.thread_handler

        def thread_handler(one: Any, loop: Any, *arguments: Any, **named: Any) -> Any:
            with self.one_more() if loop in self.loops else nullcontext():  # background jobs have loops of their own
                return handler(one, loop, *arguments, **named)

        SyncToAsync.thread_handler = thread_handler  # type: ignore[method-assign]

    def settle(self, within: float = 15) -> None:
        """Waits until nothing has been in hand for a twentieth of a second; fails after `within` seconds."""
        until, quiet = time.monotonic() + within, 0
        while quiet < 5:
            assert time.monotonic() < until, f"{self.count} requests are still being answered"
            quiet = 0 if self.count else quiet + 1
            time.sleep(0.01)


in_hand = InHand()


@pytest.fixture(scope="session")
def server() -> Iterator[Desk]:
    """One server for the run; whose database it speaks to is settled by each test's `desk`."""
    import uvicorn

    from pupitre.desk.asgi import application

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    config = uvicorn.Config(
        in_hand.counted(application),
        host="127.0.0.1",
        port=port,
        log_level="warning",
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, name="uvicorn", daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not running.started and time.monotonic() < until:
        time.sleep(0.02)
    assert running.started, "the pages did not open"
    yield Desk(port)
    running.should_exit = True
    thread.join(10)


@pytest.fixture
def desk(transactional_db: None, server: Desk) -> Iterator[Desk]:
    yield server
    in_hand.settle()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = os.environ.get("PUPITRE_CHROMIUM") or "/usr/bin/chromium"
        at = {"executable_path": path} if Path(path).exists() else {}
        browser = playwright.chromium.launch(args=["--no-sandbox"], **at)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Any, desk: Desk) -> Iterator[NewPage]:
    """A page of one's own: width, language ("en", "fr"), scheme ("light", "dark"), signed in as `member`;

    `forgive`: words of console errors that this test causes on purpose.
    """
    contexts: list[Any] = []
    wrong: list[str] = []

    def open_page(
        width: int = WIDE,
        language: str = "en",
        scheme: str = "light",
        member: Any = None,
        forgive: tuple[str, ...] = (),
    ) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            locale={"fr": "fr-FR", "en": "en-GB"}[language],
            color_scheme=scheme,
            timezone_id="Europe/Paris",
            has_touch=width < 800,
            is_mobile=width < 800,
        )
        contexts.append(context)
        if member is not None:
            context.add_cookies([_session_cookie(member, desk)])
        page = context.new_page()
        page.set_default_timeout(20_000)
        _watch(page, desk, wrong, forgive)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not wrong, "the pages said: " + "\n".join(dict.fromkeys(wrong))


@pytest.fixture
def page(new_page: NewPage) -> Any:
    """1440 wide, English, light, signed out."""
    return new_page()


@pytest.fixture
def phone(new_page: NewPage) -> Any:
    """390 wide, English, light, signed out."""
    return new_page(width=NARROW)


@pytest.fixture
def assert_accessible() -> Callable[[Any], None]:
    """Nothing that axe calls serious or critical."""
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()

    def check(page: Any) -> None:
        until = time.monotonic() + 5
        while page.evaluate(MOVES) and time.monotonic() < until:  # wait_for_function would break the page's policy
            page.wait_for_timeout(50)
        found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
        grave = [one for one in found if one["impact"] in {"serious", "critical"}]
        told = [f"{one['id']}: {one['help']} — {[node['html'][:160] for node in one['nodes'][:4]]}" for one in grave]
        assert not told, "\n".join(told)

    return check


@pytest.fixture
def assert_fits() -> Callable[[Any], None]:
    """Nothing sticks out of the window sideways."""
    find = """() => {
        const wide = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= wide) return [];
        return [...document.body.querySelectorAll("*")]
            .filter((one) => one.getBoundingClientRect().right > wide + 1 && one.offsetParent)
            .slice(-5).map((one) => one.outerHTML.slice(0, 140));
    }"""

    def check(page: Any) -> None:
        assert page.evaluate(find) == [], page.url

    return check


@pytest.fixture
def shot() -> Callable[[Any, str], None]:
    """A picture of the page as `<name>.png` in the folder PUPITRE_SHOTS; nothing without it."""
    folder = os.environ.get("PUPITRE_SHOTS")

    def keep(page: Any, name: str, full: bool = True) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=full)

    return keep


def _session_cookie(member: Any, desk: Desk) -> dict[str, str]:
    """What a sign-in would have left in the browser."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from pupitre.brands.sessions import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session["device"] = "Chromium · Linux"
    session.save()
    assert session.session_key
    return {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": desk.url}


def _watch(page: Any, desk: Desk, wrong: list[str], forgive: tuple[str, ...]) -> None:
    """Collects errors of scripts, broken policies and calls to other hosts."""
    ours = urlsplit(desk.url).netloc

    def console(message: Any) -> None:
        # the test that asks for an error checks it itself
        expected = any(words in message.text for words in ("Failed to load resource", *forgive))
        if message.type == "error" and not expected:
            wrong.append(f"{page.url}: {message.text}")

    def request(asked: Any) -> None:
        if urlsplit(asked.url).scheme in {"http", "https"} and urlsplit(asked.url).netloc != ours:
            wrong.append(f"{page.url} called {asked.url}")

    page.on("console", console)
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
    page.on("request", request)
