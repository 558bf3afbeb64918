"""A pretend blog that remembers: as much of WordPress' REST API as the contract asks for, on loopback.

It behaves as WordPress 6.5.5 does (a taken slug gets -2, the trash, codes and all); the same checks are
run on the real one in tests/real/test_wordpress_contract.py.
"""

import base64
import json
import socket
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pupitre.networks import registry
from pupitre.networks.contract_trial import Fault, Seen
from pupitre.networks.wordpress import markup
from pupitre.networks.wordpress.tests.conftest import EDITOR, INDEX, PASSWORD
from pupitre.networks.words import Grant

Row = dict[str, Any]
OWN = "users/me/application-passwords/"
A_PAGE = b"<!DOCTYPE html><html><body>Welcome</body></html>"


class Blog:
    """The state: articles, pictures, the password, and what goes wrong next."""

    def __init__(self) -> None:
        self.articles: list[Row] = []
        self.pictures: list[Row] = []
        self.password = PASSWORD
        self.fault: Fault | None = None
        self.retry_after: str | None = None

    def put(self, said: Row, at: datetime | None = None) -> Row:
        taken = {article["slug"] for article in self.articles}
        slug, number = said["slug"], 1
        while said["slug"] in taken:
            number += 1
            said["slug"] = f"{slug}-{number}"
        at = at or datetime.now(UTC)
        article = {
            "id": len(self.articles) + 1,
            "link": f"https://blog.example/{said['slug']}/",
            "date_gmt": at.strftime("%Y-%m-%dT%H:%M:%S"),
            "tags": [],
            "categories": [1],
            "featured_media": 0,
            **said,
        }
        self.articles.append(_kept(article))
        return article

    def trash(self, article: Row) -> None:
        article.update(status="trash", slug=article["slug"] + "__trashed")


def _kept(article: Row) -> Row:
    """As WordPress tells them: raw and rendered."""
    for name in ("title", "content", "excerpt"):
        told = article.get(name, "")
        article[name] = told if isinstance(told, dict) else {"raw": told, "rendered": told}
    return article


