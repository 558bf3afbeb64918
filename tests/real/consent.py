"""A person at a real account server's own pages: signs in, agrees or not, and is sent back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.real.at import Account

Agrees = Callable[..., dict[str, str]]


@pytest.fixture(scope="module")
def agrees() -> Iterator[Agrees]:
    """`agrees(url, account, answer="Authorize")`: what the desk is told when the person comes back."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = os.environ.get("PUPITRE_CHROMIUM") or "/usr/bin/chromium"
        at = {"executable_path": path} if Path(path).exists() else {}
        browser = playwright.chromium.launch(args=["--no-sandbox"], **at)

        def visit(url: str, account: Account, answer: str = "Authorize") -> dict[str, str]:
            context = browser.new_context(locale="en-US")
            try:
                return _visit(context.new_page(), url, account, answer)
            finally:
                context.close()

        yield visit
        browser.close()


def _visit(page: Any, url: str, account: Account, answer: str) -> dict[str, str]:
    """Nobody opens the desk's own page: where the browser is sent to is all that is wanted."""
    page.goto(url)
    page.locator("input[type=password]").fill(account.password)
    page.locator("button[type=submit]").click()
    with page.expect_request(lambda request: "/connect/back/" in request.url) as back:
        page.get_by_role("button", name=answer).click()
    return dict(parse_qsl(urlsplit(back.value.url).query))
