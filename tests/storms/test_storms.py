"""Deliveries go out exactly once although everything around them dies; and the checker would see it otherwise.

Three storms run side by side, a fourth alone (three workers on a team's own server, frozen and cut off from it too),
each with a database, a press and workers of its own. The long ones: `make storm DELIVERIES=10000 KILLS=1000`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storms import storm
from tests.storms.checker import Findings
from tests.storms.desk import debians

HERE = Path(__file__).resolve().parents[2]
STORMS = {
    "one worker": ["--deliveries", "300", "--kills", "60", "--workers", "1"],
    "two workers": ["--deliveries", "300", "--kills", "60", "--workers", "2"],
    "three machines": ["--deliveries", "300", "--kills", "60", "--workers", "3", "--server"],
    "control": ["--deliveries", "90", "--kills", "30", "--workers", "2", "--control"],
}
AT_ONCE = ("one worker", "two workers", "control")
DEBIAN = pytest.mark.skipif(not debians(), reason="Debian's PostgreSQL is not on this machine: apt install postgresql")
WITHIN = 900
"""seconds: eight times what it takes on two quiet cores"""

pytestmark = [pytest.mark.storm, pytest.mark.xdist_group("storms")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("storms")


@pytest.fixture(scope="module")
def storms(folder: Path) -> Iterator[dict[str, subprocess.Popen[str]]]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("PUPITRE_")}
    started = Started(folder, own)
    for name in AT_ONCE:
        started[name]
    yield started
    for process in started.values():
        process.terminate()
        process.wait(30)


class Started(dict[str, subprocess.Popen[str]]):
    """Each storm in a process of its own, from the moment on at which somebody asks for it."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        super().__init__()
        self._folder, self._environ = folder, environ

    def __missing__(self, name: str) -> subprocess.Popen[str]:
        self[name] = subprocess.Popen(
            [sys.executable, "-m", "tests.storms.storm", *STORMS[name]],
            cwd=HERE,
            env=self._environ,
            text=True,
            stdout=subprocess.PIPE,
            stderr=open(self._folder / f"{name}.log", "w"),  # noqa: SIM115  (the child's)
        )
        return self[name]


def told(process: subprocess.Popen[str], log: Path) -> tuple[int, str, dict[str, int]]:
    """Exit status, all that was said, and the object of the last line."""
    try:
        said, _ = process.communicate(timeout=WITHIN)
    except subprocess.TimeoutExpired:
        process.terminate()
        pytest.fail("the storm does not end:\n" + "\n".join(log.read_text().splitlines()[-60:]))
    return process.returncode, said, json.loads(said.splitlines()[-1])


@pytest.mark.parametrize("name", ["one worker", "two workers", pytest.param("three machines", marks=DEBIAN)])
def test_whatever_dies_each_delivery_goes_out_exactly_once(storms, folder, name):
    status, said, counts = told(storms[name], folder / f"{name}.log")
    assert (counts["lost"], counts["doubled"], counts["stuck"]) == (0, 0, 0), said
    assert counts["to_human"] == counts["class_d_unknown"], said
    assert counts["deliveries"] >= 300 and counts["kills"] >= 60
    assert counts["kills_between_send_and_commit"] * 5 >= counts["kills"], said
    assert status == 0, said
    assert name != "three machines" or ("'freeze'" in said and "'cut off'" in said), said


def test_without_the_armed_row_the_checker_condemns_the_same_storm(storms, folder):
    status, said, counts = told(storms["control"], folder / "control.log")
    assert status == 1
    assert counts["doubled"] > 0, said


def test_every_label_of_the_path_is_known():
    labels = storm.labels()
    assert len(labels) >= 20
    assert {"arming", "arm-committed", "armed", "called", "settling", "settled"} <= set(labels)


@pytest.mark.parametrize("kind", ["lost", "doubled", "stuck", "broken"])
def test_one_finding_is_enough(kind):
    assert Findings().is_clean
    assert not Findings(**{kind: ["7.0"]}).is_clean


def test_a_human_who_was_asked_without_need_is_a_finding():
    assert not Findings(to_human=3, class_d_unknown=2).is_clean
