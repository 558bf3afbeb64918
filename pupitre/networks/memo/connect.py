"""Making a memo: where it is posted, the address to open, the longest text. Nothing is connected."""

import re
import secrets
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from pupitre.networks.errors import Refused
from pupitre.networks.memo import messages
from pupitre.networks.words import Grant, Question

SERVER = "memo"
LONGEST_NAME = 60
LONGEST_TEXT = 100_000


def questions() -> Sequence[Question]:
    return (
        Question("name", messages.NAME, messages.NAME_HELP),
        Question("url", messages.URL, messages.URL_HELP, required=False),
        Question("length", messages.LENGTH, messages.LENGTH_HELP, required=False),
    )


def begin(answers: Mapping[str, str], callback: str) -> Grant:
    """A memo of that name, each time another one. Raises Refused(name_missing, url_malformed, length_malformed)."""
    name = " ".join(answers.get("name", "").split())[:LONGEST_NAME]
    if not name:
        raise Refused("name_missing")
    facts = {"length": _length(answers.get("length", ""))}
    return Grant(SERVER, secrets.token_urlsafe(9), "", name, url=_url(answers.get("url", "")), facts=facts)


def finish(memory: Mapping[str, str], answer: Mapping[str, str]) -> Grant:
    """Always Refused: nobody comes back from a detour."""
    raise Refused("no_detour")


def check(grant: Grant) -> Grant:
    """The grant as it stands: there is nobody to ask."""
    return grant


def _url(said: str) -> str:
    url = said.strip()
    if not url:
        return ""
    try:
        split = urlsplit(url)
    except ValueError as error:
        raise Refused("url_malformed") from error
    if split.scheme != "https" or not split.hostname or len(url) > 600 or re.search(r"\s", url):
        raise Refused("url_malformed")
    return url


def _length(said: str) -> int:
    text = said.strip()
    if not text:
        return 0
    if not re.fullmatch(r"[0-9]{1,6}", text) or not 0 < int(text) <= LONGEST_TEXT:
        raise Refused("length_malformed")
    return int(text)
