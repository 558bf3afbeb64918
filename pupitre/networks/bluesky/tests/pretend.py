"""A pretend account server that remembers: as much of the AT Protocol as the contract asks for, on loopback.

It shares nothing with the connector: it counts with an oracle of its own, and keeps what it was sent. The
same checks are run on the network's own production code in tests/real/test_bluesky_contract.py.
"""

import json
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import regex

from pupitre.networks import registry
from pupitre.networks.bluesky import client, credentials
from pupitre.networks.bluesky.tests.authority import Authority, Session, Wrong, thumbprint
from pupitre.networks.bluesky.tests.conftest import DID
from pupitre.networks.contract_trial import Fault, Seen
from pupitre.networks.words import Grant

PASSWORD = "aaaa-bbbb-cccc-dddd"
PAGE = b"<!doctype html><title>Be back soon</title>"
COUNTS = ("likeCount", "repostCount", "replyCount", "quoteCount")
Row = dict[str, Any]


def length(text: str) -> int:
    """Characters, or a tenth of the bytes where that is more: by other means than the connector's."""
    tenths, over = divmod(len(text.encode()), 10)
    return max(len(regex.compile(r"\X").findall(text)), tenths + bool(over))


class Server(ThreadingHTTPServer):
    daemon_threads = True

    authority: Authority | None = None
    """who lets in here with tokens that only their key can use; None: sessions as of an app password"""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.records: dict[str, Row] = {}
        self.trouble: Fault | None = None
        self.retry_after: str | None = None
        self.access, self.refresh, self.password = "access-1", "refresh-1", PASSWORD
        self.lock = threading.Lock()

    def put(self, key: str, record: Row) -> Row:
        uri = f"at://{DID}/app.bsky.feed.post/{key}"
        row = {"uri": uri, "cid": f"bafy{len(self.records):04}", "value": record}
        self.records[uri] = row
        return row

    def renewed(self) -> Row:
        number = int(self.access.partition("-")[2]) + 1
        self.access, self.refresh = f"access-{number}", f"refresh-{number}"
        return {"accessJwt": self.access, "refreshJwt": self.refresh, "did": DID, "handle": "brand.test"}


