"""Connecting a pretend account: one question, and it is there."""

import re
import secrets
import unicodedata
from collections.abc import Mapping, Sequence

from pupitre.networks.errors import Refused
from pupitre.networks.paper import messages
from pupitre.networks.paper.kinds import KINDS
from pupitre.networks.paper.sheet import SERVER, Sheet
from pupitre.networks.paper.where import place_of
from pupitre.networks.words import Grant, Question

LONGEST = 60


def questions() -> Sequence[Question]:
    return (Question("name", messages.NAME, messages.NAME_HELP),)


def begin(answers: Mapping[str, str], callback: str) -> Grant:
    """The account of that name. An answer "class" (A to D) chooses what kind of network it plays.

    Raises Refused(name_missing).
    """
    name = " ".join(answers.get("name", "").split())[:LONGEST]
    account = _slug(name)
    if not account:
        raise Refused("name_missing")
    kind = answers.get("class", "A").upper()
    facts = {"class": kind if kind in KINDS else "A"}
    Sheet(account, facts).connected(name)
    return Grant(SERVER, account, f"@{account}", name, secrets={"token": secrets.token_urlsafe(16)}, facts=facts)


def finish(memory: Mapping[str, str], answer: Mapping[str, str]) -> Grant:
    """Always Refused: an account is connected at once, so nobody comes back from a detour."""
    raise Refused("no_detour")


def check(grant: Grant) -> Grant:
    """The grant with a young token. Raises Reconnect(refresh=False), NotSent, Later."""
    return place_of(grant).renewed(grant)


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return slug or "-".join(f"{ord(letter):x}" for letter in name)[:LONGEST]
