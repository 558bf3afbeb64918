"""For tests: every process that runs them has a data folder and an embedded PostgreSQL of its own; and the cast.

One server for two of xdist's workers would not do: a transaction of one holds back the other's reading of the journal.

A pytest plugin (`-p pupitre.desk.testing`), because it must come before Django's settings are read.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pupitre.desk.prepare import compile_translations

if TYPE_CHECKING:
    from pupitre.brands.models import Brand, Member


def _own_installation() -> None:
    compile_translations()
    base = Path("/var/lib/pupitre-tests") if os.geteuid() == 0 else Path(tempfile.gettempdir())
    base.mkdir(parents=True, exist_ok=True)
    folder = tempfile.mkdtemp(prefix="pupitre-", dir=base)
    os.chmod(folder, 0o711)  # noqa: S103  (the server runs as a user of its own)
    os.environ["PUPITRE_DATA"] = folder
    if os.environ.get("DATABASE_URL"):
        atexit.register(shutil.rmtree, folder, True)
        return
    _own_server(folder)


def _own_server(folder: str) -> None:
    from pupitre.desk.supervisor import die_with_parent
    from pupitre.ground import database

    database.SETTINGS["fsync"] = "off"  # the tests of durability start servers of their own
    server = database.Embedded(Path(folder))
    server.prepare(lambda line: None)
    process = server.start(preexec_fn=lambda: die_with_parent(signal.SIGINT))  # also when the run is killed
    server.wait(process)

    def stop() -> None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)


_own_installation()


@pytest.fixture
def owner(db: None) -> Member:
    """Camille owns Maison Lune."""
    from pupitre.brands.models import Member

    return Member.objects.create_user("camille@lune.example", "seven-scarves-dry", name="Camille Roux")


@pytest.fixture
def brand(owner: Member) -> Brand:
    """Maison Lune, open (out of rehearsal), in Paris."""
    from pupitre.brands.found import found, open_brand

    made = found(owner, "Maison Lune", language="fr", time_zone="Europe/Paris", site="https://lune.example")
    open_brand(made, owner)
    return made


@pytest.fixture
def colleague(brand: Brand) -> Member:
    """Inès writes for Maison Lune."""
    from pupitre.brands.models import Member, Membership

    ines = Member.objects.create_user("ines@lune.example", "seven-scarves-dry", name="Inès Petit", language="fr")
    Membership.objects.create(brand=brand, member=ines, role="author")
    return ines


@pytest.fixture
def outsider(db: None) -> Member:
    """Oscar owns another brand and has no business here."""
    from pupitre.brands.models import Member

    return Member.objects.create_user("oscar@ours.example", "seven-scarves-dry", name="Oscar Bear")


@pytest.fixture
def other_brand(outsider: Member) -> Brand:
    from pupitre.brands.found import found, open_brand

    made = found(outsider, "Bear & Sons", language="en", time_zone="Europe/London")
    open_brand(made, outsider)
    return made
