"""R9, R28, R36, R44: what every answer of every route carries, whoever asks and however it ends."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from pupitre.web.frame.middleware import HEADERS, POLICY
from pupitre.web.frame.pane import HEADERS as PANE
from tests.flows.objects import Objects
from tests.flows.test_matrix import EVERY
from tests.fuzz.asking import honest
from tests.fuzz.test_fuzz import SAYS_503

STRICT = "default-src 'none'; sandbox"
"""the policy of a kept file"""
PANES = {"version-article", "delivery-article"}
"""routes whose answer is HTML that somebody wrote, behind glass"""
INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|\son\w+\s*=|\sstyle\s*=|javascript:", re.I)


def answers(client: Client, path: str):
    """The answers to a page and to a form, with a stranger's method and a name that is not ours."""
    yield client.get(path, headers={"Accept": "text/html"})
    yield client.post(path)
    yield client.generic("BREW", path)
    yield client.get(path, headers={"Host": "evil.test"})
    yield client.get(path.rstrip("/") + "/nothing-here")


def assert_safe(answer, path: str, expected: dict[str, str] = HEADERS) -> None:
    said = {name: answer.headers.get(name) for name in HEADERS}
    policy = said.pop("Content-Security-Policy")
    ours = expected["Content-Security-Policy"]
    assert policy in (ours, STRICT), (path, policy)
    assert said == {name: value for name, value in expected.items() if name in said}, path
    kind = answer.headers.get("Content-Type", "")
    if "html" in kind and not answer.streaming:
        assert policy == ours
        assert not INLINE.search(re.sub(r"<(code|textarea|p)\b.*?</\1>", "", answer.content.decode(), flags=re.S)), path
        assert "Traceback" not in answer.content.decode()


@pytest.mark.parametrize("who", ["owner", "stranger"])
def test_every_answer_of_every_route_is_guarded(who, brand, owner):
    objects = Objects(brand)
    client = Client(raise_request_exception=False)
    seen = 0
    for route in EVERY:
        if route.name in {"live", "sign-out"}:
            continue
        if who == "owner":
            client.force_login(owner)
        for answer in answers(client, honest(route, brand.slug, objects)):
            assert answer.status_code < 500 or route.name in SAYS_503, route.name
            behind_glass = route.name in PANES and answer.status_code == 200
            assert_safe(answer, f"{route.name} {answer.status_code}", HEADERS | PANE if behind_glass else HEADERS)
            seen += 1
    assert seen > 5 * 70


def test_the_policy_is_strict():
    """R9: nothing inline, nothing evaluated, no plug-in, no other base, no frame around us, nobody else's pictures."""
    rules = dict(rule.split(" ", 1) for rule in POLICY.split("; "))
    assert rules["default-src"] == rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'"
    assert rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert rules["frame-src"] == "'self'", "and only a pane lets itself be framed"
    assert rules["img-src"] == "'self' data:"
    assert not re.search(r"unsafe|\*|https?:|blob:", POLICY)


def test_a_pane_reaches_nothing():
    """R10: no script, no request, an origin of its own; only our own pages may show it, and its links open outside."""
    rules = dict(rule.split(" ", 1) for rule in PANE["Content-Security-Policy"].split("; "))
    assert rules.pop("default-src") == rules.pop("base-uri") == rules.pop("form-action") == "'none'"
    assert rules.pop("img-src") == "data:" and re.fullmatch(r"'sha256-[\w+/]{43}='", rules.pop("style-src"))
    assert rules.pop("frame-ancestors") == "'self'" and PANE["X-Frame-Options"] == "SAMEORIGIN"
    assert rules.pop("sandbox") == "allow-popups allow-popups-to-escape-sandbox"
    assert rules == {} and PANE["Referrer-Policy"] == "no-referrer"


def test_the_other_headers_are_strict():
    assert HEADERS["X-Content-Type-Options"] == "nosniff" and HEADERS["Cross-Origin-Opener-Policy"] == "same-origin"
    assert HEADERS["Referrer-Policy"] == "same-origin" and HEADERS["Cross-Origin-Resource-Policy"] == "same-origin"
    for power in ("camera", "microphone", "geolocation", "payment", "usb", "display-capture"):
        assert f"{power}=()" in HEADERS["Permissions-Policy"]


def test_no_page_of_a_brand_is_kept_by_a_cache_between(client, brand, owner):
    """What one member saw is not shown to the next who uses the browser, nor kept by a proxy."""
    client.force_login(owner)
    for path in ("today/", "settings/audit/", "settings/members/"):
        assert "no-store" in client.get(f"/b/{brand.slug}/{path}", headers={"Accept": "text/html"})["Cache-Control"]
