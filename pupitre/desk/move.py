"""`pupitre media move bucket|folder`: every picture to the other place, while the desk runs or not."""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

from pupitre.ground.environment import environment

EVERY = 5.0
"""seconds between two lines that say how far it is"""


def add(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Declare the verb on the parser."""
    media = verbs.add_parser("media", help="the pictures: move them from the folder to the bucket, or back")
    steps = media.add_subparsers(dest="media_verb", required=True, metavar="move")
    move = steps.add_parser("move", parents=[common], help="copy what is not there yet, compare every sum")
    move.add_argument("to", choices=["bucket", "folder"])
    move.add_argument("--remove", action="store_true", help="take away, where it was, what is surely there")


def run(words: argparse.Namespace) -> int:
    """0 when everything is there; 1 and a sentence else. May be broken off and begun again."""
    import django

    if not environment().media_bucket:
        print(
            "pupitre: no bucket is set. Write PUPITRE_MEDIA_BUCKET, _ENDPOINT, _KEY and _SECRET, then try again.",
            file=sys.stderr,
        )
        return 1
    django.setup()
    from django.conf import settings
    from django.core.files.storage import FileSystemStorage

    from pupitre.media.bucket import Bucket
    from pupitre.media.carry import carry

    places = {"folder": FileSystemStorage(location=settings.MEDIA_ROOT), "bucket": Bucket()}
    source = places["folder" if words.to == "bucket" else "bucket"]
    try:
        done = carry(source, places[words.to], words.remove, _Telling())
    except OSError as error:
        print(f"pupitre: {error} Nothing was lost; the same command goes on where it ended.", file=sys.stderr)
        return 1
    return _conclude(words.to, done)


class _Telling:
    """Says how far it is, now and then."""

    def __init__(self) -> None:
        self.last = time.monotonic()

    def __call__(self, done: Any) -> None:
        if time.monotonic() - self.last > EVERY:
            self.last = time.monotonic()
            print(f"  {done.copied} copied, {done.already} were there already …", flush=True)


def _conclude(to: str, done: Any) -> int:
    print(f"{done.copied} copied ({done.size / 1e6:.1f} MB), {done.already} were there already; every sum is compared.")
    if done.removed:
        print(f"{done.removed} were taken away where they were.")
    if done.other:
        print(f"pupitre: {len(done.other)} are another file in the {to}, left as they are in both:", file=sys.stderr)
        print("".join(f"  {name}\n" for name in done.other), end="", file=sys.stderr)
        return 1
    if to == "bucket":
        print("Start every process with these settings, then once more: what came meanwhile is in the folder.")
    else:
        print("Unset PUPITRE_MEDIA_… everywhere, start anew; the settings for one more run carry what came meanwhile.")
    return 0
