"""What the ground's tests share: settings of their own, servers on the loopback, and a wall around it."""

import socket
from collections.abc import Callable, Iterator

import pytest

from pupitre.ground import wire
from pupitre.ground.environment import environment
from pupitre.ground.tests.loopback import Loopback

PUBLIC = "93.184.215.14"


@pytest.fixture(autouse=True)
def settings(monkeypatch, tmp_path) -> Iterator[Callable[..., None]]:
    """Sets PUPITRE_ variables for one test and forgets what was read before: settings(PORT="9000")."""

    def put(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name if name == "DATABASE_URL" else f"PUPITRE_{name}", value)
        environment.cache_clear()

    put(DATA=str(tmp_path), ALLOWED_HOSTS_PRIVATE="")
    yield put
    environment.cache_clear()
    wire.kept.forget()


@pytest.fixture
def allow(settings) -> Callable[[str, int], None]:
    """Adds to the hosts on the inside that may be spoken to."""
    pairs: list[str] = []

    def add(host: str, port: int) -> None:
        pairs.append(f"{host}:{port}")
        settings(ALLOWED_HOSTS_PRIVATE=",".join(pairs))

    return add


@pytest.fixture
def server(allow) -> Iterator[Callable[..., Loopback]]:
    """Opens servers that may be spoken to: server(talk); `allowed=False` makes a honeypot."""
    opened: list[Loopback] = []

    def serve(*arguments, allowed: bool | str = True, **options) -> Loopback:
        one = Loopback(*arguments, **options)
        opened.append(one)
        if allowed:
            allow(allowed if isinstance(allowed, str) else one.host, one.port)
        return one

    yield serve
    for one in opened:
        one.close()


@pytest.fixture
def deaf(allow) -> Iterator[str]:
    """The address of a port that may be spoken to and where nobody listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
        allow("127.0.0.1", port)
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture
def connects(monkeypatch) -> list[tuple]:
    """Every address a socket was about to go to; none goes anywhere."""
    tried: list[tuple] = []

    def refuse(self, address):
        tried.append(address)
        raise ConnectionRefusedError(111, "no socket leaves this test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    return tried


@pytest.fixture
def names(monkeypatch) -> dict[str, list[str]]:
    """The whole of DNS, for one test: name → addresses; any other name is PUBLIC."""
    book: dict[str, list[str]] = {}

    def getaddrinfo(host, port, *_, **__):
        ips = book.get(host, [PUBLIC])
        if not ips:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (ip, port, 0, 0))
            if ":" in ip
            else (socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))
            for ip in ips
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return book
