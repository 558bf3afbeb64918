"""A sending may wait for another's address: the article goes first, and what speaks of it follows."""

from __future__ import annotations

from typing import Any

from pupitre.channels import states
from pupitre.channels.models import Part, Sending

STAND_IN = "\ue0a1"
"""stands in a payload where the address will be: a character of private use, which nobody types"""
NEVER, NONE = "address_never", "address_none"
"""codes of messages.py: the one that was waited for does not leave; it is out, and nobody knows where"""


def put_in(part: Part) -> str:
    """Put the address that this part waited for into its payload (not its row). A code when there is none to be had."""
    awaited = part.sending.after_id
    if not awaited or part.payload.get("change", "create") != "create" or not stands_in(part.payload):
        return ""
    state = Sending.objects.values_list("state", flat=True).get(pk=awaited)
    if state == states.REHEARSED:
        return ""  # a rehearsal goes on as far as the last door, which lets no stand-in out
    if state != states.SENT:
        return NEVER
    url = Part.objects.filter(sending=awaited, position=0).values_list("remote_url", flat=True).first()
    if not url:
        return NONE
    part.payload = with_url(part.payload, url)
    return ""


def stands_in(said: Any) -> bool:
    """Whether an address is still to come in these words."""
    return with_url(said, "") != said


def with_url(said: Any, url: str) -> Any:
    """The same words with this in place of every stand-in."""
    if isinstance(said, str):
        return said.replace(STAND_IN, url)
    if isinstance(said, dict):
        return {key: with_url(value, url) for key, value in said.items()}
    return [with_url(each, url) for each in said] if isinstance(said, list) else said
