"""Everything that can be judged without running the product: format, lint, types, floors, translations, templates.

Each check runs on its own and says how long it took; all are run even when one fails.
"""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BIN = Path(sys.executable).parent
CHECKS = {
    "format": [BIN / "ruff", "format", "--check", "."],
    "lint": [BIN / "ruff", "check", "."],
    "types": [BIN / "mypy", "pupitre"],
    "templates": [BIN / "djlint", "pupitre", "--lint", "--quiet"],
    "floors, sizes, translations": [BIN / "python", "-m", "pytest", "-q", "tests/house"],
}


def run(check: tuple[str, list]) -> tuple[str, int, str, float]:
    name, command = check
    began = time.monotonic()
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    return name, done.returncode, done.stdout + done.stderr, time.monotonic() - began


def main() -> int:
    failed = 0
    with ThreadPoolExecutor(2) as pool:
        for name, status, words, seconds in pool.map(run, CHECKS.items()):
            print(f"{'ok  ' if status == 0 else 'FAIL'} {seconds:5.1f} s  {name}", flush=True)
            if status:
                failed += 1
                print(words[-6000:])
    print(f"{len(CHECKS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
