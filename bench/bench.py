"""What the benches share: an installation of their own, tables, medians."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]


def arguments(description: str | None, **defaults: int) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    for name, default in defaults.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    return parser.parse_args()


@contextmanager
def installation() -> Iterator[Path]:
    """A data folder with a migrated database (fsync on), gone at the end. Django is set up in it."""
    base = Path("/var/lib/pupitre-bench") if os.geteuid() == 0 else Path(tempfile.gettempdir())
    base.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=base))
    folder.chmod(0o711)
    os.environ["PUPITRE_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "pupitre.desk.settings"
    sys.path.insert(0, str(HERE))
    from pupitre.ground.database import Embedded

    server = Embedded(folder)
    server.prepare(lambda line: None)
    process = server.start()
    try:
        server.wait(process)
        subprocess.run([sys.executable, "-m", "pupitre.desk.django", "migrate", "-v", "0"], check=True, cwd=HERE)
        import django

        django.setup()
        yield folder
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def table(rows: Sequence[Sequence[object]], heads: Sequence[str]) -> None:
    cells = [list(heads), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    for number, row in enumerate(cells):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
        if number == 0:
            print("  ".join("-" * width for width in widths))


def last_line(words: argparse.Namespace, result: dict) -> None:
    if words.json:
        print(json.dumps(result))
