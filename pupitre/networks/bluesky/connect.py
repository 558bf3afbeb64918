"""Connecting an account, by signing in at its server or by app password, and keeping what is known of it fresh."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pupitre.networks.bluesky import appview, messages, oauth, places
from pupitre.networks.bluesky.client import client, signs_in
from pupitre.networks.bluesky.credentials import Bearer, Credential, credential
from pupitre.networks.bluesky.identity import INVALID
from pupitre.networks.bluesky.places import APP, HOME
from pupitre.networks.bluesky.session import Session, claims, expiry, inactive, renew, sign_in
from pupitre.networks.errors import NetworkError, NotSent, Reconnect, Refused
from pupitre.networks.words import Detour, Facts, Grant, Question

APP_PASSWORD = re.compile(r"[a-z0-9]{4}(?:-[a-z0-9]{4}){3}")
WHOLE_ACCOUNT = "com.atproto.access"
"""scope of a session made with the account's own password
(https://github.com/bluesky-social/atproto/blob/main/packages/pds/src/auth-scope.ts, 2026-11-22)"""


def questions() -> Sequence[Question]:
    """The handle; and server and app password, aside where people can sign in at their server from here."""
    aside = signs_in()
    handle = Question("handle", messages.HANDLE, messages.HANDLE_HELP)
    server = Question("server", messages.SERVER, messages.SERVER_HELP, kind="url", initial=HOME, aside=aside)
    help_ = messages.APP_PASSWORD_HELP if aside else messages.APP_PASSWORD_ONLY
    password = Question("app_password", messages.APP_PASSWORD, help_, kind="password", aside=aside)
    return (handle, server, password) if aside else (server, handle, password)


def begin(answers: Mapping[str, str], callback: str) -> Grant | Detour:
    """With an app password: connect at once. Without: to the account's own server, where the desk may come back from.

    Raises Refused (server_*, handle_*, password_*, code_needed, account_*, no_sign_in …), NotSent, Later.
    """
    server = places.server_address(answers.get("server", ""))
    password, desk = answers.get("app_password", "").strip(), client(callback)
    if not password and desk:
        return oauth.begin(places.identifier(answers.get("handle", "")), server, callback, desk)
    return _session(answers, server, password)


def finish(memory: Mapping[str, str], answer: Mapping[str, str]) -> Grant:
    """The person came back from their server. Raises Refused (state_wrong, denied, …), NotSent, Later."""
    grant = oauth.finish(memory, answer)
    try:
        return _introduced(grant, credential(grant))
    except Reconnect as failure:
        raise Refused(failure.code, failure.params, failure.raw) from failure


def check(grant: Grant) -> Grant:
    """A new pair of tokens, and the profile as it is now.

    By the refresh token, or else by the app password. Of one who signed in at their server the profile is asked
    for with the old token, since the new one is to be kept before it is used.
    Raises Reconnect(refresh=False) when only a person can mend it; NotSent and Later pass.
    """
    if "key" in grant.secrets:
        return oauth.renew(_as_seen(grant))
    try:
        return _grant(renew(grant), grant.server, grant.secrets.get("app_password", ""), grant.facts)
    except Refused as failure:
        raise Reconnect(False, failure.code, failure.params, failure.raw) from failure


def _session(answers: Mapping[str, str], server: str, password: str) -> Grant:
    """1. Is it such a server? 2. Sign in. 3. Where the account lives, and what its profile shows."""
    about = places.about(server)
    handle = places.whole(places.identifier(answers.get("handle", "")), about)
    if not password:
        raise Refused("password_missing")
    session = sign_in(server, handle, password)
    if claims(session["accessJwt"]).get("scope") == WHOLE_ACCOUNT and not APP_PASSWORD.fullmatch(password):
        raise Refused("password_main")
    try:
        return _grant(session, server, password, places.blob_limit(about))
    except Reconnect as failure:
        raise Refused(failure.code, failure.params, failure.raw) from failure


def _grant(session: Session, server: str, password: str, facts: Facts) -> Grant:
    """Raises Refused when the account may not act or lives where nothing may be sent; NotSent, Later, Reconnect."""
    code = inactive(session)
    if code:
        raise Refused(code)
    home = places.home(session.get("didDoc")) or server
    if not places.is_protected(home):
        raise Refused("server_plain", {"server": home})
    did, token = session["did"], session["accessJwt"]
    handle = str(session.get("handle") or INVALID)
    bare = Grant(
        server=home,
        account=did,
        handle=did if handle == INVALID else handle,
        secrets={"access": token, "refresh": session["refreshJwt"], "app_password": password},
        facts=facts,
        expires_at=expiry(token),
    )
    return _introduced(bare, Bearer(token))


def _introduced(grant: Grant, by: Credential) -> Grant:
    """The same grant with what the account's profile shows.

    Raises Refused(server_private), NotSent, Later, Reconnect.
    """
    known = str(grant.facts["appview"]) if "appview" in grant.facts else None
    try:
        profile = appview.profile(grant.server, grant.account, by, known)
    except NotSent as failure:
        if failure.code == "address_refused":
            raise Refused("server_private", {"server": grant.server}, failure.raw) from failure
        raise
    return replace(
        grant,
        name=profile.name,
        avatar=profile.avatar,
        url=f"{APP}/profile/{grant.handle}",
        facts={**grant.facts, "appview": profile.way},
    )


def _as_seen(grant: Grant) -> Grant:
    """The grant as its profile is now, or as it was known: an old token may no longer be let in to look.

    Raises Reconnect(refresh=False) when the account is suspended, deactivated or gone.
    """
    try:
        return _introduced(grant, credential(grant))
    except NetworkError as failure:
        if isinstance(failure, Reconnect) and not failure.refresh:
            raise
        return grant
