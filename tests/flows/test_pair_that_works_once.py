"""Eight processes, one pair of tokens that works once; and a process that is killed with the new pair in its hands."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from django.db.models.functions import Now

from pupitre.channels import connect
from pupitre.channels.models import Channel
from pupitre.channels.refresh import refresh
from pupitre.ground.environment import environment
from pupitre.journal.models import Entry
from pupitre.networks import registry
from pupitre.networks.bluesky.tests.pretend import SignedIn
from pupitre.web.frame.sentences import sentence

pytestmark = pytest.mark.django_db(transaction=True)

WORKER = """
import sys
import django
django.setup()
from pupitre.channels.models import Channel
from pupitre.channels.refresh import refresh
channel = Channel.objects.get(pk=int(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
print(refresh(channel), channel.grant_version)
"""
Start = Callable[..., subprocess.Popen]


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> Iterator[SignedIn]:
    made = SignedIn()
    monkeypatch.setenv("PUPITRE_ALLOWED_HOSTS_PRIVATE", made.host)
    environment.cache_clear()
    yield made
    made.close()
    monkeypatch.undo()
    environment.cache_clear()


@pytest.fixture
def channel(brand, owner, far: SignedIn) -> Channel:
    return connect.keep(brand, "bluesky", replace(far.grant, handle="brand.test", name="Lune"), owner)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """`start(channel, kill="refreshed")`: a process that renews when told to, and dies at that point."""
    running: list[subprocess.Popen] = []
    known = connection.settings_dict
    parts = {"user": known["USER"], "password": known["PASSWORD"], "host": known["HOST"], "port": known["PORT"]}
    query = urlencode({name: value for name, value in parts.items() if value})
    database = f"postgresql:///{quote(known['NAME'])}?{query}"

    def begin(channel: Channel, kill: str = "") -> subprocess.Popen:
        points = tmp_path / f"points-{len(running)}"
        points.mkdir()
        if kill:
            (points / kill).touch()
        settings = {"DATABASE_URL": database, "PUPITRE_POINTS": str(points), "PYTHONPATH": os.getcwd()}
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(channel.pk)],
            env=os.environ | settings | {"DJANGO_SETTINGS_MODULE": "pupitre.desk.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.wait(10)


def run(*processes: subprocess.Popen) -> list[tuple[int, str]]:
    """All at the same instant; how each ended and what it said."""
    for process in processes:
        assert process.stdout and process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    return [(process.wait(60), process.stdout.read().strip()) for process in processes if process.stdout]


def fresh(channel: Channel) -> Channel:
    return Channel.objects.get(pk=channel.pk)


def lease_ends(channel: Channel) -> None:
    Channel.objects.filter(pk=channel.pk).update(refresh_until=Now() - timedelta(seconds=1))


def test_eight_processes_make_one_renewal_and_all_have_the_new_pair(far, channel, start):
    told = run(*(start(channel) for _ in range(8)))
    assert told == [(0, "True 2")] * 8
    assert far.authority.renewals == 1
    assert fresh(channel).grant.secrets["refresh"] == far.session.refresh and far.session.alive


@pytest.mark.parametrize(("point", "renewals"), [("refreshing", 1), ("grant-saved", 1)])
def test_killed_before_the_question_or_after_the_pair_is_kept_nothing_is_lost(far, channel, start, point, renewals):
    ((status, _),) = run(start(channel, kill=point))
    assert status == -9
    lease_ends(channel)
    known = fresh(channel)
    assert known.grant_version == 2 or refresh(known)
    assert far.authority.renewals == renewals
    assert fresh(channel).grant.secrets["refresh"] == far.session.refresh and far.session.alive


def test_killed_with_the_only_good_pair_in_its_hands_a_person_is_clearly_asked(far, channel, brand, owner, start):
    """The network gave a new pair to a process that died: the old one is worth nothing, and nobody has the new one."""
    ((status, _),) = run(start(channel, kill="refreshed"))
    assert status == -9 and far.authority.renewals == 1
    assert fresh(channel).refresh_until > Channel.objects.values_list(Now(), flat=True).get()
    lease_ends(channel)
    assert not refresh(fresh(channel))
    known = fresh(channel)
    assert (known.state, known.error_code) == (Channel.RECONNECT, "sign_in_ended")
    assert Entry.objects.filter(verb="channel.disconnected").count() == 1
    said = sentence("bluesky", known.error_code, known.error_params)
    assert said == registry.sentence("bluesky", "sign_in_ended") and "Connect the channel again" in said
    again = SignedIn()
    young = replace(again.grant, server=far.grant.server, account=known.account)
    again.close()
    assert connect.keep(brand, "bluesky", young, owner, anew=known).state == Channel.READY
