"""The topic of articles, followed as events are committed; no group is joined.

What was there is read backwards, a block of offsets a partition at a time, and put in order by
the time of the messages. A message that is no event is told, and passed over; so are brokers
that are away for a while. Partitions that the topic is given later are not seen.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterator
from typing import Any, Final

from kafka.structs import TopicPartition

from worker.archives.archive import decoded
from worker.edge.kafka.client import Client
from worker.edge.kafka.view import View
from worker.errors import ArchiveError, UnavailableError
from worker.event import Event
from worker.followers.follow import Tell

_BLOCK: Final = 200


class Topic:
    """Follows ``topic``; with ``since``, of what was there only what came from then on."""

    def __init__(
        self, client: Client, topic: str, tell: Tell, *, since: dt.datetime | None = None
    ) -> None:
        """Connect. Raises ``UnavailableError`` and ``StoppedError``."""
        self._topic = topic
        self._tell = tell
        self._reading = View(client, topic)
        self._follows = self._away = False
        try:
            self._starts = self._reading.starts(since)
            self._ends = self._reading.ends()
        except BaseException:
            self.close()
            raise

    def before(self) -> Iterator[Event]:
        """Yield the events that were there, the newest first."""
        partitions = [self._backwards(each) for each in self._ends]
        for message in heapq.merge(*partitions, key=lambda each: -each.timestamp):
            yield from self._events(message)

    def read(self) -> list[Event]:
        """Return the events that came since."""
        try:
            if not self._follows:
                self._reading.go_to(self._ends)
                self._follows = True
            messages = self._reading.poll()
        except UnavailableError as fault:
            if not self._away:
                self._tell(f"{fault}; waiting")
            self._away = True
            return []
        self._away = False
        return [event for message in messages for event in self._events(message)]

    def close(self) -> None:
        """Let go of the consumer."""
        self._reading.close()

    def _backwards(self, partition: TopicPartition) -> Iterator[Any]:
        first, end = self._starts[partition], self._ends[partition]
        while end > first:
            start = max(end - _BLOCK, first)
            yield from reversed(list(self._reading.between(partition, start, end)))
            end = start

    def _events(self, message: Any) -> Iterator[Event]:  # noqa: ANN401 - the client has no types
        place = f"{message.topic}:{message.partition}:{message.offset}"
        try:
            yield decoded(message.value or b"", place)
        except ArchiveError as fault:
            self._tell(f"passed over a message: {fault}")
