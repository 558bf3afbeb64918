"""What a Bluesky server answers when it does not do what was asked, as one of the five errors."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from pupitre.ground import clock
from pupitre.ground.http import Answer
from pupitre.networks.errors import Later, NetworkError, NotSent, Reconnect, Refused, Unsure

# Names and statuses: https://github.com/bluesky-social/atproto/tree/main/packages/pds/src (auth-verifier.ts,
# api/com/atproto/repo), 2026-11-22.
OLD = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired"})
"""The token's fault: a refresh may mend it. An expired token is a 400, not a 401."""

DEAD = {
    "AccountTakedown": "account_takendown",
    "AccountSuspended": "account_takendown",
    "RepoTakendown": "account_takendown",
    "RepoSuspended": "account_takendown",
    "AccountDeactivated": "account_deactivated",
    "RepoDeactivated": "account_deactivated",
    "AccountNotFound": "account_gone",
    "RepoNotFound": "account_gone",
}
NOT_PROVEN = frozenset({"use_dpop_nonce", "invalid_dpop_proof"})
"""The proof that goes with a token was not believed: refused before anything was done, and the token is good."""
NARROW = frozenset({"ScopeMissingError", "insufficient_scope"})
"""The person allowed less than this needs."""
NOT_OFFERED = frozenset({"MethodNotImplemented", "XRPCNotSupported"})
NO_SERVICE = "No service configured"

UNTOLD_WAIT = timedelta(minutes=5)
"""when a 429 does not say how long: the window of most limits
(https://docs.bsky.app/docs/advanced-guides/rate-limits, 2026-11-22)"""
SECONDS_OR_INSTANT = 1_000_000_000
"""RateLimit-Reset is an instant on a PDS, seconds to wait in the Internet draft it comes from"""


def judge(answer: Answer) -> NetworkError:
    """The error that an answer stands for, when it was to change something for good."""
    name, reason = said(answer)
    raw = f"{answer.status} {name}: {reason}" if name else f"{answer.status} {answer.text[:200]}"
    host = urlsplit(answer.url).netloc
    if answer.status == 429:
        return Later(accepts_again_at(answer), raw=raw)
    shut = _shut(name, answer.status, host, raw)
    if shut:
        return shut
    if name == "InvalidSwap":
        return Unsure("key_taken", raw=raw)
    if name == "BlobNotFound":
        return NotSent("picture_gone", raw=raw)
    if answer.status >= 500 and name not in NOT_OFFERED:
        return Unsure("server_error", {"host": host, "status": answer.status}, raw)
    if name in NOT_OFFERED or reason.startswith(NO_SERVICE):
        return Refused("not_offered", {"host": host}, raw)
    if name and 400 <= answer.status < 500:
        return Refused("refused_other", {"reason": reason or name}, raw)
    return Unsure("unreadable", {"host": host}, raw)


def _shut(name: str, status: int, host: str, raw: str) -> NetworkError | None:
    """The door stayed shut: nothing was done. None when that is not what was said."""
    if name in DEAD:
        return Reconnect(False, DEAD[name], raw=raw)
    if name in NARROW:
        return Reconnect(False, "scope_missing", raw=raw)
    if name in NOT_PROVEN:
        return NotSent("proof_refused", {"host": host}, raw)
    return Reconnect(True, raw=raw) if name in OLD or (name and status == 401) else None


def harmless(error: NetworkError) -> NetworkError:
    """The same, for what may be done twice (an upload, a sign-in): a broken answer is just tried again."""
    return NotSent(error.code, error.params, error.raw) if isinstance(error, Unsure) else error


def looked(error: NetworkError) -> NetworkError:
    """The same, for a look: it changed nothing, and no refusal of it says anything of the post."""
    if isinstance(error, Refused | Unsure):
        return NotSent(error.code, error.params, error.raw)
    return error


def said(answer: Answer) -> tuple[str, str]:
    """The name and the reason that an error answer gives; empty when it is not the protocol's."""
    told = answer.json()
    if not isinstance(told, dict) or not isinstance(told.get("error"), str):
        return "", ""
    return told["error"], str(told.get("message") or "")


def accepts_again_at(answer: Answer) -> datetime:
    """When a limit ends (UTC): the latest instant that the answer names, never in the past."""
    now = clock.now()
    named = [_reset(text, now) for text in answer.headers.get_list("ratelimit-reset")]
    named += [_retry_after(text, now) for text in answer.headers.get_list("retry-after")]
    return max((at for at in named if at and at > now), default=now + UNTOLD_WAIT)


def _reset(text: str, now: datetime) -> datetime | None:
    if not text.strip().isdecimal():
        return None
    number = int(text)
    try:
        return datetime.fromtimestamp(number, UTC) if number >= SECONDS_OR_INSTANT else now + timedelta(seconds=number)
    except (ValueError, OverflowError, OSError):
        return None


def _retry_after(text: str, now: datetime) -> datetime | None:
    if text.strip().isdecimal():
        return now + timedelta(seconds=min(int(text), 86_400 * 7))
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
