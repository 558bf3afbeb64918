"""Every file of a shelf by its name; knows no rows, so that a backup can be made before Django is awake."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.files.storage import Storage


def names(storage: Storage, folder: str = "") -> Iterator[str]:
    """Every file of a folder or a bucket, in order. Raises OSError."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in sorted(files) if name and not name.startswith("."))
    for name in sorted(folders):
        yield from names(storage, f"{folder}{name}/")
