"""The desk's figures for Prometheus: read from the database when they are asked for; how long pages take, from here."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from pupitre import __version__
from pupitre.channels.figures import KINDS, by_state, overdue, processes
from pupitre.channels.models import Channel
from pupitre.journal.reading import lags

registry = CollectorRegistry(auto_describe=False)
DURATIONS = Histogram(
    "pupitre_http_seconds",
    "How long answers of this process took, by method and status class.",
    ["method", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=registry,
)


class Desk(Collector):
    """No label holds a name, an address or an id: figures are of the whole installation."""

    def collect(self) -> Iterator[Metric]:
        yield _one("pupitre_info", "The version that answers.", 1, {"version": __version__})
        yield _family("pupitre_sendings", "Sendings by state.", "state", by_state())
        yield _one(
            "pupitre_overdue_seconds", "Seconds that the part which may leave now has waited longest.", overdue()
        )
        yield _family("pupitre_journal_lag_seconds", "Age of the oldest entry not read yet.", "reader", lags())
        found = {kind: processes(kind) for kind in KINDS}
        alive = {kind: each.alive for kind, each in found.items()}
        yield _family("pupitre_processes_alive", "Processes heard of in the last 45 seconds.", "kind", alive)
        silent = {kind: each.silent_for for kind, each in found.items() if each.silent_for is not None}
        yield _family("pupitre_silent_seconds", "Seconds since the last sign of life of a kind.", "kind", silent)
        yield _family("pupitre_channels", "Channels by state.", "state", _channels())


def _channels() -> dict[str, int]:
    alive = Channel.objects.alive().filter(brand__is_demo=False)
    return {state: alive.filter(state=state).count() for state in (Channel.READY, Channel.RECONNECT)}


def _one(name: str, words: str, value: float, labels: dict[str, str] | None = None) -> Metric:
    family = GaugeMetricFamily(name, words, labels=list(labels or {}))
    family.add_metric(list((labels or {}).values()), value)
    return family


def _family(name: str, words: str, label: str, values: dict[str, float] | dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, words, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


registry.register(Desk())


def exposition() -> bytes:
    """Every figure in Prometheus' text format."""
    return generate_latest(registry)
