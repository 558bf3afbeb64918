"""S4: the Nth call on the way of one delivery fails, for every N: statements of the database, requests to a network."""

from __future__ import annotations

from collections import Counter

import pytest

from pupitre.channels import connect, states
from pupitre.channels.models import Channel, Part
from pupitre.ground.environment import environment
from pupitre.journal.models import Entry
from pupitre.networks.words import Grant
from tests.faults.gate import WAYS, Gate
from tests.faults.stage import FULL, Stage
from tests.faults.strike import Count, OneHand, on_the_database, on_the_way

pytestmark = pytest.mark.storm
CUTS = ("refused", "cut", "answer lost")
LOSES_A_RENEWAL = ("reset after", "500 after", "truncated")
"""the network gave a new pair that never arrived, and takes the old one no more"""
MOST = 400
"""statements of one delivery, far beyond what there are"""


def judge(stage: Stage, label: str) -> str:
    """0 lost, 0 doubled, 0 silent: how the one delivery ended, after `label` went wrong."""
    part = Part.objects.select_related("sending__channel").get()
    out = stage.printed()[stage.said[part.sending_id]]
    verbs = Counter(Entry.objects.filter(particulars__sending=part.sending_id).values_list("verb", flat=True))
    assert out <= 1, f"{label}: doubled"
    if part.state == states.SENT:
        assert out == 1 and verbs["sending.sent"] == 1, f"{label}: told as sent {verbs['sending.sent']} times"
        return "sent"
    assert part.state == states.PERSON and part.sending.channel.facts["class"] == "D", f"{label}: {part.state}"
    assert verbs["sending.person"] == 1, f"{label}: silent"
    return "person"


@pytest.mark.parametrize(("kind", "fault"), [("B", ""), ("C", ""), ("D", ""), ("C", "lost")])
@pytest.mark.parametrize("cut", CUTS)
def test_whichever_statement_fails_the_delivery_goes_out_once(stage, monkeypatch, kind, fault, cut):
    """With `fault` the answer of its call is lost too, so that the way leads through looking."""
    channel, ends, step = stage.channel(kind), Counter(), 1 if FULL or kind == "C" else 3
    for number in range(1, MOST, step):
        stage.entrust(channel)
        stage.press.account(channel.account).ordered = [(fault, None)] if fault else []
        count = Count(number)
        with on_the_database(monkeypatch, cut, count):
            OneHand(f"{cut} {number}").live(count)
        ends[judge(stage, f"class {kind}, {cut} at statement {number}")] += 1
        Part.objects.all().delete()
        if count.seen < number:
            break
    assert number > 20, "the way has fewer statements than it can have"
    assert kind == "D" or set(ends) == {"sent"}
    print(f"S4 database: class {kind}{fault and ', '}{fault}, {cut}: statements 1 to {number}: {dict(ends)}")


@pytest.fixture
def gate(stage, monkeypatch):
    made = Gate(stage.server.server_port)
    ports = (stage.server.server_port, made.port, made.closed_port)
    monkeypatch.setenv("PUPITRE_ALLOWED_HOSTS_PRIVATE", ",".join(f"127.0.0.1:{port}" for port in ports))
    environment.cache_clear()
    yield made
    made.close()


def connect_again(stage: Stage, channel: Channel) -> None:
    """A person does it, who was told to."""
    assert Entry.objects.filter(verb="channel.disconnected", subject_id=channel.pk).exists(), "silent"
    pair = stage.press.account(channel.account).connect()
    grant = Grant(channel.server, channel.account, secrets=pair, facts=channel.facts)
    connect.keep(stage.brand, "paper", grant, stage.owner, anew=channel)


@pytest.mark.parametrize("kind", "BCD")
@pytest.mark.parametrize("way", WAYS)
def test_whichever_request_fails_the_delivery_goes_out_once(stage, gate, monkeypatch, kind, way):
    """Its token is old, so that the way has every request there is: container, renewal, post, and looks."""
    ends = Counter()
    for number in range(1, MOST):
        channel = stage.channel(kind)
        stage.press.account(channel.account).token = "-"
        stage.entrust(channel)
        count, clock = Count(number), OneHand(f"{way} {number}")
        with on_the_way(monkeypatch, gate, way, count):
            clock.live(count)
            channel.refresh_from_db()
            if channel.state == Channel.RECONNECT:
                connect_again(stage, channel)
                ends["connected again"] += 1
                clock.live(count)
        ends[judge(stage, f"class {kind}, {way} at request {number}")] += 1
        Part.objects.all().delete()
        if count.seen < number:
            break
    assert number > 3, "the way has fewer requests than it can have"
    assert kind == "D" or ends["person"] == 0
    assert ends["connected again"] == (way in LOSES_A_RENEWAL), "somebody was asked without need"
    print(f"S4 network: class {kind}, {way}: requests 1 to {number}: {dict(ends)}")
