"""A process that is frozen, so that no supervisor sees it die: the others tell who should know, once each way."""

import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from pupitre.ground.database import Embedded
from tests.flows.test_up import Desk, free_port

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
FACTOR = "9"
"""three minutes last twenty seconds"""
PATIENCE = 150.0
"""seconds, for a machine that is busy"""


@pytest.fixture(scope="module")
def desk():
    base = "/var/lib/pupitre-tests" if os.geteuid() == 0 else None
    folder = tempfile.mkdtemp(prefix="silence-", dir=base)
    os.chmod(folder, 0o711)
    desk = Desk(folder, free_port(), PUPITRE_TIME_FACTOR=FACTOR, PUPITRE_DEMO="en")
    yield desk
    if desk.process.poll() is None:
        desk.process.send_signal(signal.SIGTERM)
        desk.process.wait(30)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize(("process", "noun"), [("cli work", "worker"), ("cli listen", "listener")])
def test_a_frozen_process_is_told_once_and_its_return_too(desk, process, noun):
    with psycopg.connect(Embedded(Path(desk.folder)).url(), autocommit=True) as database:
        database.execute("UPDATE brands_brand SET is_demo = false")  # a demo hears nothing; this brand is to hear

        def told() -> list[str]:
            said = "SELECT verb FROM notices_notice WHERE subject_kind = 'outage' AND verb LIKE %s ORDER BY id"
            return [verb for (verb,) in database.execute(said, [f"{noun}.%"])]

        members = database.execute("SELECT count(*) FROM brands_membership WHERE role IN ('owner', 'manager')")
        count = members.fetchone()[0]
        frozen = desk.one(process)
        os.kill(frozen, signal.SIGSTOP)
        desk.until(lambda: told() == [f"{noun}.silent"] * count, PATIENCE)
        desk.stays(lambda: told() == [f"{noun}.silent"] * count, seconds=3)
        os.kill(frozen, signal.SIGCONT)
        desk.until(lambda: told() == [f"{noun}.silent"] * count + [f"{noun}.back"] * count, PATIENCE)
