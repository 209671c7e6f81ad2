"""Records that were fetched and are not yet in a batch, and what a batch takes of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kafka.structs import OffsetAndMetadata, TopicPartition
from msgspec import Struct

from worker.article import Record
from worker.sources.kafka.messages import record_of


class Limits(Struct, frozen=True, kw_only=True):
    """Where a batch ends, and a record is too large."""

    records: int
    size: int
    """Bytes: a batch ends with the record that brings it to this."""
    record_size: int


class Taken(Struct, frozen=True, kw_only=True):
    """Records of a batch, with the offsets that are committed for them."""

    records: Sequence[Record]
    offsets: Mapping[TopicPartition, OffsetAndMetadata]


class Held:
    """Messages in the order in which they were fetched: each partition's own order is kept."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._messages: deque[Any] = deque()

    def __bool__(self) -> bool:
        return bool(self._messages)

    def add(self, fetched: Iterable[Sequence[Any]]) -> None:
        """Hold what was fetched of some partitions."""
        for messages in fetched:
            self._messages.extend(messages)

    def drop(self) -> None:
        """Forget all: it is fetched again, here or by another worker."""
        self._messages.clear()

    def take(self) -> Taken:
        """Take the next records, bounded in number and bytes."""
        records: list[Record] = []
        offsets: dict[TopicPartition, OffsetAndMetadata] = {}
        size = 0
        while self._messages and len(records) < self._limits.records and size < self._limits.size:
            message = self._messages.popleft()
            record = record_of(message, most=self._limits.record_size)
            records.append(record)
            size += len(record.body)
            epoch = -1 if message.leader_epoch is None else message.leader_epoch
            offsets[TopicPartition(message.topic, message.partition)] = OffsetAndMetadata(
                message.offset + 1, "", epoch
            )
        return Taken(records=records, offsets=offsets)
