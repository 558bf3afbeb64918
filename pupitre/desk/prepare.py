"""Before the processes start: translations compiled, tables migrated, static files gathered. Only when needed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import pupitre
from pupitre.desk.upgrade import upgrade

HERE = Path(pupitre.__file__).parent
Say = Callable[[str], None]


def compile_translations() -> int:
    """Write every .mo that is older than its .po; how many."""
    written = 0
    for po in HERE.glob("**/locale/*/LC_MESSAGES/django.po"):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parent.parent.name, domain="django")
        draft = mo.with_suffix(".mo.new")
        with draft.open("wb") as target:
            write_mo(target, catalogue)
        draft.replace(mo)
        written += 1
    return written


def prepare(data: Path, say: Say) -> None:
    """Bring code and database together, unless this very code already did."""
    if compile_translations():
        say("compiling the translations")
    stamp, now = data / "prepared", fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return
    upgrade(say)
    say("gathering the pages' files")
    (data / "static" / "staticfiles.json").unlink(missing_ok=True)
    _django("collectstatic", "--no-input", "--verbosity=0")
    stamp.write_text(now)


def fingerprint() -> str:
    """Differs as soon as a migration or a static file differs."""
    digest = hashlib.sha256(pupitre.__version__.encode())
    for pattern in ("**/migrations/*.py", "**/static/**/*"):
        for path in sorted(HERE.glob(pattern)):
            stat = path.stat()
            digest.update(f"{path.relative_to(HERE)} {stat.st_size} {stat.st_mtime_ns}".encode())
    return digest.hexdigest()


def _django(*arguments: str) -> None:
    """In a process of its own, so that the supervisor stays small."""
    done = subprocess.run([sys.executable, "-m", "pupitre.desk.django", *arguments], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"pupitre: “{arguments[0]}” failed; nothing was started.\n{done.stderr.strip()[-2000:]}")
