"""`pupitre key rotate`: everything that is sealed is sealed anew with a new key, while the desk runs."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from typing import Any

from pupitre.ground import secrets

MOST = 200
"""rows sealed anew in one go"""


def add(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Declare the verb on the parser."""
    key = verbs.add_parser("key", help="the key that opens what is kept sealed: rotate")
    steps = key.add_subparsers(dest="key_verb", required=True, metavar="rotate")
    rotate = steps.add_parser("rotate", parents=[common], help="a new key; everything is sealed anew with it")
    which = rotate.add_mutually_exclusive_group()
    which.add_argument(
        "--prepare", action="store_true", help="several machines, first step: a new key that only opens; copy the file"
    )
    which.add_argument("--prepared", action="store_true", help="second step: the key that was prepared seals")
    rotate.add_argument("--forget-old", action="store_true", help="remove the older keys afterwards")


def run(words: argparse.Namespace) -> int:
    """Carry out the verb. Raises secrets.WrongKey."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pupitre.desk.settings")
    django.setup()
    if words.prepare:
        secrets.add_key(at_end=True)
        print(f"A new key is at the end of {secrets.key_file()}; nothing is sealed with it yet.")
        print("Copy that file to every machine of the desk, then: pupitre key rotate --prepared")
        return 0
    secrets.use_last_key() if words.prepared else secrets.add_key()
    count = seal_anew()
    _tell(count)
    print(f"{count} secrets are sealed with the new key.")
    if words.forget_old:
        print(f"{secrets.forget_old_keys()} older keys are forgotten: backups from before need your copy of them.")
    else:
        print("The older keys stay in the file: backups from before need them. --forget-old removes them.")
    print(f"Keep a new copy of {secrets.key_file()} elsewhere.")
    return 0


def _tell(count: int) -> None:
    from pupitre.brands.models import Brand
    from pupitre.journal.models import write

    for brand in Brand.objects.filter(is_demo=False):
        write(brand.pk, "key.changed", number=count)


def seal_anew() -> int:
    """Every sealed column, row by row, until nothing is left that another key sealed; how many there were.

    Compare and set: a token that is refreshed meanwhile is not overwritten, and its row comes up again.
    """
    count = 0
    for column in secrets.sealed_columns:
        rows = column.rows()
        while stale := list(_stale(rows, column.field)):
            for pk, sealed in stale:
                same = rows.filter(pk=pk, **{column.field: sealed})
                count += same.update(**{column.field: secrets.sealed_anew(sealed)})
    return count


def _stale(rows: Any, field: str) -> Iterator[tuple[Any, str]]:
    found = 0
    for pk, sealed in rows.values_list("pk", field).iterator():
        if not secrets.is_sealed_with_first_key(sealed):
            yield pk, sealed
            found += 1
            if found == MOST:
                return
