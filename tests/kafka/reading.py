"""What stands in a topic, all of it, as one who reads only what was committed sees it.

Owns a consumer without a group: it disturbs nobody. Its contract: the records of all partitions from
the first to the last at the time of asking, each partition in order. Where a transaction is open, or
its end not yet written, it waits for that.
"""

from __future__ import annotations

import time
from typing import Any

from kafka import KafkaConsumer, TopicPartition

from tests.patience import PATIENCE


def contents(bootstrap: str, topic: str, **options: Any) -> list[Any]:  # noqa: ANN401 - the client's own
    """Return the records of ``topic``; ``options`` are those of `kafka.KafkaConsumer`."""
    chosen = {"isolation_level": "read_committed", "enable_auto_commit": False} | options
    with (
        KafkaConsumer(bootstrap_servers=bootstrap, **chosen) as consumer,
        # One who reads only what was committed is told of no end behind an open transaction.
        KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False) as looking,
    ):
        parts = [TopicPartition(topic, n) for n in consumer.partitions_for_topic(topic)]
        consumer.assign(parts)
        consumer.seek_to_beginning(*parts)
        ends = looking.end_offsets(parts)
        found: list[Any] = []
        deadline = time.monotonic() + PATIENCE
        while any(consumer.position(part) < end for part, end in ends.items()):
            assert time.monotonic() < deadline, f"{topic} was not read to its end: {ends}"
            for records in consumer.poll(timeout_ms=200).values():
                found += records
    return found
