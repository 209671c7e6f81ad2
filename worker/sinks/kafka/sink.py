"""``Kafka``: the sink itself. What it writes is on its way at once, and kept by ``flush``.

With ``Transactions`` a batch is seen whole or not at all. Where they are joined to a source of
Kafka, ``flush`` only makes sure that all is acknowledged, and the source's commit ends the
transaction, with its offsets in it.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from worker import __version__
from worker.article import Record
from worker.edge.kafka.messages import Message
from worker.edge.kafka.outbox import Outbox, Transactions
from worker.errors import RecordError
from worker.event import Duplicate, Event, Rejected
from worker.sinks.clock import Clock, utc_now
from worker.sinks.kafka.messages import (
    carrier_message,
    claims_of,
    cut_to,
    dead_letter,
    event_message,
    relayed,
)

Key = Callable[[Record], bytes | None]


class Topics(Struct, frozen=True, kw_only=True):
    """Where each kind of message goes; what has no topic is not sent."""

    most: int
    """Bytes of a message before compression, at most."""

    articles: str
    dead_letters: str
    records: str
    claims: str | None = None
    carriers: str | None = None


class Kafka:
    """Writes events, dead letters, carriers and relayed records as messages."""

    def __init__(
        self,
        outbox: Outbox | Transactions,
        topics: Topics,
        *,
        ready: Callable[[], None],
        key: Key = lambda _record: None,
        now: Clock = utc_now,
    ) -> None:
        """Connect at the first flush; then ``ready`` is asked whether the topics are there.

        ``key`` gives the key of a relayed record.
        """
        self._outbox = outbox
        self._topics = topics
        self._ready: Callable[[], None] | None = ready
        self._key = key
        self._now = now

    def publish(self, event: Event, *, trace: str | None = None) -> None:
        """Send the event and its claims. Raises ``RecordError`` where one is too large."""
        at = self._now()
        messages = [event_message(self._topics.articles, event, trace, at)]
        if self._topics.claims:
            messages += claims_of(self._topics.claims, event, trace, at)
        self._send_all(messages, "event")

    def relay(self, record: Record) -> None:
        """Send the record as it is. Raises ``RecordError`` where it is too large."""
        self._send_all([relayed(self._topics.records, record, self._key(record))], "record")

    def carry(self, duplicate: Duplicate) -> None:
        """Send the feed, where there is a topic for it."""
        if self._topics.carriers:
            self._outbox.send(carrier_message(self._topics.carriers, duplicate, self._now()))

    def reject(self, rejected: Rejected) -> None:
        """Send the dead letter, cut where no message could hold it."""
        at = self._now()
        letter = dead_letter(self._topics.dead_letters, rejected, version=__version__, at=at)
        self._outbox.send(cut_to(letter, self._topics.most))

    def flush(self) -> None:
        """Return when all is acknowledged; the first time, connect and look at the topics."""
        if self._ready:
            self._ready()
            self._outbox.connect()
            self._ready = None
        self._outbox.flush()

    def close(self) -> None:
        """Let go of the producer; what is not committed is undone."""
        self._outbox.close()

    def _send_all(self, messages: list[Message], what: str) -> None:
        largest = max(message.size for message in messages)
        if largest > self._topics.most:
            reason = "too-large"
            message = (
                f"the {what} takes {largest:,} bytes and sink.kafka.max_message_bytes is "
                f"{self._topics.most:,}; raise it together with max.message.bytes of the topics"
            )
            raise RecordError(reason, message)
        for each in messages:
            self._outbox.send(each)
