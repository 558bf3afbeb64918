"""Which server a person means, what it runs, and what it accepts: asked without an account."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from pupitre.ground import clock
from pupitre.ground.environment import environment
from pupitre.ground.http import Answer
from pupitre.networks.call import call
from pupitre.networks.errors import Later, NotSent, Refused, Unsure
from pupitre.networks.mastodon import software
from pupitre.networks.mastodon.waits import accepts_again

REDIRECTS = 3
"""followed while the server is being found; never with a token"""

Facts = dict[str, object]


def origin(typed: str) -> str:
    """What a person types ("mastodon.social", "https://…/@me", "@me@instance") as scheme://host[:port].

    Raises Refused: server_missing, server_unreadable, server_open_http (not encrypted, on a public address).
    """
    text = typed.strip().strip("<>").strip()
    if not text:
        raise Refused("server_missing")
    if "://" not in text:
        text = "//" + text.rsplit("@", 1)[-1]
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise Refused("server_unreadable", {"server": typed.strip()[:100]}) from None
    scheme = parts.scheme or ("http" if port and port != 443 and _inside(host, port) else "https")
    inside = _inside(host, port or (80 if scheme == "http" else 443))
    if scheme not in {"http", "https"} or not ("." in host or ":" in host or inside) or re.search(r"[\s\\]", host):
        raise Refused("server_unreadable", {"server": typed.strip()[:100]})
    if scheme == "http" and not inside:
        raise Refused("server_open_http", {"host": host})
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}" + (f":{port}" if port else "")


def _inside(host: str, port: int) -> bool:
    """Whether the operator lets us speak to this address inside the house."""
    return (host.lower(), port) in environment().private_hosts


def find(typed: str, token: str = "") -> tuple[str, Facts]:
    """1. The address as typed. 2. Else where that domain says its accounts live.

    Gives the origin of the API and the facts. Raises Refused, NotSent, Later.
    """
    first = origin(typed)
    facts = describe(first, token)
    if facts is not None:
        return first, facts
    for other in _elsewhere(first, typed):
        facts = describe(other)
        if facts is not None:
            return other, facts
    raise _stranger(first)


def describe(server: str, token: str = "") -> Facts | None:
    """What a server tells of itself; None when it has no such API. Some tell it to their own accounts only.

    Raises Refused (server_closed), NotSent, Later.
    """
    instance = _json(server + "/api/v2/instance", token=token) or _json(server + "/api/v1/instance", token=token)
    if not isinstance(instance, dict) or not isinstance(instance.get("version"), str):
        return None
    name, version = _software(server, instance["version"])
    known = software.of({"software": name, "software_name": name})
    config = _part(instance, "configuration")
    statuses, media, polls = (_part(config, part) for part in ("statuses", "media_attachments", "polls"))
    domain = str(instance.get("domain") or instance.get("uri") or "").split("://")[-1].strip("/")
    return {
        "software": known.key,
        "software_name": known.name,
        "version": version,
        "domain": domain or urlsplit(server).netloc,
        "title": str(instance.get("title") or ""),
        "max_characters": _number(statuses.get("max_characters") or instance.get("max_toot_chars"), 500),
        "characters_reserved_per_url": _number(statuses.get("characters_reserved_per_url"), 23),
        "max_media": _number(statuses.get("max_media_attachments"), 4),
        "mime_types": _images(media.get("supported_mime_types")),
        "image_bytes": _number(media.get("image_size_limit"), 8_000_000),
        "image_pixels": _number(media.get("image_matrix_limit"), 0),
        "alt_characters": _number(media.get("description_limit"), 1500),
        "poll_options": _number(polls.get("max_options"), 0 if polls else 4),
        "poll_option_characters": _number(polls.get("max_characters_per_option"), 50),
        "poll_shortest": _number(polls.get("min_expiration"), 300),
        "poll_longest": _number(polls.get("max_expiration"), 2_629_746),
        "languages": [str(code) for code in instance.get("languages") or [] if isinstance(code, str)],
        "idempotency": "A" if known.dedupes else "C",
        "api": _number(_part(instance, "api_versions").get("mastodon"), 0),
        "asked_on": clock.now().date().isoformat(),
    }


def metadata(server: str) -> Mapping[str, Any]:
    """The server's OAuth description (RFC 8414, Mastodon 4.3 and later); empty where there is none."""
    found = _json(server + "/.well-known/oauth-authorization-server")
    return found if isinstance(found, dict) else {}


def oauth_page(address: str, about: Mapping[str, Any], name: str, path: str) -> str:
    """An OAuth page by the server's own description, as long as it stays on that server."""
    told = str(about.get(name) or "")
    return told if told.startswith(address + "/") else address + path


