"""``Kafka``: records of a topic, shared with the other workers of the group.

1. ``read`` polls, which is also when the group gives and takes partitions. The generation of the
   group in which records were fetched goes with their commit: the brokers refuse it when the
   group has changed since, as when the worker was thought dead.
2. ``commit`` has the offsets kept: by the group, or as a part of the sink's transaction.
3. A batch that is undone is read again: at the next read every partition goes back to what the
   group has committed. Before that is asked, the transaction in doubt is brought to its end, by
   the producer that comes after; and it goes never behind what was committed here. A group whose
   broker has just died may for a moment answer as it was before.
4. A partition that has records and does not move for long ends the process (``progress``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kafka import KafkaConsumer
from kafka import errors as driver
from kafka.structs import (
    ConsumerGroupMetadata,
    MemberState,
    OffsetAndMetadata,
    TopicPartition,
)
from msgspec import Struct

from worker.article import Record
from worker.edge.kafka.client import Client
from worker.edge.kafka.errors import described, kafka_errors
from worker.edge.kafka.membership import Listener
from worker.edge.kafka.outbox import Transactions
from worker.edge.kafka.progress import Lookout
from worker.edge.kafka.waits import close
from worker.errors import UndoneError
from worker.ports import Observer
from worker.ports.kafka import LagSeen, PartitionsChanged
from worker.sources.kafka.held import Held, Limits, Taken

Offsets = Mapping[TopicPartition, OffsetAndMetadata]

_LOST = (
    driver.CommitFailedError,
    driver.RebalanceInProgressError,
    driver.IllegalGenerationError,
    driver.UnknownMemberIdError,
    driver.FencedInstanceIdError,
)
_JOIN_SECONDS = 5.0
_IDENTITY = 3
"""Fields of the group's metadata that say who is who: group, generation, member."""
_ASK_SECONDS = 15.0


class Subscription(Struct, frozen=True, kw_only=True):
    """What is read, and as whom."""

    topic: str
    group: str
    start: str
    """``earliest`` or ``latest``: where a group begins that has committed nothing."""
    poll_seconds: float
    session_seconds: float
    max_poll_seconds: float
    stalled_after_seconds: float
    limits: Limits


class KafkaBatch:
    """Records of some partitions."""

    def __init__(self, taken: Taken, commit: Callable[[Taken], None]) -> None:
        self.records: list[Record] = list(taken.records)
        self._taken = taken
        self._commit = commit

    def commit(self) -> None:
        """Have the offsets kept. Raises ``UndoneError`` where the partitions are another's."""
        if self._taken.offsets:
            self._commit(self._taken)


class Kafka:
    """Reads a topic as a member of a group."""

    def __init__(
        self,
        client: Client,
        subscription: Subscription,
        *,
        observe: Observer,
        ready: Callable[[], None],
        outbox: Transactions | None = None,
    ) -> None:
        """Connect at the first read, after ``ready`` was asked whether the topic is there.

        Offsets are kept as a part of the transactions of ``outbox``; without it by the group.
        """
        self._client = client
        self._subscription = subscription
        self._observe = observe
        self._ready: Callable[[], None] | None = ready
        self._outbox = outbox
        self._held = Held(subscription.limits)
        self._listener = Listener()
        self._lookout = Lookout(
            subscription.topic,
            patience=subscription.stalled_after_seconds,
            tell=lambda lags, stalled: observe(
                LagSeen(topic=subscription.topic, lags=lags, stalled=stalled)
            ),
        )
        self._made: KafkaConsumer | None = None
        self._group: ConsumerGroupMetadata = None
        self._first: dict[TopicPartition, int] = {}
        """Where each partition was read first, for a group that has committed nothing."""
        self._kept: dict[TopicPartition, int] = {}
        """What was committed here of each partition that we own."""
        self._undone = False
        self.epoch = 0
        """Grows with each change of what the worker owns."""

    def read(self) -> KafkaBatch:
        """Return the next records; none where there are none yet."""
        consumer = self._consumer()
        if self._undone:
            self._go_back(consumer)
        if not self._held:
            self._poll(consumer)
        self._lookout.look(consumer)
        return KafkaBatch(self._held.take(), self._settle)

    def go_back(self) -> None:
        """Read again what is not committed: the sink's transaction was undone."""
        self._undone = True

    def close(self) -> None:
        """Leave the group; what is not committed is another worker's."""
        if self._made:
            close(self._made)
            self._made = None

    def _consumer(self) -> KafkaConsumer:
        if self._ready:
            self._ready()
            self._ready = None
        if self._made is None:
            chosen = self._subscription
            self._made = self._client.consumer(
                group_id=chosen.group,
                auto_offset_reset=chosen.start,
                session_timeout_ms=round(chosen.session_seconds * 1000),
                max_poll_interval_ms=round(chosen.max_poll_seconds * 1000),
                max_poll_records=chosen.limits.records,
                fetch_max_bytes=chosen.limits.size,
            )
            self._made.subscribe(topics=[chosen.topic], listener=self._listener)
        return self._made

    def _poll(self, consumer: KafkaConsumer) -> None:
        before = consumer.group_metadata()
        seconds = self._subscription.poll_seconds
        if before.state != MemberState.STABLE:
            # A poll that ends before the group is joined begins to join anew, and disturbs all.
            seconds = max(seconds, _JOIN_SECONDS)
        with kafka_errors(f"reading {self._subscription.topic}"):
            fetched = consumer.poll(timeout_ms=round(seconds * 1000))
        self._group = consumer.group_metadata()
        self._note_changes(consumer)
        for partition, messages in fetched.items():
            self._first.setdefault(partition, messages[0].offset)
        if fetched and self._group[:_IDENTITY] != before[:_IDENTITY]:
            # Whether they were fetched before or after the change can't be told.
            self._undone = True
        else:
            self._held.add(fetched.values())

    def _note_changes(self, consumer: KafkaConsumer) -> None:
        for change in self._listener.drain():
            self.epoch += 1
            for partition in change.taken:
                self._first.pop(partition, None)
                self._kept.pop(partition, None)
            self._observe(
                PartitionsChanged(
                    topic=self._subscription.topic,
                    given=sorted(each.partition for each in change.given),
                    taken=sorted(each.partition for each in change.taken),
                    lost=change.lost,
                    owned=len(consumer.assignment()),
                )
            )

    def _settle(self, taken: Taken) -> None:
        try:
            if self._outbox:
                self._outbox.commit(taken.offsets, self._group)
            else:
                self._commit_to_group(taken.offsets)
        except UndoneError:
            self._undone = True
            raise
        self._kept |= {partition: kept.offset for partition, kept in taken.offsets.items()}

    def _commit_to_group(self, offsets: Offsets) -> None:
        with kafka_errors(f"committing {self._subscription.topic}"):
            try:
                self._consumer().commit(offsets, timeout_ms=round(_ASK_SECONDS * 1000))
            except _LOST as fault:
                message = f"Kafka: another worker has the partitions by now: {described(fault)}"
                raise UndoneError(message) from fault

    def _go_back(self, consumer: KafkaConsumer) -> None:
        """Put every partition back to what is committed."""
        self._held.drop()
        if self._outbox:
            self._outbox.connect()
        with kafka_errors(f"going back in {self._subscription.topic}"):
            for partition in consumer.assignment():
                offset = consumer.committed(partition, timeout_ms=round(_ASK_SECONDS * 1000))
                known = [at for at in (offset, self._kept.get(partition)) if at is not None]
                back = max(known) if known else self._first.get(partition)
                if back is not None:
                    consumer.seek(partition, back)
        self._undone = False
