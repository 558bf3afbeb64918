"""Sealed secrets: what is kept in the database can only be read with a key kept outside it."""

import contextlib
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from pupitre.ground.environment import environment
from pupitre.ground.register import Register


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the database that holds what is sealed: a Django model, the name of its field, and what is to be

    done with its rows when the key is lost for good.
    """

    model: Any
    field: str
    lost: Callable[[], object]

    def rows(self) -> Any:
        """Those that hold something (a QuerySet)."""
        return self.model._default_manager.exclude(**{self.field: ""})


sealed_columns: Register[Column] = Register("sealed_columns")
"""filled by the rooms that keep secrets: what a change of the key must seal anew"""


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


def _box() -> MultiFernet:
    """Read again as soon as the file is another one: a key may be changed while the desk runs."""
    path = key_file()
    if not path.exists():
        ensure_key(path)
    stat = path.stat()
    return _read_box(path, (stat.st_ino, stat.st_mtime_ns, stat.st_size))


@lru_cache(maxsize=4)
def _read_box(path: Path, version: tuple[int, ...]) -> MultiFernet:
    return MultiFernet([Fernet(line) for line in _keys()])


def add_key(at_end: bool = False) -> None:
    """A new key, first in the file: it seals from now on. At its end: it only opens, until `use_last_key`."""
    fresh = Fernet.generate_key().decode()
    _replace([*_keys(), fresh] if at_end else [fresh, *_keys()])


def use_last_key() -> None:
    """The last key of the file seals from now on; the others still open. Raises WrongKey when there is one only."""
    keys = _keys()
    if len(keys) < 2:
        raise WrongKey(f"{key_file()} holds one key only: there is none that was prepared.")
    _replace([keys[-1], *keys[:-1]])


def forget_old_keys() -> int:
    """Only the first stays; how many are gone. What they sealed, and nobody has sealed anew, is lost."""
    keys = _keys()
    _replace(keys[:1])
    return len(keys) - 1


def sealed_anew(sealed: str) -> str:
    """The same, sealed with the first key. Raises WrongKey."""
    try:
        return _box().rotate(sealed.encode()).decode() if sealed else ""
    except InvalidToken as error:
        raise WrongKey("The key in secret.key does not open the saved secrets of this database.") from error


def is_sealed_with_first_key(sealed: str) -> bool:
    try:
        Fernet(_keys()[0]).decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def _replace(keys: list[str]) -> None:
    """The whole file at once: whoever reads it meanwhile reads the old one or the new one."""
    path = key_file()
    draft = _drafted("\n".join(keys) + "\n", path)
    os.replace(draft, path)


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
        raise WrongKey(
            f"The key in {key_file()} does not open the saved secrets of this database: put the copy from your backup, "
            "or from the desk’s other machine, in its place."
        ) from error
