"""A server on the loopback that answers exactly what a test says, byte for byte, and remembers who came."""

import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Request:
    head: str
    body: bytes

    @property
    def line(self) -> str:
        return self.head.split("\r\n")[0]

    @property
    def target(self) -> str:
        return self.line.split(" ")[1]

    @property
    def headers(self) -> dict[str, str]:
        rows = (row.split(": ", 1) for row in self.head.split("\r\n")[1:] if row)
        return {name.lower(): value for name, value in rows}


Talk = Callable[[socket.socket, Request], None]


def answer(body: bytes = b"", status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def say(whole: bytes) -> Talk:
    return lambda sock, request: sock.sendall(whole)


HELLO = say(answer(b"hello"))


@dataclass
class Loopback:
    """Each request is given to `talk`; a line stays open until `talk` closes it or the other side does."""

    talk: Talk = HELLO
    context: ssl.SSLContext | None = None
    host: str = "127.0.0.1"
    raw: bool = False
    """Answers the first bytes that come, whatever they are."""
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    server_names: list[str | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        self._listener = socket.socket(family, socket.SOCK_STREAM)
        self._listener.bind((self.host, 0))
        self._listener.listen(128)
        self._open: list[socket.socket] = []
        self.port: int = self._listener.getsockname()[1]
        if self.context:
            self.context.sni_callback = lambda sock, name, context: self.server_names.append(name)
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, path: str = "/", host: str | None = None) -> str:
        host = host or (f"[{self.host}]" if ":" in self.host else self.host)
        return f"http{'s' if self.context else ''}://{host}:{self.port}{path}"

    def close(self) -> None:
        _shut(self._listener)
        self._listener.close()
        self.hang_up()

    def hang_up(self) -> None:
        """Every open line, as a server does with idle ones."""
        for sock in self._open:
            sock.close() if isinstance(sock, ssl.SSLSocket) else _shut(sock)

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.context:
                sock = self.context.wrap_socket(sock, server_side=True)
            self._open.append(sock)
            while request := _read(sock, whole=not self.raw):
                self.requests.append(request)
                self.talk(sock, request)
        except (OSError, ValueError):
            pass  # the client hung up, which is its right
        finally:
            sock.close()


def _read(sock: socket.socket, whole: bool) -> Request | None:
    said = b""
    while b"\r\n\r\n" not in said:
        piece = sock.recv(65536)
        if not piece:
            return None
        said += piece
        if not whole:
            return Request("", said)
    head, _, body = said.partition(b"\r\n\r\n")
    request = Request(head.decode("latin-1"), body)
    if request.headers.get("x-unread"):
        return request
    length = int(request.headers.get("content-length", 0))
    while len(request.body) < length:
        request.body += sock.recv(65536)
    return request


def _shut(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        sock.close()
