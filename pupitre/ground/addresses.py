"""Which addresses may be spoken to: one reading of a URL, one judgement of an IP address."""

import ipaddress
import queue
import re
import socket
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode, urlsplit

import httpx2
import idna

from pupitre.ground.environment import environment
from pupitre.ground.failures import AddressRefused, NothingLeft

LONGEST = 8192
"""Characters of a URL; what is longer is refused."""

# https://www.iana.org/assignments/iana-ipv4-special-registry (2026-08-01): whatever is not globally reachable,
# the relays of dead transition techniques, and 168.63.129.16, which inside Azure is the machine's own host
# (https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16).
REFUSED_4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16",
            "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        ),
    )
)  # fmt: skip

# https://www.iana.org/assignments/ipv6-address-space (2026-08-01): only 2000::/3 is given out to the world. In it:
# protocol assignments with Teredo, documentation, 6to4 and the AS112 sink are refused.
WORLD_6 = ipaddress.IPv6Network("2000::/3")
REFUSED_6 = tuple(
    map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"))
)
# https://www.rfc-editor.org/rfc/rfc6052: an IPv4 address as a network without IPv4 sees it; judged by what is inside.
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\xa0\\\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\ud800-\udfff]")
_WHOLE = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*):(?P<slashes>//)?(?P<authority>[^/?#]*)(?P<rest>[^#]*)", re.I)
_AUTHORITY = re.compile(r"(?P<host>\[[0-9a-f:.]+\]|[^:\[\]@%]+)(?::(?P<port>[1-9][0-9]{0,4}))?", re.I)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a socket goes: an address that was judged, never a name."""

    family: int
    sockaddr: tuple

    @property
    def ip(self) -> str:
        return self.sockaddr[0]


def read(url: str, params: Iterable[tuple[str, str]] = ()) -> httpx2.URL:
    """The one reading of an address: ASCII, lower-case host, no user, no fragment; `params` are added to its query.

    Raises AddressRefused for whatever two readers could read differently.
    """
    if not isinstance(url, str) or len(url) > LONGEST or _FORBIDDEN.search(url):
        raise AddressRefused("malformed", "a space, a backslash, a control character, or too long")
    whole = _WHOLE.match(url)
    if whole is None:
        raise AddressRefused("malformed", "no scheme")
    if whole["scheme"].lower() not in {"http", "https"}:
        raise AddressRefused("bad_scheme", whole["scheme"][:20])
    if "@" in url.split("//", 1)[-1].split("/", 1)[0]:
        raise AddressRefused("credentials_in_address")
    authority = _AUTHORITY.fullmatch(whole["authority"])
    if not whole["slashes"] or authority is None:
        raise AddressRefused("malformed", "no host, or a broken one")
    port = f":{authority['port']}" if authority["port"] else ""
    host = canonical(authority["host"])
    query = urlencode(list(params))
    rest = whole["rest"] + (("&" if "?" in whole["rest"] else "?") + query if query else "")
    try:
        target = httpx2.URL(f"{whole['scheme'].lower()}://{host}{port}{rest}")
        agreed = _agree(target, url)
    except (httpx2.InvalidURL, ValueError) as error:
        raise AddressRefused("malformed", type(error).__name__) from error
    if not agreed:
        raise AddressRefused("malformed", "read differently by two readers")
    return target


def canonical(host: str) -> str:
    """A host as it goes on the wire: an IP address in its one plain form, or a name in ASCII without its last dot."""
    if host.startswith("["):
        try:
            return f"[{ipaddress.IPv6Address(host[1:-1])}]"
        except ValueError as error:
            raise AddressRefused("malformed", "not an IPv6 address") from error
    try:
        name = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise AddressRefused("malformed", "not an international name") from error
    name = name.lower().removesuffix(".")
    labels = name.split(".")
    if len(name) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise AddressRefused("malformed", "not a host name")
    if _NUMBER.fullmatch(labels[-1]):  # decimal, octal, hexadecimal, short: only the plain dotted form is read
        try:
            return str(ipaddress.IPv4Address(name))
        except ValueError as error:
            raise AddressRefused("malformed", "not a plain IPv4 address") from error
    return name


def port_of(url: httpx2.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


def name_of(url: httpx2.URL) -> str:
    """The host as it is resolved, compared with the certificate and looked up in the list of private hosts."""
    return url.raw_host.decode("ascii")


@lru_cache(maxsize=4096)
def is_global(address: str) -> bool:
    """Whether an IP address belongs to the open Internet."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in network for network in REFUSED_4)
    if ip.scope_id:
        return False
    if ip in NAT64:
        return is_global(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip in WORLD_6 and not any(ip in network for network in REFUSED_6)


def places(url: httpx2.URL, within: float) -> list[Place]:
    """Every address behind a URL, all of them allowed; at most `within` seconds.

    One that is not allowed refuses them all: a name that points both outside and inside is a trap.
    Raises AddressRefused, NothingLeft.
    """
    host, port = name_of(url), port_of(url)
    private = environment().private_hosts
    found = _resolve(host, port, within)
    if (host, port) not in private:
        for place in found:
            if not is_global(place.ip) and (place.ip, port) not in private:
                raise AddressRefused("private_address", f"{host}:{port} is {place.ip}")
    return found


def _agree(target: httpx2.URL, url: str) -> bool:
    """Whether the standard library reads the same host and port, in what came in and in what goes out."""
    port = urlsplit(url).port
    reread, original = urlsplit(str(target)), urlsplit(url).hostname or ""
    original = canonical(f"[{original}]" if ":" in original else original).strip("[]")
    return (
        name_of(target) == reread.hostname == original
        and target.port == reread.port
        and port_of(target) == (port or port_of(target))
    )


def _resolve(host: str, port: int, within: float) -> list[Place]:
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        family = socket.AF_INET if ip.version == 4 else socket.AF_INET6
        return [Place(family, (host, port) if ip.version == 4 else (host, port, 0, 0))]
    name = "localhost" if host.endswith(".localhost") else host  # https://www.rfc-editor.org/rfc/rfc6761#section-6.3
    found = _look_up(name, port, within)
    if not found:
        raise NothingLeft("name_not_found", host)
    return found


def _look_up(name: str, port: int, within: float) -> list[Place]:
    """Asks the system in a thread of its own: getaddrinfo cannot be given a time."""
    answers: queue.SimpleQueue[list[Place] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(Place(family, sockaddr) for family, _, _, _, sockaddr in rows)))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, name="look-up", daemon=True).start()
    try:
        answer = answers.get(timeout=max(within, 0.001))
    except queue.Empty:
        raise NothingLeft("name_timeout", name) from None
    if isinstance(answer, Exception):
        raise NothingLeft("name_not_found", name) from answer
    return answer
