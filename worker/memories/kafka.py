"""``Kafka``: what is known, in a compacted topic that all workers write and all read.

    key    the event's id
    value  ``copies.Known`` as JSON; the signature in base64

Each worker reads all partitions, so that it knows what all have published: the same article is a
duplicate, and a copy joins its cluster, whichever worker gets it. Two that are published at the
same moment by two workers don't see each other.

What is learnt is a part of the transaction that publishes it. After the group gave this worker
other partitions, ``news`` reads on to what was the end then, so that it knows all that their
owner before it has published; a transaction that its death left open is waited for, at most as
long as the brokers let it live.

Nothing is deleted here: the topic forgets by age, as the window does.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import msgspec
from kafka import KafkaConsumer
from kafka.structs import TopicPartition

from worker.copies import Known
from worker.edge.kafka.client import Client
from worker.edge.kafka.errors import kafka_errors
from worker.edge.kafka.messages import Message
from worker.edge.kafka.outbox import Outbox, Transactions
from worker.edge.kafka.reading import ends as ends_of
from worker.edge.kafka.waits import close
from worker.errors import StoppedError, UnavailableError

_AT_ONCE: Final = 5_000
"""Messages that are taken from the client at once."""
_WAIT_MS: Final = 100
_ASK_MS: Final = 15_000


class Kafka:
    """Keeps what is known in a topic."""

    def __init__(
        self,
        client: Client,
        topic: str,
        outbox: Outbox | Transactions,
        *,
        epoch: Callable[[], int],
        longest_open: float,
    ) -> None:
        """Connect at the first call.

        ``epoch`` changes when the worker gets other partitions; ``longest_open`` is how long, in
        seconds, the brokers let a transaction be open.
        """
        self._client = client
        self._topic = topic
        self._outbox = outbox
        self._epoch = epoch
        self._seen = epoch()
        self._longest_open = longest_open
        self._made: KafkaConsumer | None = None

    def recall(self) -> Iterator[Known]:
        """Yield all that is kept, partition by partition as it comes."""
        self.close()
        self._seen = self._epoch()
        yield from self._up_to_the_end(self._consumer())

    def news(self) -> Iterator[Known]:
        """Yield what others have kept since."""
        consumer = self._consumer()
        if self._epoch() != self._seen:
            yield from self._up_to_the_end(consumer)
            self._seen = self._epoch()
        else:
            yield from self._poll(consumer, wait_ms=0)

    def keep(self, learnt: Sequence[Known], forgotten: Sequence[str]) -> None:  # noqa: ARG002 - the topic forgets by age
        """Send what is new, as a part of the transaction that its events are in."""
        for known in learnt:
            value = msgspec.json.encode(known)
            self._outbox.send(Message(topic=self._topic, key=known.event_id.encode(), value=value))
        self._outbox.flush()

    def close(self) -> None:
        """Let go of the consumer; the outbox is the sink's."""
        if self._made:
            close(self._made)
            self._made = None

    def _consumer(self) -> KafkaConsumer:
        if self._made is None:
            made = self._client.consumer(group_id=None, auto_offset_reset="earliest")
            with kafka_errors(f"reading {self._topic}"):
                numbers = made.partitions_for_topic(self._topic)
                if not numbers:
                    message = f"topic {self._topic} (copies.topic) is not there; create it"
                    raise StoppedError(message)
                partitions = [TopicPartition(self._topic, number) for number in sorted(numbers)]
                made.assign(partitions)
            self._made = made
        return self._made

    def _up_to_the_end(self, consumer: KafkaConsumer) -> Iterator[Known]:
        """Yield what is between here and the end as it is now, committed or not."""
        ends = ends_of(self._client, consumer.assignment())
        until = time.monotonic() + self._longest_open + _ASK_MS / 1000
        while behind := self._behind(consumer, ends):
            yield from self._poll(consumer, wait_ms=_WAIT_MS)
            if time.monotonic() > until:
                message = f"Kafka: {self._topic} can't be read to its end: {_told(behind)}"
                raise UnavailableError(message)

    def _behind(
        self, consumer: KafkaConsumer, ends: dict[TopicPartition, int]
    ) -> dict[TopicPartition, int]:
        with kafka_errors(f"reading {self._topic}"):
            return {
                partition: end
                for partition, end in ends.items()
                if consumer.position(partition, timeout_ms=_ASK_MS) < end
            }

    def _poll(self, consumer: KafkaConsumer, *, wait_ms: int) -> Iterator[Known]:
        with kafka_errors(f"reading {self._topic}"):
            fetched: dict[TopicPartition, list[Any]] = consumer.poll(
                timeout_ms=wait_ms, max_records=_AT_ONCE
            )
        for messages in fetched.values():
            for message in messages:
                if message.value:
                    yield self._known(message)

    def _known(self, message: Any) -> Known:  # noqa: ANN401 - the client has no types
        try:
            return msgspec.json.decode(message.value, type=Known)
        except msgspec.MsgspecError as fault:
            place = f"{message.topic}:{message.partition}:{message.offset}"
            text = f"Kafka: {place}: not what qala keeps there: {fault}; name another copies.topic"
            raise StoppedError(text) from fault


def _told(behind: dict[TopicPartition, int]) -> str:
    names = ", ".join(str(partition.partition) for partition in sorted(behind))
    return f"partitions {names} have an open transaction"
