"""``View``: a topic looked at without a group: what is committed, from where one likes."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Mapping
from typing import Any, Final

from kafka import KafkaConsumer
from kafka.structs import TopicPartition

from worker.edge.kafka.client import Client
from worker.edge.kafka.errors import kafka_errors
from worker.edge.kafka.waits import close
from worker.errors import StoppedError, UnavailableError

Offsets = Mapping[TopicPartition, int]

_ASK_MS: Final = 15_000
_WAIT_MS: Final = 500
_PATIENCE_SECONDS: Final = 30.0


class View:
    """Reads the partitions that a topic has when it is made; raises our errors."""

    def __init__(self, client: Client, topic: str) -> None:
        """Connect. Raises ``StoppedError`` where the topic can't be seen."""
        self._topic = topic
        self._consumer: KafkaConsumer = client.consumer(group_id=None, auto_offset_reset="earliest")
        try:
            self.partitions = self._found()
        except BaseException:
            self.close()
            raise

    def ends(self) -> Offsets:
        """Return the offset behind the last committed message of each partition."""
        with kafka_errors(f"reading {self._topic}"):
            ends: Offsets = self._consumer.end_offsets(self.partitions, timeout_ms=_ASK_MS)
        return ends

    def starts(self, since: dt.datetime | None = None) -> Offsets:
        """Return the first offset of each partition, or the first that came at ``since``."""
        with kafka_errors(f"reading {self._topic}"):
            starts: Offsets = self._consumer.beginning_offsets(self.partitions, timeout_ms=_ASK_MS)
            if since is None:
                return starts
            at = round(since.timestamp() * 1000)
            found = self._consumer.offsets_for_times(
                dict.fromkeys(self.partitions, at), timeout_ms=_ASK_MS
            )
        ends = self.ends()
        return {
            each: max(starts[each], found[each].offset) if found.get(each) else ends[each]
            for each in self.partitions
        }

    def between(self, partition: TopicPartition, start: int, end: int) -> Iterator[Any]:
        """Yield the messages of a partition from ``start`` on and before ``end``."""
        self.go_to({partition: start})
        until = time.monotonic() + _PATIENCE_SECONDS
        while (at := self._position(partition)) < end:
            for message in self.poll(wait_ms=_WAIT_MS):
                if message.offset < end:
                    yield message
            if self._position(partition) > at:
                until = time.monotonic() + _PATIENCE_SECONDS
            elif time.monotonic() > until:
                where = f"{self._topic}:{partition.partition}:{at}"
                message = f"Kafka: reading {where}: no answer in {_PATIENCE_SECONDS:.0f} s"
                raise UnavailableError(message)

    def go_to(self, offsets: Offsets) -> None:
        """Read these partitions alone from now on, each from its offset."""
        with kafka_errors(f"reading {self._topic}"):
            self._consumer.assign(list(offsets))
            for partition, offset in offsets.items():
                self._consumer.seek(partition, offset)

    def poll(self, *, wait_ms: int = 0) -> list[Any]:
        """Return what has come, in the order of each partition; empty where nothing has."""
        with kafka_errors(f"reading {self._topic}"):
            fetched = self._consumer.poll(timeout_ms=wait_ms)
        return [message for messages in fetched.values() for message in messages]

    def close(self) -> None:
        """Let go of the consumer."""
        close(self._consumer)

    def _position(self, partition: TopicPartition) -> int:
        with kafka_errors(f"reading {self._topic}"):
            at: int = self._consumer.position(partition, timeout_ms=_ASK_MS)
        return at

    def _found(self) -> list[TopicPartition]:
        with kafka_errors(f"reading {self._topic}"):
            numbers = self._consumer.partitions_for_topic(self._topic)
        if not numbers:
            message = (
                f"Kafka: topic {self._topic} is not there, or may not be seen; "
                "name another, or make it with: qala topics create CONFIG.toml"
            )
            raise StoppedError(message)
        return [TopicPartition(self._topic, number) for number in sorted(numbers)]
