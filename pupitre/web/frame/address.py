"""Where a request comes from, and what with."""

from __future__ import annotations

import re

from django.http import HttpRequest

from pupitre.ground.environment import environment

BROWSERS = (
    ("Edge", r"\bEdg(?:e|A|iOS)?/"),
    ("Opera", r"\bOPR/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\b(?:Firefox|FxiOS)/"),
    ("Chrome", r"\b(?:Chrome|CriOS|Chromium)/"),
    ("Safari", r"\bSafari/"),
)
SYSTEMS = (
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("Windows", r"\bWindows\b"),
    ("macOS", r"\bMac OS X\b|\bMacintosh\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("Linux", r"\bLinux\b"),
)


def address_of(request: HttpRequest) -> str:
    """The caller's address. X-Forwarded-For counts only as far as proxies that the operator named wrote it."""
    address = request.META.get("REMOTE_ADDR", "")
    said = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    while environment().trusts(address) and said:
        address = said.pop()
    return address


def device_cookie() -> str:
    """Name of the word by which a browser is known again; over https no other site's page can set it."""
    return "__Host-pupitre-device" if environment().public else "pupitre-device"


def device_of(request: HttpRequest) -> str:
    """The browser and the system in words ("Firefox · Linux"); empty when they are unknown."""
    agent = request.headers.get("User-Agent", "")
    found = [next((name for name, pattern in known if re.search(pattern, agent)), "") for known in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, found))
