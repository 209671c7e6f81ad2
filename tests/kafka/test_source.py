"""A source that is told to go back: never behind its own commits, and past a transaction in doubt."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from kafka import KafkaProducer
from kafka.structs import ConsumerGroupMetadata, OffsetAndMetadata, TopicPartition

from tests.kafka.topics import Topics
from worker.article import Record
from worker.edge.kafka import Client, Transactions
from worker.edge.kafka.waits import end
from worker.sources.kafka import Kafka, Subscription
from worker.sources.kafka.held import Limits

pytestmark = pytest.mark.needs_apache("read_committed", "generations")
SECONDS = 60.0
"""That a transaction may be open."""


class Desk:
    """A topic with three records, and a source with its outbox."""

    def __init__(self, topics: Topics) -> None:
        self.topic, self.group = topics("records"), topics("group")
        self.client = Client(connection={"bootstrap_servers": topics.bootstrap})
        with KafkaProducer(bootstrap_servers=topics.bootstrap) as producer:
            for value in (b"one", b"two", b"three"):
                producer.send(self.topic, value)
        self.outbox = self.transactions(self.group)
        self.source = Kafka(
            self.client,
            Subscription(
                topic=self.topic,
                group=self.group,
                start="earliest",
                poll_seconds=0.2,
                session_seconds=60,
                max_poll_seconds=60,
                stalled_after_seconds=600,
                limits=Limits(records=1, size=10_000, record_size=1_000),
            ),
            observe=lambda _happening: None,
            ready=lambda: None,
            outbox=self.outbox,
        )
        self.outbox.on_undone = self.source.go_back

    def transactions(self, name: str) -> Transactions:
        """Make an outbox for transactions of a name."""
        return Transactions(
            self.client,
            patience=60,
            joined=True,
            transactional_id=name,
            transaction_timeout_ms=round(SECONDS * 1000),
        )

    def next(self, *, commit: bool) -> bytes:
        """Return the next record, and have it settled or not."""
        found: list[Record] = []
        until = time.monotonic() + SECONDS
        while not found:
            assert time.monotonic() < until, "nothing came"
            batch = self.source.read()
            found = batch.records
        if commit:
            batch.commit()
        return found[0].body

    @property
    def alone(self) -> ConsumerGroupMetadata:
        """Whoever is not asked for a generation."""
        return ConsumerGroupMetadata(self.group, -1, "", None, None)

    def at(self, offset: int) -> dict[TopicPartition, OffsetAndMetadata]:
        """Return that offset of the topic."""
        return {TopicPartition(self.topic, 0): OffsetAndMetadata(offset, "", -1)}


@pytest.fixture
def desk(topics: Topics) -> Iterator[Desk]:
    """Return a source at its beginning."""
    made = Desk(topics)
    with closing(made.outbox), closing(made.source):
        yield made


def test_what_is_not_committed_is_read_again(desk: Desk) -> None:
    """The first that was not settled comes once more."""
    assert [desk.next(commit=True), desk.next(commit=False)] == [b"one", b"two"]
    desk.source.go_back()
    assert [desk.next(commit=True), desk.next(commit=True)] == [b"two", b"three"]


def test_it_goes_never_behind_its_own_commits(desk: Desk) -> None:
    """Not even where the group answers as it was before, as one does whose broker has just died."""
    assert [desk.next(commit=True), desk.next(commit=True)] == [b"one", b"two"]
    with closing(desk.transactions(f"{desk.group}-other")) as other:
        other.commit(desk.at(0), desk.alone)
    desk.source.go_back()
    assert desk.next(commit=True) == b"three"


def test_a_transaction_that_was_left_open_is_ended_first(desk: Desk) -> None:
    """Its offsets are not told while it is open, and nobody else would end it for a minute."""
    assert desk.next(commit=True) == b"one"
    desk.outbox.close()
    left = desk.client.producer(transactional_id=desk.group, transaction_timeout_ms=60_000)
    left.init_transactions()
    left.begin_transaction()
    left.send_offsets_to_transaction(desk.at(3), desk.alone)
    end(left, seconds=0)
    desk.source.go_back()
    began = time.monotonic()
    assert desk.next(commit=True) == b"two"
    assert time.monotonic() - began < 45, "it was waited for"
