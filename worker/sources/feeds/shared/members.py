"""``Members``: the registry, as one member of the group that shares it reads it.

A partition that the group gives is read from its beginning, whatever the group has committed.
What it commits are positions all the same: the generation of the group goes with them, so that
the brokers refuse whoever was thought dead.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from kafka import KafkaConsumer
from kafka import errors as driver
from kafka.structs import ConsumerGroupMetadata, MemberState, TopicPartition
from msgspec import Struct

from worker.edge.kafka.client import Client
from worker.edge.kafka.errors import kafka_errors
from worker.edge.kafka.membership import Change, Listener
from worker.edge.kafka.progress import Lookout, Tell
from worker.edge.kafka.waits import close

_JOIN_SECONDS: Final = 5.0
_JOIN_SLICE_MS: Final = 500
"""A poll that ends before the group is joined must be followed by the next at once; this short,
so that feeds of a partition that is taken are soon polled no more."""
_KNOWN_MS: Final = 200
_MAX_POLL_SECONDS: Final = 300.0


class Membership(Struct, frozen=True, kw_only=True):
    """As whom the registry is read."""

    topic: str
    group: str
    session_seconds: float
    stalled_after_seconds: float


class Members:
    """Reads the registry."""

    def __init__(
        self,
        client: Client,
        membership: Membership,
        *,
        tell_lag: Tell,
        ready: Callable[[], None],
    ) -> None:
        """Connect at the first poll, after ``ready`` was asked whether the topics are there."""
        self._client = client
        self._chosen = membership
        self._ready: Callable[[], None] | None = ready
        self._listener = Listener()
        self._lookout = Lookout(
            membership.topic, patience=membership.stalled_after_seconds, tell=tell_lag
        )
        self._made: KafkaConsumer | None = None
        self.group: ConsumerGroupMetadata = None
        """The generation in which the worker has what it knows to have."""

    def poll(self, seconds: float) -> tuple[list[Change], list[Any]]:
        """Return what the group gave and took, and messages of what the worker has."""
        consumer = self._consumer()
        until = time.monotonic() + _JOIN_SECONDS
        wait = round(seconds * 1000)
        while True:
            joined = consumer.group_metadata().state == MemberState.STABLE
            with kafka_errors(f"reading {self._chosen.topic}"):
                fetched = consumer.poll(timeout_ms=wait if joined else _JOIN_SLICE_MS)
            now = consumer.group_metadata()
            if now.state == MemberState.STABLE:
                # Noted before the changes are: what is taken with it is another's only later.
                self.group = now
            changes = self._listener.drain()
            if now.state == MemberState.STABLE or changes or time.monotonic() > until:
                break
        self._lookout.look(consumer)
        messages = [message for messages in fetched.values() for message in messages]
        return changes, messages

    def from_beginning(self, numbers: Sequence[int]) -> None:
        """Read partitions that the group has just given from their beginning."""
        for number in numbers:
            # One that was taken since is told of by the next poll.
            with contextlib.suppress(driver.IllegalStateError, ValueError, KeyError):
                self._consumer().seek(self._partition(number), 0)

    def position(self, number: int) -> int | None:
        """Return how far a partition is read; None while that can't be told."""
        with contextlib.suppress(driver.KafkaError):
            at: int = self._consumer().position(self._partition(number), timeout_ms=_KNOWN_MS)
            return at
        return None

    @property
    def owned(self) -> int:
        """How many partitions the worker has."""
        return len(self._consumer().assignment())

    def close(self) -> None:
        """Leave the group, which gives the partitions to others at once."""
        if self._made:
            close(self._made)
            self._made = None

    def _partition(self, number: int) -> TopicPartition:
        return TopicPartition(self._chosen.topic, number)

    def _consumer(self) -> KafkaConsumer:
        if self._ready:
            self._ready()
            self._ready = None
        if self._made is None:
            session = self._chosen.session_seconds
            self._made = self._client.consumer(
                group_id=self._chosen.group,
                auto_offset_reset="earliest",
                session_timeout_ms=round(session * 1000),
                max_poll_interval_ms=round(max(session, _MAX_POLL_SECONDS) * 1000),
                max_poll_records=5_000,
            )
            self._made.subscribe(topics=[self._chosen.topic], listener=self._listener)
        return self._made
