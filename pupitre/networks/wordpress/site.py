"""Finding the REST API of a blog from what a person typed.

Discovery: developer.wordpress.org/rest-api/using-the-rest-api/discovery (2026-11-22): a Link header with
rel="https://api.w.org/", or the same as a <link>; without pretty addresses the root is ?rest_route=/.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from pupitre.ground.http import Answer
from pupitre.networks.call import call
from pupitre.networks.errors import NetworkError, NotSent, Refused
from pupitre.networks.wordpress import errors
from pupitre.networks.wordpress.rest import host_of, may_be_plain, parsed

REL = re.compile(r"""<([^>]+)>\s*;[^,]*\brel=["']?https://api\.w\.org/["']?""", re.IGNORECASE)
LINK = re.compile(r"<link\b[^>]*>", re.IGNORECASE)
HREF = re.compile(r"""\bhref=["']([^"']+)["']""", re.IGNORECASE)
GENERATOR = re.compile(r"""<meta\b[^>]*\bcontent=["']WordPress ([\d.]+)[^"']*["']""", re.IGNORECASE)
SIGNS = re.compile(r"/wp-(content|includes|json|login)|content=[\"']WordPress ", re.IGNORECASE)
INSIDE = re.compile(r"/(wp-admin|wp-json|wp-login\.php|wp-content|index\.php)(/.*)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Site:
    """Where a blog answers. `index` is what its REST root tells anybody, empty when it tells nothing."""

    root: str
    home: str
    index: dict[str, Any]
    version: str = ""
    """empty when the site does not tell it"""


def find(typed: str) -> Site:
    """The blog at what a person typed: with or without https://, /wp-admin, in a folder.

    Raises Refused (needs_https, not_wordpress, rest_closed, site_empty), NotSent when it can't be reached.
    """
    home, page = _front(typed)
    site = Site(root="", home=home, index={}, version=_version(page))
    refusals: list[Answer] = []
    for root in _roots(home, page):
        answer = call("GET", root, redirects=3, headers={"Accept": "application/json"})
        index = parsed(answer)
        if _is_index(index):
            # The end of the redirects is the root: later calls follow none.
            return replace(site, root=_safe(_bare(answer.url)), home=_home(home, index), index=index)
        if answer.status in {401, 403} and _has_code(index) and SIGNS.search(page.text):
            # A plugin shows the REST API to nobody without a login: with one it may.
            return replace(site, root=root)
        refusals.append(answer)
    raise _no_root(home, page, refusals)


def _no_root(home: str, page: Answer, refusals: list[Answer]) -> NetworkError:
    """Why no REST root was found: the site is down for now, closes it, or is no WordPress."""
    answers = [page, *refusals]
    for answer in answers:
        if answer.status == 429 or answer.status >= 500:
            return errors.error(answer, None, acting=False)
    if SIGNS.search(page.text):
        told = next((answer for answer in refusals if answer.status in {401, 403}), refusals[0])
        return Refused("rest_closed", {"host": host_of(home)}, errors.evidence(told))
    return Refused("not_wordpress", {"host": host_of(home)}, errors.evidence(page))


def _front(typed: str) -> tuple[str, Answer]:
    """The front page's address after its redirects, without a trailing slash, and the page."""
    last: NotSent | None = None
    for address in _addresses(typed):
        try:
            page = call("GET", address + "/", redirects=5)
        except NotSent as failure:
            last = last or failure
            continue
        if page.status in {404, 410} and urlsplit(address).path:
            raise Refused("site_absent", {"url": address}, errors.evidence(page))
        return _safe(_bare(page.url)).rstrip("/"), page
    raise last or Refused("site_empty")


def _addresses(typed: str) -> Iterator[str]:
    """What to try, in order. Raises Refused for http:// on a host that is not allowed it."""
    text = re.sub(r"\s", "", typed)
    scheme, found, rest = text.rpartition("://")
    scheme = scheme.lower() if found else ""
    host, slash, path = rest.split("#", 1)[0].split("?", 1)[0].partition("/")
    host = host.rsplit("@", 1)[-1].lower()
    if not host or scheme not in {"", "http", "https"}:
        raise Refused("site_empty")
    place = host + INSIDE.sub("", slash + path).rstrip("/")
    if scheme == "http":
        yield _safe(f"http://{place}")
        return
    yield f"https://{place}"
    if not scheme and may_be_plain(f"http://{place}"):
        yield f"http://{place}"


def _safe(url: str) -> str:
    """The address itself; Refused when it is none, or when a password would travel to it in the clear."""
    try:
        scheme = urlsplit(url).scheme
    except ValueError as error:
        raise Refused("site_empty") from error
    if scheme != "https" and not may_be_plain(url):
        raise Refused("needs_https", {"host": host_of(url)})
    return url


def _roots(home: str, page: Answer) -> Iterator[str]:
    """Where the REST root may be: as the site says, then where it usually is."""
    told = [found for found in (_in_headers(page), _in_page(page)) if found]
    usual = [f"{home}/wp-json/", f"{home}/?rest_route=/", f"{home}/index.php?rest_route=/"]
    tried: set[str] = set()
    for root in [*filter(None, (_as_reached(root, page.url) for root in told)), *usual]:
        whole = root if root.endswith("/") else root + "/"
        if whole not in tried:
            tried.add(whole)
            yield _safe(whole)


def _as_reached(told: str, page: str) -> str:
    """The root that a page told, empty when that is no address.

    Behind a proxy that ends TLS many blogs believe they are http: then we stay on https.
    """
    try:
        root = urljoin(page, told)
        there, here = urlsplit(root), urlsplit(page)
    except ValueError:
        return ""
    if here.scheme == "https" and there.scheme == "http" and there.hostname == here.hostname:
        return urlunsplit(("https", here.netloc, there.path, there.query, ""))
    return root


def _in_headers(page: Answer) -> str:
    found = REL.search(", ".join(page.headers.get_list("link")))
    return unescape(found.group(1)) if found else ""


def _in_page(page: Answer) -> str:
    for link in LINK.findall(page.text[:400_000]):
        href = HREF.search(link)
        if "https://api.w.org/" in link and href:
            return unescape(href.group(1))
    return ""


def _bare(url: str) -> str:
    """The address that answered, without a query save the one that is the root itself."""
    parts = urlsplit(url)
    query = "rest_route=/" if "rest_route=" in parts.query else ""
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def _home(reached: str, index: Mapping[str, Any]) -> str:
    """The front page, also when the address of an article was typed: its folder is what the blog says."""
    here = urlsplit(reached)
    try:
        told = urlsplit(str(index.get("home") or ""))
    except ValueError:
        return reached
    if told.hostname != here.hostname:
        return reached
    return urlunsplit((here.scheme, here.netloc, told.path.rstrip("/"), "", ""))


def _is_index(index: Any) -> bool:
    return isinstance(index, dict) and "wp/v2" in (index.get("namespaces") or [])


def _has_code(said: Any) -> bool:
    return isinstance(said, dict) and isinstance(said.get("code"), str)


def _version(page: Answer) -> str:
    found = GENERATOR.search(page.text[:400_000])
    return found.group(1) if found else ""
