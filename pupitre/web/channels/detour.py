"""A member goes to the network to agree, and comes back: what is remembered meanwhile, and for how long."""

from __future__ import annotations

import secrets as random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from pupitre.ground import secrets

LASTS = 600
"""seconds"""
KEY = "detours"


@dataclass(frozen=True, slots=True)
class Journey:
    brand_id: int
    network: str
    channel_id: int | None
    memory: dict[str, str]
    answers: dict[str, str] = field(default_factory=dict)
    """what the form said, save what is secret: it is filled in again when the journey fails"""


def set_out(session: SessionBase, journey: Journey) -> str:
    """Remember the journey in this session alone; returns its state, which the network brings back."""
    state = journey.memory.get("state") or random.token_urlsafe(24)
    kept = {key: item for key, item in session.get(KEY, {}).items() if item["until"] > time.time()}
    kept[state] = {
        "brand": journey.brand_id,
        "network": journey.network,
        "channel": journey.channel_id,
        "memory": secrets.seal(journey.memory),
        "answers": journey.answers,
        "until": time.time() + LASTS,
    }
    session[KEY] = kept
    return state


def come_back(session: SessionBase, answer: Mapping[str, str]) -> Journey | None:
    """The journey that this answer ends. None when the state is missing, foreign, used or too old."""
    kept: dict[str, Any] = session.get(KEY, {})
    item = kept.pop(answer.get("state", ""), None)
    session[KEY] = kept
    if item is None or item["until"] < time.time():
        return None
    return Journey(item["brand"], item["network"], item["channel"], secrets.unseal(item["memory"]), item["answers"])
