"""Who has no password here showed at the house's provider, just now and in this session, that it is them."""

from __future__ import annotations

import time

from django.http import HttpRequest

from pupitre.brands import provider
from pupitre.brands.models import Member

KEY = "proved_there"
LASTS = 300
"""seconds for which it counts"""


def may_prove_there(member: Member) -> bool:
    """Whether the provider is the only one who can say so: the member has no password, and is known there."""
    if member.has_usable_password() or not provider.is_set():
        return False
    return bool(member.identities.filter(issuer=provider.issuer()).exists())


def keep(request: HttpRequest) -> None:
    request.session[KEY] = {"member": request.user.pk, "until": time.time() + LASTS}


def is_fresh(request: HttpRequest) -> bool:
    kept = request.session.get(KEY) or {}
    return kept.get("member") == request.user.pk and kept.get("until", 0) > time.time()
