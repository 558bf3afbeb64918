"""Giving back what lets the desk in, when an account is taken off it.

https://docs.joinmastodon.org/methods/oauth/#revoke and RFC 7009, 2026-11-23.
"""

from urllib.parse import urlsplit

from pupitre.networks.errors import Reconnect, Refused
from pupitre.networks.mastodon import errors, server, speak
from pupitre.networks.words import Grant

VERIFY = "/api/v1/accounts/verify_credentials"


def revoke(grant: Grant) -> None:
    """1. Ask the server to forget our tokens. 2. See whether it has. May be asked twice.

    Raises Refused(revoke_none) for a token that a person made there, and where the server goes on accepting it;
    NotSent, Later.
    """
    known, host = grant.secrets, urlsplit(grant.server).netloc
    if not known.get("client_id"):
        raise Refused("revoke_none", {"host": host})
    page = server.oauth_page(grant.server, server.metadata(grant.server), "revocation_endpoint", "/oauth/revoke")
    by = {name: known[name] for name in ("client_id", "client_secret")}
    raw = ""
    for kind in ("refresh", "token"):
        if known.get(kind):
            answer = server.public("POST", page, form={**by, "token": known[kind]})
            raw = "" if answer.ok else errors.said(answer) or f"HTTP {answer.status}"
    if _lets_in(grant):
        raise Refused("revoke_none", {"host": host}, raw)


def _lets_in(grant: Grant) -> bool:
    """Whether the token still opens the account. Raises NotSent, Later when nobody can say."""
    try:
        answer = speak.ask(grant, "GET", VERIFY)
        if answer.status == 422:  # snac says so for a token it does not know
            return False
        speak.content(answer)
    except Reconnect:
        return False
    return True
