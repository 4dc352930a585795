"""Metrics of a reconciliation, as Prometheus reads them.

Names and units follow Prometheus' own conventions: base units, ``_total`` for counters.
"""

from __future__ import annotations

from datetime import datetime

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from migrator.model import Severity
from migrator.rounds import Result, Round
from migrator.tally import Tally

#: Bounds in seconds: from a plan of nothing to an index build that takes a day.
_BUCKETS = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1_000.0, 10_000.0, 86_400.0)


class Metrics:
    """What a reconciliation of one connection has seen and done since it began."""

    def __init__(self, alias: str, tally: Tally) -> None:
        self._alias = alias
        self._tally = tally
        self._counted = Tally()
        self._registry = CollectorRegistry()
        # Its own open files and memory, where the system tells (Linux).
        ProcessCollector(registry=self._registry)
        labels = ("connection",)

        def gauge(name: str, text: str, *more: str) -> Gauge:
            return Gauge(name, text, (*labels, *more), registry=self._registry)

        def counter(name: str, text: str, *more: str) -> Counter:
            return Counter(name, text, (*labels, *more), registry=self._registry)

        self._drift = gauge(
            "migrator_drift_changes", "Changes that are left to make, by severity.", "severity"
        )
        self._known = gauge(
            "migrator_up", "Whether the last round could read the manifests and the server."
        )
        self._synced = gauge(
            "migrator_in_sync", "Whether the server was as the manifests say after the last round."
        )
        self._success = gauge(
            "migrator_last_success_timestamp_seconds",
            "When a round last left the server as the manifests say.",
        )
        self._rounds = counter("migrator_rounds", "Rounds, by how they ended.", "result")
        self._steps = counter("migrator_steps", "Steps that were carried out.")
        self._errors = counter("migrator_errors", "Rounds that failed, by error.", "error")
        self._sent = counter("migrator_rpcs", "RPCs that were sent, by method.", "method")
        self._failed = counter("migrator_rpc_errors", "RPCs that failed, by method.", "method")
        self._duration = Histogram(
            "migrator_round_duration_seconds",
            "How long rounds took.",
            (*labels, "result"),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        for severity in Severity:
            self._drift.labels(alias, severity.value).set(0)
        for result in Result:
            self._rounds.labels(alias, result.value)

    def record(self, told: Round, at: datetime) -> None:
        """Count one round that is over."""
        alias, result = self._alias, told.result.value
        self._rounds.labels(alias, result).inc()
        self._duration.labels(alias, result).observe(told.elapsed_s)
        self._known.labels(alias).set(told.is_known)
        if told.is_known:
            for severity in Severity:
                self._drift.labels(alias, severity.value).set(told.drift[severity])
        is_synced = told.result in (Result.IN_SYNC, Result.HEALED)
        self._synced.labels(alias).set(is_synced)
        if is_synced:
            self._success.labels(alias).set(at.timestamp())
        if told.outcome is not None:
            self._steps.labels(alias).inc(len(told.outcome.done))
        if told.problem is not None:
            self._errors.labels(alias, type(told.problem).__name__).inc()
        self._count_rpcs()

    def _count_rpcs(self) -> None:
        for told, counted, metric in (
            (self._tally.sent, self._counted.sent, self._sent),
            (self._tally.failed, self._counted.failed, self._failed),
        ):
            for method, count in sorted(told.items()):
                metric.labels(self._alias, method).inc(count - counted[method])
                counted[method] = count

    def text(self) -> bytes:
        """Return all metrics in Prometheus' text format."""
        return generate_latest(self._registry)