class Answers(BaseHTTPRequestHandler):
    blog: Blog
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        self.blog_answers()

    do_POST = do_DELETE = do_GET

    def blog_answers(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        route = parts.path.removeprefix("/wp-json/wp/v2/").rstrip("/")
        query = dict(parse_qsl(parts.query))
        if not self._is_known():
            return self._say(401, {"code": "rest_cannot_create", "message": "Who are you?"})
        if route.startswith("media"):
            return self._media(query, body)
        if route.startswith(OWN):
            return self._password(route.removeprefix(OWN))
        if route == "posts" and self.command == "POST":
            return self._create(json.loads(body))
        if route == "posts":
            return self._list(query)
        if route.startswith("posts/"):
            return self._one(int(route.removeprefix("posts/")), body)
        told = {"users/me": EDITOR, "categories": [], "comments": [], "/wp-json": INDEX}
        return self._say(200, told[route], {"X-WP-Total": "0"})

    def _password(self, name: str) -> None:
        if self.command == "GET":
            return self._say(200, {"uuid": "0f1e-2d3c", "name": "Pupitre"})
        if name != "0f1e-2d3c":
            return self._say(404, {"code": "rest_application_password_not_found"})
        self.blog.password = "withdrawn"
        return self._say(200, {"deleted": True})

    def _is_known(self) -> bool:
        proof = "Basic " + base64.b64encode(f"edith:{self.blog.password}".encode()).decode()
        return self.headers.get("Authorization") == proof

    def _create(self, said: Row) -> None:
        fault, self.blog.fault = self.blog.fault, None
        if fault == "limit":
            headers = {"Retry-After": self.blog.retry_after} if self.blog.retry_after is not None else {}
            return self._say(429, {"code": "too_many"}, headers)
        article = self.blog.put(said)
        if fault == "lost":
            self.connection.shutdown(socket.SHUT_RDWR)
            return None
        if fault in {"broken", "garbled"}:
            return self._write(500 if fault == "broken" else 200, A_PAGE, {})
        return self._say(201, article, {"Location": f"https://blog.example/wp-json/wp/v2/posts/{article['id']}"})

    def _list(self, query: dict[str, str]) -> None:
        if self.blog.fault == "blind":
            self.blog.fault = None
            return self._write(200, A_PAGE, {})
        states = query.get("status", "publish").split(",")
        rows = [row for row in self.blog.articles if row["status"] in states]
        for name, column in (("slug", "slug"), ("include", "id")):
            if name in query:
                rows = [row for row in rows if str(row[column]) in query[name].split(",")]
        if "after" in query:
            rows = [row for row in rows if row["date_gmt"] > query["after"].rstrip("Z")]
        rows.sort(key=lambda row: (row["date_gmt"], row["id"]), reverse=True)
        size, page = int(query.get("per_page", 10)), int(query.get("page", 1))
        pages = -(-len(rows) // size)
        if page > max(pages, 1):
            return self._say(400, {"code": "rest_post_invalid_page_number", "message": "Too far"})
        told = {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": str(pages)}
        return self._say(200, rows[(page - 1) * size : page * size], told)

    def _one(self, number: int, body: bytes) -> None:
        article = next((row for row in self.blog.articles if row["id"] == number), None)
        if article is None:
            return self._say(404, {"code": "rest_post_invalid_id"})
        if self.command == "DELETE" and article["status"] == "trash":
            return self._say(410, {"code": "rest_already_trashed"})
        if self.command == "DELETE":
            self.blog.trash(article)
        if self.command == "POST":
            article.update(json.loads(body))
            _kept(article)
        if self.command == "GET" and self.blog.fault == "blind":
            self.blog.fault = None
            return self._write(200, A_PAGE, {})
        return self._say(200, article)

    def _media(self, query: dict[str, str], body: bytes) -> None:
        if self.command == "GET":
            return self._say(200, [row for row in self.blog.pictures if row["slug"] == query.get("slug")])
        if self.path.partition("?")[0].removesuffix("/") != "/wp-json/wp/v2/media":
            return self._say(200, {"id": 1})
        slug = body.split(b'name="slug"\r\n\r\n', 1)[1].split(b"\r\n", 1)[0].decode()
        number = len(self.blog.pictures) + 1
        row = {"id": number, "slug": slug, "source_url": f"https://blog.example/{slug}.png", "alt_text": ""}
        self.blog.pictures.append(row)
        return self._say(201, row)

    def _say(self, status: int, said: object, headers: dict[str, str] | None = None) -> None:
        self._write(status, json.dumps(said).encode(), {"Content-Type": "application/json", **(headers or {})})

    def _write(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class PretendBlog:
    """The harness: the pretend blog on a port of its own."""

    card = registry.card("wordpress")
    cannot = {
        "expired": "an application password does not age: it is good or withdrawn",
        "counted": "WordPress limits no length",
    }

    def __init__(self) -> None:
        self.blog = Blog()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Door", (Answers,), {"blog": self.blog}))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        address = f"http://127.0.0.1:{self._server.server_port}"
        secrets = {"login": "edith", "password": PASSWORD}
        self.grant = Grant(f"{address}/wp-json/", "7@blog.example", url=address, secrets=secrets)

    def seen(self) -> Sequence[Seen]:
        return [seen(row) for row in self.blog.articles if row["status"] != "trash"]

    def counted(self, text: str) -> int:
        raise AssertionError("never asked")

    def seed(self, count: int) -> Sequence[str]:
        return [str(self.blog.put(row, at)["id"]) for row, at in old_articles(count)]

    def upset(self, fault: Fault, retry_after: str | None = None) -> None:
        if fault == "down":
            return self.close()
        if fault == "revoked":
            self.blog.password = "withdrawn"
            return None
        self.blog.fault, self.blog.retry_after = fault, retry_after

    def close(self) -> None:
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()


def seen(row: Row) -> Seen:
    """An article as it stands on a blog, pretend or real."""
    content = row["content"]["raw"]
    images = [element for element in markup.elements(markup.read(content)) if element.tag == "img"]
    return Seen(str(row["id"]), markup.plain(content), tuple(image.attributes.get("alt", "") for image in images))


def old_articles(count: int) -> Iterator[tuple[Row, datetime]]:
    """Articles that nobody here wrote, a minute apart, each with its day."""
    for number in range(count):
        at = datetime(2024, 5, 6, 7, 8, tzinfo=UTC) + timedelta(minutes=number)
        row = {
            "title": f"Old post {number}",
            "content": f"<p>{number}</p>",
            "status": "publish",
            "slug": f"old-{number}",
        }
        yield row, at
