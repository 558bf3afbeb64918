"""Where a request comes from, and what with."""

import pytest
from django.test import RequestFactory

from pupitre.ground.environment import Environment
from pupitre.web.frame import address

LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile/15E148 Safari/604.1"
)
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
PIXEL = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (LINUX, "Firefox · Linux"),
        (IPHONE, "Safari · iPhone"),
        (EDGE, "Edge · Windows"),
        (PIXEL, "Chrome · Android"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_device_in_words(agent, words):
    assert address.device_of(RequestFactory().get("/", headers={"User-Agent": agent})) == words


@pytest.mark.parametrize(
    ("trusted", "forwarded", "seen"),
    [
        ((), "198.51.100.1", "127.0.0.1"),
        (("127.0.0.1",), "198.51.100.1", "198.51.100.1"),
        (("127.0.0.1",), "10.9.9.9, 198.51.100.1", "198.51.100.1"),
        (("127.0.0.1", "198.51.100.1"), "10.9.9.9, 198.51.100.1", "10.9.9.9"),
        (("127.0.0.1",), "", "127.0.0.1"),
    ],
)
def test_a_forwarded_address_counts_only_from_a_proxy_we_know(monkeypatch, tmp_path, trusted, forwarded, seen):
    monkeypatch.setattr(address, "environment", lambda: Environment(data=tmp_path, trusted_proxies=trusted))
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded} if forwarded else {})
    assert address.address_of(request) == seen
