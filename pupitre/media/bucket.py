"""Pictures on a storage that speaks S3: the same shelf for every machine of the desk (docs/decisions/011)."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from mimetypes import guess_type
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from django.core.files.base import File
from django.core.files.storage import Storage
from obstore.exceptions import BaseError
from obstore.store import S3Store

from pupitre import __version__
from pupitre.ground.environment import Environment, environment
from pupitre.media.away import ShelfAway, read

if TYPE_CHECKING:
    from obstore.store import ClientConfig

CONNECT_WITHIN, ANSWER_WITHIN, TRY_WITHIN = timedelta(seconds=4), timedelta(seconds=20), timedelta(seconds=12)
"""the last: after it no further try is begun; a page waits for this"""
TRIES = 2
"""after the first"""
AT_ONCE = 8_000_000
"""bytes of a file that is read in one go; a larger one in pieces of `PIECE`, and only where it is asked for"""
PIECE = 4_000_000


class Bucket(Storage):
    """Django's way to a bucket. Raises FileNotFoundError, ShelfAway.

    Files are private: whoever may see one gets it through our pages. No call belongs into a transaction.
    """

    def __init__(self, home: Environment | None = None) -> None:
        self._store = opened(home or environment())

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name as it is: it was drawn by chance (144 bits), or is that of the same file elsewhere."""
        return name

    def exists(self, name: str) -> bool:
        try:
            self._head(name)
        except FileNotFoundError:
            return False
        return True

    def size(self, name: str) -> int:
        return int(self._head(name)["size"])

    def sum(self, name: str) -> str:
        """The storage's own sum of it: mostly the MD5 of what came in one piece; never to be relied on when unequal."""
        return str(self._head(name)["e_tag"] or "").strip('"')

    def delete(self, name: str) -> None:
        """Also when it is gone already."""
        with suppress(FileNotFoundError), answered():
            self._store.delete(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Folders and files directly in it; both empty when there is no such folder."""
        folder = path.strip("/")
        with answered():
            found = self._store.list_with_delimiter(folder or None)
        start = len(folder) + 1 if folder else 0
        return [name[start:] for name in found["common_prefixes"]], [each["path"][start:] for each in found["objects"]]

    def get_modified_time(self, name: str) -> datetime:
        """By the storage's clock, to the second."""
        return cast(datetime, self._head(name)["last_modified"])

    def _head(self, name: str) -> Any:
        with answered():
            return self._store.head(name)

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("a file in the bucket is read, or kept whole; it is never changed")
        with answered():
            found = self._store.get(name)
            size = found.meta["size"]
            if size <= AT_ONCE:
                content = bytes(found.bytes())
                if len(content) != size:
                    raise ShelfAway("broke_off")
                return File(io.BytesIO(content), name)
        return File(io.BufferedReader(Ranged(self._store, name, size), PIECE), name)

    def _save(self, name: str, content: IO[bytes]) -> str:
        """Whole or not at all: what is large goes up in parts, which become the file at the end."""
        kind = guess_type(name)[0] or "application/octet-stream"
        content.seek(0)
        with answered():
            self._store.put(name, content, attributes={"Content-Type": kind})
        return name


class Ranged(io.RawIOBase):
    """A file in the bucket of which only what is read is fetched."""

    def __init__(self, store: S3Store, name: str, size: int) -> None:
        self._store, self._name, self._size, self._at = store, name, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readall(self) -> bytes:
        """By pieces of our own size: io's are of some KB, a call each."""
        pieces = []
        while self._at < self._size:
            pieces.append(self._piece(min(self._size, self._at + PIECE)))
        return b"".join(pieces)

    def readinto(self, buffer: Any) -> int:
        piece = self._piece(min(self._size, self._at + len(buffer)))
        buffer[: len(piece)] = piece
        return len(piece)

    def _piece(self, end: int) -> bytes:
        """What lies from here to `end`; nothing at the end of the file."""
        if self._at >= end:
            return b""
        with answered():
            piece = bytes(self._store.get_range(self._name, start=self._at, end=end))
        if len(piece) != end - self._at:
            raise ShelfAway("broke_off")
        self._at = end
        return piece


def opened(home: Environment) -> S3Store:
    """The bucket of these settings; nothing is asked of it yet.

    The key is given by a function, so that no AWS_ variable of the machine is mixed in.
    """
    key = {"access_key_id": home.media_key, "secret_access_key": home.media_secret, "token": None, "expires_at": None}
    parts = urlsplit(home.media_endpoint)
    return S3Store(
        home.media_bucket,
        prefix=home.media_prefix or None,
        endpoint=home.media_endpoint,
        region=home.media_region,
        virtual_hosted_style_request=(parts.hostname or "").startswith(f"{home.media_bucket.lower()}."),
        disable_bulk_delete=True,  # not every storage knows it, and files go one by one
        credential_provider=lambda: key,  # type: ignore[arg-type, return-value]
        client_options=_client(parts.scheme),
        retry_config={"max_retries": TRIES, "retry_timeout": TRY_WITHIN},
    )


def _client(scheme: str) -> ClientConfig:
    """SSL_CERT_FILE adds authorities of the house's own, as for all else that the desk calls."""
    options: ClientConfig = {
        "allow_http": scheme == "http",
        "connect_timeout": CONNECT_WITHIN,
        "timeout": ANSWER_WITHIN,
        "user_agent": f"Pupitre/{__version__}",
    }
    path = os.environ.get("SSL_CERT_FILE")
    return {**options, "root_certificate": Path(path).read_bytes()} if path else options


@contextmanager
def answered() -> Iterator[None]:
    """Around a call: what it raises of the world is FileNotFoundError or ShelfAway."""
    try:
        yield
    except ShelfAway:
        raise
    except (BaseError, OSError) as error:  # a missing object is the built-in FileNotFoundError
        raise read(error) from None
