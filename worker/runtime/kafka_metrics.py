"""Prometheus metrics of Kafka, beside those of ``metrics`` and by the same rules.

A series of a partition that is another worker's by now is removed: its last value would stand
there for ever.
"""

from __future__ import annotations

from typing import get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, disable_created_metrics

from worker.ports import Happening
from worker.ports.kafka import Ended, LagSeen, PartitionsChanged, TransactionEnded
from worker.runtime.happenings import BatchUndone


class KafkaMetrics:
    """All metrics of Kafka, in a registry of the caller's."""

    def __init__(self, registry: CollectorRegistry, *, topic: str | None) -> None:
        """Make every metric; ``topic`` is that of the records, where they come from one."""
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._lag = Gauge(
            "qala_kafka_lag",
            "Records that are behind the end of a partition of this worker",
            ("topic", "partition"),
            registry=registry,
        )
        self._owned = Gauge(
            "qala_kafka_partitions",
            "Partitions that the group gave to this worker",
            ("topic",),
            registry=registry,
        )
        self._stalled = Gauge(
            "qala_kafka_stalled_partitions",
            "Partitions that have records and of which none was settled for a while",
            registry=registry,
        )
        self._rebalances = Counter(
            "qala_rebalances",
            "Times that the group gave partitions to this worker or took some",
            registry=registry,
        )
        self._transactions = Counter(
            "qala_kafka_transactions",
            "Transactions that ended; lost are batches that were undone and are read again",
            ("result",),
            registry=registry,
        )
        for result in (*get_args(Ended), "lost"):
            self._transactions.labels(result)
        if topic:
            self._owned.labels(topic)

    def __call__(self, happening: Happening, /) -> None:
        """Count ``happening``."""
        match happening:
            case PartitionsChanged(topic=topic, taken=taken, owned=owned):
                self._rebalances.inc()
                self._owned.labels(topic).set(owned)
                for partition in taken:
                    self._remove(topic, partition)
            case LagSeen(topic=topic, lags=lags, stalled=stalled):
                self._stalled.set(stalled)
                for partition, lag in lags.items():
                    self._lag.labels(topic, partition).set(lag)
            case TransactionEnded(result=result):
                self._transactions.labels(result).inc()
            case BatchUndone():
                self._transactions.labels("lost").inc()

    def _remove(self, topic: str, partition: int) -> None:
        try:
            self._lag.remove(topic, partition)
        except KeyError:  # no lag was seen of it
            return
