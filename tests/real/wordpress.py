"""What the tests of a real blog have in common: joining it, writing for it, and seeing past the connector."""

import io
import json
import secrets
import urllib.request
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from PIL import Image

from pupitre.networks import registry
from pupitre.networks.contract_trial import Fault, Seen
from pupitre.networks.errors import Refused
from pupitre.networks.wordpress import CARD, connect, publish
from pupitre.networks.wordpress.tests.pretend import old_articles, seen
from pupitre.networks.words import Article, Grant, Media, Outgoing, Sent
from tests.real.blog import Blog, Member, free_port


def answers(blog: Blog, **changed: str) -> dict[str, str]:
    return {"site": blog.address, "login": blog.login, "password": blog.application_password} | changed


def joined(blog: Blog, member: Member | None = None, **changed: str) -> Grant:
    member = member or blog.editor
    given = answers(blog, login=member.login, password=member.application_password) | changed
    grant = connect.begin(given, "http://localhost:8000/callback")
    assert isinstance(grant, Grant)
    return grant


@pytest.fixture
def grant(wordpress_site: Blog) -> Grant:
    return joined(wordpress_site)


def rest(blog: Blog, method: str, path: str, **said: object) -> Any:
    """The blog asked by its administrator, past the connector."""
    login = f"{blog.administrator.login}:{blog.administrator.application_password}"
    headers = {"Authorization": f"Basic {b64encode(login.encode()).decode()}", "Content-Type": "application/json"}
    content = json.dumps(said).encode() if said else None
    asked = urllib.request.Request(f"{blog.address}/wp-json/wp/v2/{path}", content, headers, method=method)
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return json.load(answer)


def page(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read().decode()


def picture(
    name: str = "étal.png", kind: str = "PNG", colour: tuple[int, int, int] = (200, 30, 60), alt: str = "L’étal"
):
    drawn = io.BytesIO()
    Image.new("RGB", (640, 400), colour).save(drawn, kind)
    content = drawn.getvalue()
    return Media(name, f"image/{kind.lower()}", len(content), 640, 400, lambda: content, alt)


def outgoing(grant: Grant, title: str = "Bonjour", html: str = "<p>Le texte.</p>", **fields) -> Outgoing:
    of_article = {name: fields.pop(name) for name in ("excerpt", "categories", "tags", "featured") if name in fields}
    article = Article(title, html, **of_article)
    base = {
        "key": publish.new_key(title, grant),
        "created_at": datetime.now(UTC),
        "article": article,
        "shape": "article",
    }
    return Outgoing(**base | fields)


def prepared(out: Outgoing, grant: Grant) -> Outgoing:
    handles = dict(out.handles)
    publish.prepare(out, grant, handles.__setitem__)
    return replace(out, handles=handles)


def published(grant: Grant, title: str = "Bonjour", **fields) -> tuple[Outgoing, Sent]:
    out = prepared(outgoing(grant, title, **fields), grant)
    sent = publish.send(out, grant)
    assert isinstance(sent, Sent)
    return out, sent


@contextmanager
def refusal(code: str, kind: type = Refused) -> Iterator[None]:
    with pytest.raises(kind) as caught:
        yield
    assert caught.value.code == code
    assert caught.value.code in CARD.sentences


class RealBlog:
    """The contract's harness on a blog that nobody here wrote: its editor, with an application password of its own."""

    card = registry.card("wordpress")
    cannot = {
        "expired": "an application password does not age: it is good or withdrawn",
        "counted": "WordPress limits no length",
    }
    QUIRKS = {
        "lost": "answer_cut_short",
        "broken": "dies_after_saving",
        "garbled": "answers_a_page_after_saving",
        "limit": "too_many_requests",
        "blind": "page_instead_of_a_list",
    }

    def __init__(self, blog: Blog) -> None:
        self.blog = blog
        self.number = joined(blog).account.partition("@")[0]
        made = rest(blog, "POST", f"users/{self.number}/application-passwords", name=secrets.token_hex(6))
        self.password = made["uuid"]
        self.grant = joined(blog, password=made["password"])

    def seen(self) -> Sequence[Seen]:
        states = "publish,future,draft,pending,private"
        rows = rest(self.blog, "GET", f"posts?status={states}&context=edit&per_page=100&orderby=id&order=desc")
        return [seen(row) for row in rows]

    def counted(self, text: str) -> int:
        raise AssertionError("never asked")

    def seed(self, count: int) -> Sequence[str]:
        return [
            str(rest(self.blog, "POST", "posts", **row, date_gmt=at.strftime("%Y-%m-%dT%H:%M:%S"))["id"])
            for row, at in old_articles(count)
        ]

    def upset(self, fault: Fault, retry_after: str | None = None) -> None:
        if fault == "down":
            self.grant = replace(self.grant, server=f"http://127.0.0.1:{free_port()}/wp-json/")
        elif fault == "revoked":
            rest(self.blog, "DELETE", f"users/{self.number}/application-passwords/{self.password}")
        else:
            self.blog.order(self.QUIRKS[fault], once=True, retry_after=retry_after)