def _elsewhere(first: str, typed: str) -> Iterator[str]:
    """Origins that a domain names as the home of its accounts (WEB_DOMAIN beside LOCAL_DOMAIN), or leads on to."""
    named = [public("GET", first + "/api/v1/instance", redirects=REDIRECTS).url]
    named += [str(link.get("href") or "") for link in _links(first + "/.well-known/nodeinfo")]
    handle = typed.strip().lstrip("@")
    if "@" in handle and "://" not in handle:
        found = _links(first + "/.well-known/webfinger", {"resource": f"acct:{handle}"})
        named += [str(link.get("href") or "") for link in found]
    seen = {first}
    for url in filter(lambda url: url.startswith(("https://", "http://")), named):
        try:
            there = origin(url)
        except Refused:
            continue
        if there not in seen:
            seen.add(there)
            yield there


def _software(server: str, version: str) -> tuple[str, str]:
    """Name and version by nodeinfo; without it, as the API's version betrays them ("… compatible; X 1.0")."""
    for link in _links(server + "/.well-known/nodeinfo"):
        href = str(link.get("href") or "")
        about = _part(_json(href) if href.startswith(("http://", "https://")) else None, "software")
        if isinstance(about.get("name"), str):
            return about["name"].lower(), str(about.get("version") or version)
    told = re.search(r"(?:compatible; |really |^)([A-Za-z]+)[ /]v?([\w.+-]+)\)?", version)
    return (told[1].lower(), told[2]) if told else ("mastodon", version)


def _stranger(server: str) -> Refused:
    """Not such a server: called by its name when it tells it."""
    host = urlsplit(server).netloc
    name = _software(server, "unknown/0")[0]
    if name in software.FOREIGN:
        return Refused("not_mastodon_but", {"host": host, "software": software.FOREIGN[name]})
    return Refused("not_mastodon", {"host": host})


def _links(url: str, params: Mapping[str, str] | None = None) -> list[Mapping[str, Any]]:
    found = _json(url, params)
    links = found.get("links") if isinstance(found, dict) else None
    return [link for link in links if isinstance(link, dict)] if isinstance(links, list) else []


def _json(url: str, params: Mapping[str, str] | None = None, token: str = "") -> Any:
    """JSON at an address, None when something else is there. Of the API itself no redirect is followed."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = public("GET", url, params=params, headers=headers, redirects=0 if "/api/" in url else REDIRECTS)
    found = answer.json()
    if answer.status in {401, 403} and isinstance(found, dict) and "/api/" in url and not token:
        raise Refused("server_closed", {"host": urlsplit(url).netloc}, f"HTTP {answer.status}")
    return found if answer.ok else None


def public(method: str, url: str, headers: Mapping[str, str] | None = None, **options: Any) -> Answer:
    """A call while a person waits at a form: failures say what they can mend.

    Raises Refused (address_refused), NotSent (server_silent, server_trouble), Later.
    """
    host = urlsplit(url).netloc
    # What runs there is not known yet: some servers (snac 2.75) drop a kept connection without a word.
    own = {"Accept": "application/json", "Connection": "close", **(headers or {})}
    try:
        answer = call(method, url, headers=own, **options)
    except NotSent as failure:
        if failure.code == "address_refused":
            raise Refused("address_refused", failure.params, failure.raw) from failure
        raise NotSent("server_silent", {"host": host}, failure.raw) from failure
    except Unsure as failure:  # whatever is asked here may be asked twice
        raise NotSent("server_silent", {"host": host}, failure.raw) from failure
    if answer.status == 429:
        raise Later(accepts_again(answer, clock.now()))
    if answer.status >= 500:
        raise NotSent("server_trouble", {"host": host, "status": answer.status}, f"HTTP {answer.status}")
    return answer


def _part(whole: Any, name: str) -> Mapping[str, Any]:
    part = whole.get(name) if isinstance(whole, dict) else None
    return part if isinstance(part, dict) else {}


def _number(value: Any, otherwise: int) -> int:
    """A limit as a whole number that is not negative; `otherwise` when it is missing or nonsense."""
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return otherwise
    return number if 0 <= number < 10**12 else otherwise


def _images(types: Any) -> list[str]:
    """Pictures a server takes. Not SVG, which some name: it is a program as much as a picture."""
    told = [str(mime) for mime in types] if isinstance(types, list) else []
    named = [mime for mime in told if mime.startswith("image/") and mime != "image/svg+xml"]
    return named or ["image/jpeg", "image/png", "image/gif", "image/webp"]
