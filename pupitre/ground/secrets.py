"""Sealed secrets: what is kept in the database can only be read with a key kept outside it."""

import contextlib
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from pupitre.ground.environment import environment


class WrongKey(Exception):
    """The key file does not open what the database holds, or holds no key."""


def key_file() -> Path:
    return environment().data / "secret.key"


def ensure_key(path: Path) -> str:
    """The installation's keys, newest first, one a line; made at the first start, readable by us only."""
    if not path.exists():
        install_key(Fernet.generate_key().decode() + "\n", path)
    return path.read_text(encoding="ascii")


def install_key(text: str, path: Path) -> None:
    """Put keys where there are none yet; what is there stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = _drafted(text, path)
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)  # atomic: two first starts end with one key
    draft.unlink()


def _drafted(text: str, path: Path) -> Path:
    """A new file beside `path`, readable by us only, on disk."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _keys() -> list[str]:
    """Newest first, at least one. Raises WrongKey when the file holds something else."""
    path = key_file()
    try:
        lines = ensure_key(path).split()
        for line in lines:
            Fernet(line)
    except ValueError:
        lines = []  # nothing of the file goes into the sentence: it may be a key with one sign too many
    if not lines:
        raise WrongKey(f"{path} holds no key of ours: put the copy from your backup back in its place.")
    return lines


@cache
def _box() -> MultiFernet:
    return MultiFernet([Fernet(line) for line in _keys()])


def derived(purpose: str) -> str:
    """A stable secret text for one purpose (Django's SECRET_KEY), made from the newest key."""
    return derived_each(purpose)[0]


def derived_each(purpose: str) -> list[str]:
    """The same from every key that the file holds, newest first: what was made from an older one is known again."""
    return [hmac.new(line.encode(), purpose.encode(), hashlib.sha256).hexdigest() for line in _keys()]


def installation_mark() -> str:
    """What every process of this installation says of itself to anybody, and nobody else can say. No secret."""
    return derived("installation mark")[:24]


def key_count() -> int:
    """How many keys open what is kept. Raises WrongKey."""
    return len(_keys())


def seal(secret: Mapping[str, str]) -> str:
    return _box().encrypt(json.dumps(dict(secret)).encode()).decode()


def unseal(sealed: str) -> dict[str, str]:
    """Raises WrongKey when no key of ours opens it."""
    if not sealed:
        return {}
    try:
        return json.loads(_box().decrypt(sealed.encode()))
    except InvalidToken as error:
        raise WrongKey("The key in secret.key does not open the saved secrets of this database.") from error
