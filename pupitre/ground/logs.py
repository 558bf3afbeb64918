"""What goes into the log: one line a record, for people or as JSON, and no personal data.

Our own loggers are believed: they name ids, types and codes, never what somebody wrote. Of a stranger's record only the
words of its program are kept, not what was put into them; of an error its type and its way through the code, never its
text: PostgreSQL quotes values there, and mail servers quote addresses.
"""

import json
import logging
import secrets
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

OURS = "pupitre"
DEEPEST = 12
"""frames that are kept of each error, the innermost"""
LONGEST = 300
"""characters of a stranger's words"""


class Line(logging.Formatter):
    """2026-11-23T08:00:00Z WARNING pupitre.channels the database does not answer · failure 1f2e3d4c"""

    def format(self, record: logging.LogRecord) -> str:
        told = facts(record)
        failure = f" · failure {told['failure']}" if "failure" in told else ""
        first = f"{told['at']} {told['level']} {told['logger']} {told['message']}{failure}"
        return "\n".join([first, *(f"    {step}" for step in told.get("trace", ()))])


class Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(facts(record), ensure_ascii=False)


class OncePerFailure(logging.Filter):
    """The page of an error has logged it, with its number; Django's own record says it again.

    And an answer 5xx without an error is meant: /healthz says 503 as often as it is asked while something is silent.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        is_meant = not record.exc_info and int(getattr(record, "status_code", 0) or 0) >= 500
        return not (is_meant or hasattr(getattr(record, "request", None), "failure"))


def facts(record: logging.LogRecord) -> dict[str, Any]:
    """at, level, logger, message; for an error its number and its trace."""
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    told: dict[str, Any] = {"at": at, "level": record.levelname, "logger": record.name, "message": _message(record)}
    if record.exc_info and record.exc_info[1] is not None:
        told["failure"] = getattr(record, "failure", "") or secrets.token_hex(4)
        told["trace"] = list(trace(record.exc_info[1]))
    return told


def trace(error: BaseException) -> Iterator[str]:
    """The error and those behind it: types, and where in the code; never their texts."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield kind(current)
        for frame in traceback.extract_tb(current.__traceback__)[-DEEPEST:]:
            yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def kind(error: BaseException) -> str:
    """Its type, with the codes that hold nobody's words: SQLSTATE and constraint, errno."""
    words = f"{type(error).__module__}.{type(error).__qualname__}"
    for name, value in (
        ("sqlstate", getattr(error, "sqlstate", None)),
        ("constraint", getattr(getattr(error, "diag", None), "constraint_name", None)),
        ("errno", getattr(error, "errno", None)),
        ("code", getattr(error, "code", None)),
    ):
        if isinstance(value, str | int) and len(str(value)) < 60:
            words += f" {name}={value}"
    return words


def begin() -> None:
    """What ends a process or a thread goes into the log as everything else does."""
    sys.excepthook = _ended
    threading.excepthook = lambda args: _ended(args.exc_type, args.exc_value, args.exc_traceback)


def _ended(kind_of: type[BaseException], error: BaseException | None, where: TracebackType | None) -> None:
    if error is not None and not issubclass(kind_of, KeyboardInterrupt | SystemExit):
        logging.getLogger("pupitre.failure").critical("nobody caught this", exc_info=(kind_of, error, where))


def _message(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] == OURS:
        return record.getMessage()
    request, status = getattr(record, "request", None), getattr(record, "status_code", None)
    if request is not None and status:
        match = getattr(request, "resolver_match", None)
        return f"{status} {getattr(request, 'method', '')} {getattr(match, 'route', '') or '?'}"
    return str(record.msg).strip().partition("\n")[0][:LONGEST]