class Door(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *told: object) -> None:
        pass

    def do_GET(self) -> None:
        self._open("GET")

    def do_POST(self) -> None:
        self._open("POST")

    def _open(self, verb: str) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        path, _, query = self.path.partition("?")
        method = path.removeprefix("/xrpc/")
        with self.server.lock:
            trouble = self._trouble(method)
            if trouble == "limit":
                after = self.server.retry_after
                return self._say(429, {"error": "RateLimitExceeded"}, {"Retry-After": after} if after else {})
            if trouble == "blind":
                return self._page()
            try:
                told = self._answer(path, {name: value[0] for name, value in parse_qs(query).items()}, body)
            except Wrong as wrong:
                status, name, message = wrong.args
                self.server.trouble = trouble  # it befalls a call that is let in
                return self._say(status, {"error": name, "message": message, "error_description": message})
        if trouble == "lost":
            self.close_connection = True
            return None
        if trouble == "garbled":
            return self._page()
        if trouble == "broken":
            return self._say(500, {"error": "InternalServerError", "message": "Internal Server Error"})
        return self._say(200, told)

    def _trouble(self, method: str) -> Fault | None:
        """What befalls this call: creates and looks at records, each once."""
        mine, wanted = self.server.trouble, "getRecord" if self.server.trouble == "blind" else "putRecord"
        if mine is None or not method.endswith(wanted):
            return None
        self.server.trouble = None
        return mine

    def _answer(self, path: str, query: dict[str, str], body: bytes) -> Row:
        method, authority = path.removeprefix("/xrpc/"), self.server.authority
        said = json.loads(body) if self.headers.get("content-type") == "application/json" else {}
        if authority and path in PAGES:
            form = {name: value[0] for name, value in parse_qs(body.decode()).items()}
            return PAGES[path](authority, self.headers, form)
        if method in OPEN:
            return OPEN[method](self, query, said)
        if authority:
            authority.let_in(self.headers, self.command, f"{authority.issuer}{path}")
        elif self._bearer() != self.server.access:
            raise Wrong(400, "ExpiredToken", "Token has expired")
        if method == "com.atproto.repo.uploadBlob":
            return {"blob": {"$type": "blob", "ref": {"$link": "bafkpicture"}, "mimeType": "image/png"}}
        if method not in CLOSED:
            raise Wrong(501, "MethodNotImplemented", "Method Not Implemented")
        return CLOSED[method](self, query, said)

    def _bearer(self) -> str:
        return (self.headers.get("authorization") or "").removeprefix("Bearer ")

    def _create_session(self, query: dict[str, str], said: Row) -> Row:
        if said["password"] != self.server.password:
            raise Wrong(401, "AuthenticationRequired", "Invalid identifier or password")
        return self.server.renewed()

    def _refresh_session(self, query: dict[str, str], said: Row) -> Row:
        if self._bearer() != self.server.refresh:
            raise Wrong(400, "ExpiredToken", "Token has been revoked")
        return self.server.renewed()

    def _delete_session(self, query: dict[str, str], said: Row) -> Row:
        if self._bearer() != self.server.refresh:
            raise Wrong(400, "ExpiredToken", "Token has been revoked")
        self.server.renewed()
        return {}

    def _get_record(self, query: dict[str, str], said: Row) -> Row:
        row = self.server.records.get(f"at://{query['repo']}/{query['collection']}/{query['rkey']}")
        if row is None:
            raise Wrong(400, "RecordNotFound", "Could not locate record")
        return row

    def _put_record(self, query: dict[str, str], said: Row) -> Row:
        record = said["record"]
        if length(record["text"]) > 300:
            raise Wrong(400, "InvalidRecord", "Record/text must not be longer than 300 graphemes")
        there = self.server.records.get(f"at://{said['repo']}/{said['collection']}/{said['rkey']}")
        if there and there["value"] != record:
            raise Wrong(400, "InvalidSwap", f"Record was at {there['cid']}")
        row = there or self.server.put(said["rkey"], record)
        return {"uri": row["uri"], "cid": row["cid"]}

    def _delete_record(self, query: dict[str, str], said: Row) -> Row:
        self.server.records.pop(f"at://{said['repo']}/{said['collection']}/{said['rkey']}", None)
        return {}

    def _profile(self, query: dict[str, str], said: Row) -> Row:
        return {"did": DID, "followersCount": 0, "followsCount": 0, "postsCount": len(self.server.records)}

    def _posts(self, query: dict[str, str], said: Row) -> Row:
        wanted = parse_qs(self.path.partition("?")[2])["uris"]
        return {"posts": [self._view(self.server.records[uri]) for uri in wanted if uri in self.server.records]}

    def _feed(self, query: dict[str, str], said: Row) -> Row:
        newest = sorted(self.server.records.values(), key=lambda row: row["value"]["createdAt"], reverse=True)
        start, size = int(query.get("cursor") or 0), int(query["limit"])
        more = {"cursor": str(start + size)} if start + size < len(newest) else {}
        return {"feed": [{"post": self._view(row)} for row in newest[start : start + size]], **more}

    def _view(self, row: Row) -> Row:
        said = {"uri": row["uri"], "cid": row["cid"], "record": row["value"], "author": {"did": DID}}
        return said | dict.fromkeys(COUNTS, 0)

    def _say(self, status: int, told: Any, headers: dict[str, str] | None = None) -> None:
        self._send(status, "application/json", json.dumps(told).encode(), headers or {})

    def _page(self) -> None:
        self._send(200, "text/html", PAGE, {})

    def _send(self, status: int, kind: str, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        if self.server.authority:
            headers = {**headers, "DPoP-Nonce": self.server.authority.nonce}
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


PAGES = {
    "/.well-known/oauth-protected-resource": lambda who, headers, form: {"authorization_servers": [who.issuer]},
    "/.well-known/oauth-authorization-server": lambda who, headers, form: who.about(),
    "/oauth/par": Authority.push,
    "/oauth/token": Authority.tokens,
    "/oauth/revoke": Authority.revoke,
}
OPEN = {
    "com.atproto.server.describeServer": lambda door, query, said: {"did": "did:web:pds.lune.org"},
    "com.atproto.server.createSession": Door._create_session,
    "com.atproto.server.refreshSession": Door._refresh_session,
    "com.atproto.server.deleteSession": Door._delete_session,
    "com.atproto.repo.getRecord": Door._get_record,
}
CLOSED = {
    "com.atproto.repo.putRecord": Door._put_record,
    "com.atproto.repo.deleteRecord": Door._delete_record,
    "app.bsky.actor.getProfile": Door._profile,
    "app.bsky.feed.getPosts": Door._posts,
    "app.bsky.feed.getAuthorFeed": Door._feed,
}


class Pretended:
    """The harness of the contract: the far side, and what is really there."""

    card = registry.card("bluesky")
    cannot: dict[str, str] = {}

    def __init__(self) -> None:
        self.server = Server()
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.host = f"127.0.0.1:{self.server.server_port}"
        tokens = {"access": self.server.access, "refresh": self.server.refresh, "app_password": PASSWORD}
        self.grant = Grant(f"http://{self.host}", DID, secrets=tokens, facts={"appview": "own"})

    def seen(self) -> Sequence[Seen]:
        return [seen(row) for row in self.server.records.values()]

    def counted(self, text: str) -> int:
        return length(text)

    def seed(self, count: int) -> Sequence[str]:
        return [self.server.put(f"old{number}", record)["uri"] for number, record in enumerate(old_posts(count))]

    def upset(self, fault: Fault, retry_after: str | None = None) -> None:
        if fault == "down":
            self.close()
        elif fault in {"expired", "revoked"}:
            self.server.renewed()
            if fault == "expired":
                self.server.refresh = self.grant.secrets["refresh"]
            else:
                self.server.password = "withdrawn"
        else:
            self.server.trouble, self.server.retry_after = fault, retry_after

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


CALLBACK = "https://desk.lune.org/connect/back/"


def metadata(client_id: str) -> Row | None:
    """What a server reads at the address of the desk, or takes for granted of a developer's."""
    if client_id.startswith("http://localhost/?"):
        said = {name: value for name, (value,) in parse_qs(client_id.partition("?")[2]).items()}
        uris = {"redirect_uris": [said["redirect_uri"]], "scope": said["scope"]}
        return {"client_id": client_id, "token_endpoint_auth_method": "none", **uris}
    told = client.metadata(CALLBACK)
    return told if told and told["client_id"] == client_id else None


class SignedIn(Pretended):
    """The same, of an account that was connected by signing in there: every call is proven, nonces change often."""

    def __init__(self) -> None:
        super().__init__()
        issuer, key, desk = f"http://{self.host}", credentials.new_key(), client.client(CALLBACK)
        assert desk
        bound = thumbprint(json.loads(key))
        self.session = Session(DID, bound, desk.id, desk.key_id, access="acc-1", refresh="ref-1")
        self.authority = self.server.authority = Authority(issuer, metadata, sub=DID, sessions=[self.session])
        tokens = {"access": "acc-1", "refresh": "ref-1", "key": key, "client": desk.id, "key_id": desk.key_id}
        secrets = {**tokens, "issuer": issuer, "tokens": f"{issuer}/oauth/token"}
        self.grant = Grant(issuer, DID, secrets=secrets, facts={"appview": "own"})

    def upset(self, fault: Fault, retry_after: str | None = None) -> None:
        if fault == "expired":
            self.session.access = "another"
        elif fault == "revoked":
            self.session.alive = False
        else:
            super().upset(fault, retry_after)


def seen(row: Row) -> Seen:
    """A record as it stands on a server, pretend or real."""
    value = row["value"]
    alts = tuple(image["alt"] for image in value.get("embed", {}).get("images", ()))
    return Seen(row["uri"], value["text"], alts, value.get("reply", {}).get("parent", {}).get("uri", ""))


def old_posts(count: int) -> list[Row]:
    """Records that nobody here wrote, a minute apart, the oldest first."""
    start = datetime.now(UTC) - timedelta(days=1)
    days = [(start + timedelta(minutes=number)).strftime("%Y-%m-%dT%H:%M:%S.000Z") for number in range(count)]
    return [
        {"$type": "app.bsky.feed.post", "text": f"Old post {number}", "createdAt": at} for number, at in enumerate(days)
    ]
