"""Settings → what the parts of one worker share of Kafka: the cluster, and one outbox.

Where records come from a topic, or from feeds that replicas share, and go to topics, exactly once,
source, sink and memory are parts of one transaction a batch: the source's commit ends it
(``joined``).
"""

from __future__ import annotations

import importlib.util
import secrets
from functools import cached_property

from worker import intake
from worker.article import Record
from worker.cli.kafka.connection import client
from worker.cli.kafka.topics import topics
from worker.config import Settings
from worker.config.contradictions import ENTRY_BYTES, ROOM_BYTES
from worker.edge.kafka import Client, Outbox, Transactions
from worker.edge.kafka.topics import require
from worker.errors import SettingsError
from worker.memories.kafka import Kafka as Memory
from worker.ports import Observer
from worker.ports.kafka import SlowChecksums, TransactionEnded
from worker.sinks.kafka import Kafka as Sink
from worker.sinks.kafka import Topics
from worker.sources.feeds.shared import EntryBounds, Names, SharedFeeds
from worker.sources.kafka import Kafka as Source
from worker.sources.kafka import Subscription
from worker.sources.kafka.held import Limits

_MOST_ENTRIES = 3_000
"""That are remembered of a feed beside those of its document."""


class Cluster:
    """The parts of a worker that use Kafka; each is made once."""

    def __init__(self, settings: Settings, observe: Observer) -> None:
        """Connect to nothing yet."""
        self._settings = settings
        self._observe = observe
        self._joined = is_joined(settings)
        self._records: Source | None = None

    @cached_property
    def client(self) -> Client:
        """Return how the brokers are reached. Raises ``SettingsError`` for wrong options."""
        if importlib.util.find_spec("crc32c") is None:
            self._observe(SlowChecksums())
        return client(self._settings.kafka)

    @cached_property
    def outbox(self) -> Outbox | Transactions:
        """Return what sends the messages of sink and memory."""
        chosen = self._settings.sink.kafka
        name = chosen.transactional_id or _new_name(self._settings.kafka.client_id)
        return self.outbox_named(name, joined=self._joined)

    def outbox_named(self, name: str, *, joined: bool) -> Outbox | Transactions:
        """Make what sends messages, in transactions of that name unless the settings want none."""
        chosen = self._settings.sink.kafka
        options = {
            "compression_type": None if chosen.compression == "none" else chosen.compression,
            "max_request_size": chosen.max_message_bytes,
        }
        patience = max(self._settings.retry.give_up_after_seconds, 30.0)
        if chosen.delivery == "at-least-once":
            return Outbox(self.client, patience=patience, **options)
        made = Transactions(
            self.client,
            patience=patience,
            joined=joined,
            transactional_id=name,
            transaction_timeout_ms=round(chosen.transaction_seconds * 1000),
            **options,
        )
        made.on_ended = lambda result: self._observe(TransactionEnded(result=result))
        return made

    def source(self) -> Source:
        """Return the source of records from a topic."""
        chosen = self._settings.source
        subscribed = chosen.kafka
        shared = self.outbox if self._joined else None
        outbox = shared if isinstance(shared, Transactions) else None
        made = Source(
            self.client,
            Subscription(
                topic=subscribed.topic,
                group=subscribed.group,
                start=subscribed.start,
                poll_seconds=subscribed.poll_seconds,
                session_seconds=subscribed.session_seconds,
                max_poll_seconds=subscribed.max_poll_seconds,
                stalled_after_seconds=subscribed.stalled_after_seconds,
                limits=Limits(
                    records=chosen.batch_records,
                    size=chosen.batch_bytes,
                    record_size=chosen.max_record_bytes,
                ),
            ),
            observe=self._observe,
            ready=self._ready,
            outbox=outbox,
        )
        if outbox:
            outbox.on_undone = made.go_back
        self._records = made
        return made

    def shared_feeds(self) -> SharedFeeds:
        """Return the feeds that replicas share: which are polled here, and their states."""
        chosen, sink = self._settings.source.feeds, self._settings.sink.kafka
        outbox = self.outbox
        if not isinstance(outbox, Transactions):
            message = 'source.feeds.shared.enabled: allowed: sink.kafka.delivery = "exactly-once"'
            raise SettingsError([message])
        room = (sink.max_message_bytes - ROOM_BYTES) // ENTRY_BYTES - chosen.parsers.max_entries
        made = SharedFeeds(
            self.client,
            Names(
                registry=chosen.shared.registry,
                states=chosen.shared.states,
                group=chosen.shared.group,
                session_seconds=chosen.shared.session_seconds,
                stalled_after_seconds=chosen.shared.stalled_after_seconds,
                pause_seconds=chosen.politeness.seconds_between,
                longest_open=sink.transaction_seconds,
                bounds=EntryBounds(days=chosen.remember_days, entries=min(room, _MOST_ENTRIES)),
            ),
            outbox,
            observe=self._observe,
            ready=self._ready,
        )
        outbox.on_undone = made.go_back
        return made

    def sink(self) -> Sink:
        """Return the sink of events, or of records that are relayed."""
        chosen = self._settings.sink.kafka
        return Sink(
            self.outbox,
            Topics(
                articles=chosen.articles,
                dead_letters=chosen.dead_letters,
                records=chosen.records,
                claims=chosen.claims,
                carriers=chosen.carriers,
                most=chosen.max_message_bytes,
            ),
            ready=self._ready,
            key=_key,
        )

    def memory(self) -> Memory:
        """Return the memory that all workers share."""
        records = self._records
        return Memory(
            self.client,
            self._settings.copies.topic,
            self.outbox,
            epoch=lambda: records.epoch if records else 0,
            longest_open=self._settings.sink.kafka.transaction_seconds,
        )

    def _ready(self) -> None:
        require(self.client, list(topics(self._settings)))


def is_joined(settings: Settings) -> bool:
    """Tell whether source, sink and memory share one transaction a batch."""
    return (
        (settings.source.kind == "kafka" or settings.shares_feeds)
        and settings.sink.kind == "kafka"
        and settings.sink.kafka.delivery == "exactly-once"
    )


def _key(record: Record) -> bytes | None:
    """Key a record by its article, so that its revisions stay in order and in one partition."""
    identity = intake.identity(record)
    return None if identity is None else identity.encode()


def _new_name(client_id: str) -> str:
    return f"{client_id}-{secrets.token_hex(8)}"
