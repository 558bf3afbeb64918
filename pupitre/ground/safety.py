"""What must not start: settings with which a desk would be open to others. All at once, each with its mend (R42)."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from pupitre.ground.environment import BadSetting, Environment

LONG_ENOUGH = 20
"""signs of a token that nobody guesses"""
EXAMPLES = re.compile(r"change.?me|example|secret|password|token|(.)\1{5,}|12345", re.IGNORECASE)


def refuse_unsafe(home: Environment) -> None:
    """Raises BadSetting with every objection, a line each."""
    found = objections(home)
    if found:
        raise BadSetting("\npupitre: ".join(found))


def objections(home: Environment) -> list[str]:
    found = (*_address(home), *_debug(home), *_token(home), *_proxies(home), *_media(home))
    return [sentence for sentence in found if sentence]


def is_local(host: str) -> bool:
    """Whether only this machine reaches it."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _address(home: Environment) -> list[str]:
    if not home.address:
        if is_local(home.host):
            return []
        return [
            f"the pages would listen on {home.host}, for others too, and no address is set: write "
            "PUPITRE_ADDRESS=https://… (with a proxy in front), or leave PUPITRE_HOST unset for this machine alone."
        ]
    parts = urlsplit(home.address)
    if parts.scheme == "http" and not is_local(parts.hostname or "") and not home.plain_http:
        return [
            f"{home.address} is not encrypted: passwords would travel in the open. Write https:// (Caddy in front "
            "makes the certificate), or PUPITRE_PLAIN_HTTP=yes when that is meant, on a network that you trust."
        ]
    if parts.path.strip("/") or parts.query or parts.fragment:
        return [f"PUPITRE_ADDRESS is {home.address}: write it without a path, e.g. https://desk.example.org."]
    return []


def _debug(home: Environment) -> list[str]:
    if home.debug and (home.address or not is_local(home.host)):
        return [
            "PUPITRE_DEBUG shows the program’s insides to whoever meets an error: unset it, or run on 127.0.0.1 "
            "without PUPITRE_ADDRESS."
        ]
    return []


def _token(home: Environment) -> list[str]:
    token = home.metrics_token
    if token and (len(token) < LONG_ENOUGH or EXAMPLES.search(token)):
        return [
            f"PUPITRE_METRICS_TOKEN is too easy to guess: write at least {LONG_ENOUGH} signs by chance, e.g. those of "
            "“openssl rand -hex 24”."
        ]
    return []


def _proxies(home: Environment) -> list[str]:
    wide = [network for network in home.trusted_proxies if network.endswith("/0")]
    if wide:
        return [
            f"PUPITRE_TRUSTED_PROXIES has {wide[0]}: anybody could then say where they come from. Name the proxy’s own "
            "address or network."
        ]
    return []


def _media(home: Environment) -> list[str]:
    parts = urlsplit(home.media_endpoint)
    if parts.scheme != "http" or home.plain_http or _is_inside(parts.hostname or ""):
        return []
    return [
        f"{home.media_endpoint} is not encrypted: every picture would travel in the open. Write https:// in "
        "PUPITRE_MEDIA_ENDPOINT, or PUPITRE_PLAIN_HTTP=yes when that is meant, on a network that you trust."
    ]


def _is_inside(host: str) -> bool:
    """On this machine, at a private address, or a container's plain name: a name without a dot is nobody's outside."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return is_local(host) or "." not in host
