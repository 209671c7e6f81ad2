"""``Reading``: partitions of a topic, each read to what was its end when that began.

The end is that of all messages, committed or not: what a transaction holds that is still open is
waited for, at most as long as the brokers let it live. So whoever takes over from another worker
has read everything that this one may have committed.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from kafka import KafkaConsumer
from kafka.structs import TopicPartition

from worker.edge.kafka.client import Client
from worker.edge.kafka.errors import kafka_errors
from worker.edge.kafka.waits import close
from worker.errors import StoppedError, UnavailableError

_AT_ONCE: Final = 5_000
"""Messages that are taken from the client at once."""
_WAIT_MS: Final = 100
_ASK_MS: Final = 15_000


class Reading:
    """Reads partitions; connects while there is something to read."""

    def __init__(self, client: Client, topic: str, *, longest_open: float) -> None:
        """Take the topic, and how long, in seconds, the brokers let a transaction be open."""
        self._client = client
        self._topic = topic
        self._longest_open = longest_open
        self._made: KafkaConsumer | None = None
        self._ends: dict[TopicPartition, int] = {}
        self._until: dict[TopicPartition, float] = {}

    def __bool__(self) -> bool:
        """Whether there is something left to read."""
        return bool(self._ends)

    def __contains__(self, number: int) -> bool:
        """Whether a partition is being read."""
        return TopicPartition(self._topic, number) in self._ends

    def begin(self, starts: Mapping[int, int]) -> None:
        """Read partitions from these offsets on. Raises ``UnavailableError``: nothing is begun."""
        new = {TopicPartition(self._topic, number): at for number, at in starts.items()}
        found = ends(self._client, list(new))
        consumer = self._consumer()
        with kafka_errors(f"reading {self._topic}"):
            consumer.assign([*(self._ends.keys() | new.keys())])
            for partition, at in new.items():
                consumer.seek(partition, at)
        self._ends |= found
        until = time.monotonic() + self._longest_open + _ASK_MS / 1000
        self._until |= dict.fromkeys(new, until)

    def drop(self, numbers: Collection[int]) -> None:
        """Read these partitions no further."""
        for number in numbers:
            self._ends.pop(TopicPartition(self._topic, number), None)
        if self._made and not self._ends:
            self.close()
        elif self._made:
            self._made.assign(list(self._ends))

    def take(self) -> list[Any]:
        """Return the next messages, waiting a moment for them."""
        if not self._ends:
            return []
        with kafka_errors(f"reading {self._topic}"):
            fetched = self._consumer().poll(timeout_ms=_WAIT_MS, max_records=_AT_ONCE)
        return [message for messages in fetched.values() for message in messages]

    def done(self) -> dict[int, int]:
        """Return partition → offset of those that are read to their end, once.

        Raises ``UnavailableError`` where one does not come to it.
        """
        consumer = self._made
        if consumer is None:
            return {}
        with kafka_errors(f"reading {self._topic}"):
            at = {each: consumer.position(each, timeout_ms=_ASK_MS) for each in self._ends}
        whole = {each.partition: at[each] for each, end in self._ends.items() if at[each] >= end}
        self.drop(whole)
        late = [each for each in self._ends if time.monotonic() > self._until[each]]
        if late:
            names = ", ".join(str(each.partition) for each in sorted(late))
            message = f"Kafka: {self._topic} can't be read to its end: partitions {names} stand"
            self.close()
            raise UnavailableError(message)
        return whole

    def close(self) -> None:
        """Let go of the consumer, and of what is not read yet."""
        self._ends = {}
        if self._made:
            close(self._made)
            self._made = None

    def _consumer(self) -> KafkaConsumer:
        if self._made is None:
            self._made = self._client.consumer(group_id=None, auto_offset_reset="earliest")
        return self._made


def whole(client: Client, topic: str, *, key: str, longest_open: float) -> Iterator[Any]:
    """Yield every message of a topic as it is now; ``key`` is the setting that names it.

    Raises ``StoppedError`` where there is no such topic.
    """
    reading = Reading(client, topic, longest_open=longest_open)
    try:
        reading.begin(dict.fromkeys(range(partitions(client, topic, key=key)), 0))
        while reading:
            yield from reading.take()
            reading.done()
    finally:
        reading.close()


def partitions(client: Client, topic: str, *, key: str) -> int:
    """Return how many partitions a topic has. Raises ``StoppedError`` where it is not there."""
    looking = client.consumer(group_id=None)
    try:
        with kafka_errors(f"looking at {topic}"):
            numbers = looking.partitions_for_topic(topic)
    finally:
        close(looking)
    if not numbers:
        message = f"topic {topic} ({key}) is not there; make it with: qala topics create"
        raise StoppedError(message)
    return len(numbers)


def ends(client: Client, wanted: Collection[TopicPartition]) -> dict[TopicPartition, int]:
    """Return the end of each partition with what is not committed yet."""
    looking = client.consumer(group_id=None, isolation_level="read_uncommitted")
    try:
        with kafka_errors("looking for the ends of topics"):
            found: dict[TopicPartition, int] = looking.end_offsets(list(wanted), timeout_ms=_ASK_MS)
    finally:
        close(looking)
    return found
