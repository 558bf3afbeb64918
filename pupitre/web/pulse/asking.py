"""Who may read the figures: who has the token, or comes from an address that the operator named."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from secrets import compare_digest

from django.http import HttpRequest

from pupitre.ground.environment import environment
from pupitre.web.frame.address import address_of


def is_offered() -> bool:
    """Neither a token nor an address is set: there are no figures."""
    return bool(environment().metrics_token or environment().metrics_from)


def may_measure(request: HttpRequest) -> bool:
    return _has_token(request) or _is_from_there(request)


def _has_token(request: HttpRequest) -> bool:
    token = environment().metrics_token
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    return bool(token) and kind.lower() == "bearer" and compare_digest(given.strip().encode(), token.encode())


def _is_from_there(request: HttpRequest) -> bool:
    """Behind a proxy that was not named, everybody would come from the proxy's address: then nobody does."""
    through_a_proxy = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    if through_a_proxy and not environment().trusts(request.META.get("REMOTE_ADDR", "")):
        return False
    try:
        address = ip_address(address_of(request))
    except ValueError:
        return False
    return any(address in ip_network(allowed) for allowed in environment().metrics_from)
