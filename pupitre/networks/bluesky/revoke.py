"""Giving back what lets the desk in, when an account is taken off it."""

from pupitre.networks.bluesky import xrpc
from pupitre.networks.bluesky.authority import give_back
from pupitre.networks.bluesky.client import Client
from pupitre.networks.bluesky.credentials import Bearer
from pupitre.networks.bluesky.errors import harmless, judge
from pupitre.networks.errors import Reconnect, Refused
from pupitre.networks.words import Grant


def revoke(grant: Grant) -> None:
    """End the sign-in, or the session. May be asked twice.

    An app password outlives its session, and no program may delete one: raises Refused(app_password_stays).
    Raises Refused(revoke_none) where the server ends nothing from here; NotSent, Later.
    """
    known = grant.secrets
    if "key" in known:
        client = Client(known["client"], known["key_id"])
        if not client.is_ours:
            raise Refused("revoke_none", {"host": known["issuer"]})
        return give_back(known["issuer"], client, known["key"], known["refresh"])
    answer = xrpc.sign(grant.server, "com.atproto.server.deleteSession", by=Bearer(known.get("refresh", "")))
    failure = None if answer.ok else harmless(judge(answer))
    if failure and not isinstance(failure, Reconnect):  # a session that it does not know is at its end already
        raise failure
    if known.get("app_password"):
        raise Refused("app_password_stays", {"host": grant.server})
    return None
