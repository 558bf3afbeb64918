"""Sealed secrets: what is kept in the database can only be read with a key kept outside it."""

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
    """The key file does not open what the database holds."""


def key_file() -> Path:
    return environment().data / "secret.key"


def ensure_key(path: Path) -> str:
    """The installation's keys, newest first, one a line; made at the first start, readable by us only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(Fernet.generate_key().decode() + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # atomic: two first starts end with one key
        except FileExistsError:
            pass
        draft.unlink()
    return path.read_text(encoding="ascii")


@cache
def _box() -> MultiFernet:
    return MultiFernet([Fernet(line) for line in ensure_key(key_file()).split()])


def derived(purpose: str) -> str:
    """A stable secret text for one purpose (Django's SECRET_KEY), made from the newest key."""
    newest = ensure_key(key_file()).split()[0].encode()
    return hmac.new(newest, purpose.encode(), hashlib.sha256).hexdigest()


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
