"""R8, R10: what somebody else wrote stands behind glass, cleaned, its pictures ours; nobody else's brand sees it."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import RequestFactory
from django.utils import timezone

from pupitre.media.models import Far
from pupitre.web.frame import pane

PICTURE = "https://pictures.example/a.webp"


def cleaned(html: str) -> str:
    return pane.cleaned(html, lambda url: "data:image/webp;base64,AAAA" if url == PICTURE else "")


def shown(brand, owner, html: str):
    request = RequestFactory().get("/")
    request.user = owner
    return pane.behind_glass(request, brand, html)


def test_what_is_not_on_the_list_is_gone():
    assert cleaned('<p class="x" style="position:fixed" id="post" onclick="a()">Blue</p>') == "<p>Blue</p>"
    assert (
        cleaned("<style>p{}</style><script>a()</script><form action=/x><input><button>Press</button></form>") == "Press"
    )
    assert (
        cleaned('<p background="https://t.example/x"><svg><image href="https://t.example/x"/></svg>a</p>') == "<p>a</p>"
    )


def test_a_link_opens_outside_and_tells_nobody_where_it_was():
    link = cleaned('<a href="https://a.example/b?c" target="_self" rel="opener" ping="https://t.example">x</a>')
    assert link == '<a href="https://a.example/b?c" target="_blank" rel="noopener noreferrer">x</a>'
    assert 'href="mailto:a@b.example"' in cleaned('<a href="mailto:a@b.example">x</a>')


@pytest.mark.parametrize(
    "address",
    ["/b/lune/today/", "//a.example", "javascript:a()", "data:text/html,x", "https://a:b@c.example", "tel:1", "#a"],
)
def test_a_link_leads_to_an_address_of_the_web_or_nowhere(address):
    assert "href" not in cleaned(f'<a href="{address}">x</a>')


def test_a_picture_is_our_own_copy_or_its_words():
    assert cleaned(f'<img src="{PICTURE}" alt="A" width="40" height="1e9">') == (
        '<img src="data:image/webp;base64,AAAA" alt="A" width="40">'
    )
    for source in ("https://other.example/a.png", "data:image/png;base64,QQ", "/b/lune/media/1/original/", "cid:1"):
        assert cleaned(f'<img src="{source}" srcset="{PICTURE} 2x" alt="A">') == '<img alt="A">'


@pytest.mark.django_db
def test_a_picture_is_asked_for_and_then_stands_inside(brand, owner):
    html = f'<img src="{PICTURE}" alt="A moon"><img src="{PICTURE}">'
    assert 'src="data:' not in shown(brand, owner, html).content.decode()
    far = Far.objects.get(brand=brand)
    path = default_storage.save("1/far/moon.webp", ContentFile(b"moon"))
    Far.objects.filter(pk=far.pk).update(path=path, mime="image/webp", fetched_at=timezone.now())
    answer = shown(brand, owner, html).content.decode()
    assert answer.count(f'src="data:image/webp;base64,{base64.b64encode(b"moon").decode()}"') == 2
    assert PICTURE not in answer


@pytest.mark.django_db
def test_a_page_full_of_pictures_asks_for_the_first_ones_only(brand, owner):
    shown(brand, owner, "".join(f'<img src="https://pictures.example/{n}.png">' for n in range(60)))
    assert Far.objects.filter(brand=brand).count() == pane.MOST_PICTURES


@pytest.mark.django_db
def test_its_policy_names_the_only_style(brand, owner):
    answer = shown(brand, owner, "<p>Blue</p>")
    (style,) = re.findall(r"<style>(.*?)</style>", answer.content.decode(), re.S)
    named = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{named}'" in answer["Content-Security-Policy"]
    owner.theme = "dark"
    assert '<html lang="en" data-theme="dark">' in shown(brand, owner, "").content.decode()


@pytest.mark.parametrize(
    ("html", "height"),
    [("", 1), ("<p>One line.</p>", 1), ("<p>A</p>" * 6, 4), ("<p>" + "word " * 100 + "</p>", 3), ("<p>A</p>" * 400, 8)],
)
def test_its_height_is_guessed(html, height):
    assert pane.pane("/x/", html).height == height
