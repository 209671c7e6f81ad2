"""Names, labels and figures of the metrics of Kafka."""

from __future__ import annotations

from prometheus_client import CollectorRegistry

from tests.runtime.test_metrics import samples
from worker.ports.kafka import LagSeen, PartitionsChanged, TransactionEnded
from worker.runtime.happenings import BatchUndone
from worker.runtime.kafka_metrics import KafkaMetrics


def changed(given: list[int], taken: list[int], owned: int) -> PartitionsChanged:
    """Make a change of what the worker owns."""
    return PartitionsChanged(topic="t", given=given, taken=taken, lost=False, owned=owned)


def test_all_metrics_are_there_from_the_start() -> None:
    """But for lags, which are only known of partitions that the worker has."""
    registry = CollectorRegistry()
    KafkaMetrics(registry, topic="t")
    assert samples(registry) == {
        "qala_kafka_partitions": {"topic"},
        "qala_kafka_stalled_partitions": set(),
        "qala_rebalances_total": set(),
        "qala_kafka_transactions_total": {"result"},
    }


def test_a_partition_that_was_taken_leaves_no_lag_behind() -> None:
    """Its series is removed, those of others stay."""
    registry = CollectorRegistry()
    metrics = KafkaMetrics(registry, topic="t")
    value = registry.get_sample_value
    metrics(changed([0, 1], [], 2))
    metrics(LagSeen(topic="t", lags={0: 7, 1: 5}, stalled=1))
    assert value("qala_kafka_lag", {"topic": "t", "partition": "0"}) == 7
    assert value("qala_kafka_stalled_partitions") == 1
    metrics(changed([], [0, 3], 1))
    assert value("qala_kafka_lag", {"topic": "t", "partition": "0"}) is None
    assert value("qala_kafka_lag", {"topic": "t", "partition": "1"}) == 5
    assert value("qala_kafka_partitions", {"topic": "t"}) == 1
    assert value("qala_rebalances_total") == 2


def test_transactions_are_counted_by_how_they_ended() -> None:
    """A batch that was undone is counted as lost."""
    registry = CollectorRegistry()
    metrics = KafkaMetrics(registry, topic=None)
    metrics(TransactionEnded(result="committed"))
    metrics(TransactionEnded(result="aborted"))
    metrics(BatchUndone(records=2, message="m"))
    for result in ("committed", "aborted", "lost"):
        assert registry.get_sample_value("qala_kafka_transactions_total", {"result": result}) == 1
