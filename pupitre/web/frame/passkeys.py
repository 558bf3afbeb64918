"""Where the desk is open, as passkeys see it; and the question asked of a device, kept until its answer."""

from __future__ import annotations

import base64
import time
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse

from pupitre.brands.passkeys import Place, Question
from pupitre.ground.environment import environment

KEY = "passkey_question"
LASTS = 300
"""seconds"""


def place_of(request: HttpRequest) -> Place | None:
    """None where browsers offer no passkeys: over plain http on another machine, or under a bare address."""
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    ours = urlsplit(environment().base)
    if environment().public and host == ours.hostname:
        return Place(host, f"https://{ours.netloc}")
    return Place(host, f"http://{request.get_host()}") if host == "localhost" else None


def ask(request: HttpRequest, question: Question, purpose: str) -> HttpResponse:
    """Hand the question to the page; only this session may answer, once, for this purpose."""
    request.session[KEY] = {
        "challenge": base64.b64encode(question.challenge).decode(),
        "options": question.options,
        "purpose": purpose,
        "until": time.time() + LASTS,
    }
    return HttpResponse(question.options, content_type="application/json", headers={"Cache-Control": "no-store"})


def asked(request: HttpRequest, purpose: str) -> Question | None:
    """The question this answers; None when there is none (any more) for this purpose."""
    kept = request.session.pop(KEY, None)
    if not kept or kept["purpose"] != purpose or kept["until"] < time.time():
        return None
    return Question(kept["options"], base64.b64decode(kept["challenge"]))
