"""Settings → the topics that they need, each with what it must be like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from worker.config import Settings
from worker.edge.kafka.topics import Topic

_DEAD_HOURS: Final = 30 * 24.0
_RECORD_HOURS: Final = 7 * 24.0
PARTITIONS: Final = 12
"""Of the topics that workers share, where they are made here."""


def topics(settings: Settings) -> Iterator[Topic]:
    """Yield every topic that the settings need, once."""
    made = {topic.name: topic for topic in _topics(settings)}
    yield from made.values()


def _topics(settings: Settings) -> Iterator[Topic]:
    if settings.source.kind == "kafka":
        yield _records(settings, settings.source.kafka.topic, "source.kafka.topic")
    if settings.shares_feeds:
        yield from of_feeds(settings)
    if settings.sink.kind == "kafka":
        yield from _of_sink(settings)
    if settings.copies.enabled and settings.copies.memory == "kafka" and settings.role != "ingest":
        yield Topic(
            name=settings.copies.topic,
            key="copies.topic",
            purpose="articles that were published",
            compacted=True,
            hours=settings.copies.window_hours,
            partitions=PARTITIONS,
        )


def of_feeds(settings: Settings) -> Iterator[Topic]:
    """Yield the topics of feeds that replicas share."""
    shared = settings.source.feeds.shared
    yield Topic(
        name=shared.registry,
        key="source.feeds.shared.registry",
        purpose="feeds",
        compacted=True,
        partitions=PARTITIONS,
    )
    yield Topic(
        name=shared.states,
        key="source.feeds.shared.states",
        purpose="states of feeds",
        compacted=True,
        partitions=PARTITIONS,
        as_many_as=shared.registry,
        message_bytes=settings.sink.kafka.max_message_bytes,
    )


def _records(settings: Settings, name: str, key: str) -> Topic:
    return Topic(
        name=name,
        key=key,
        purpose="records to look into",
        hours=_RECORD_HOURS,
        partitions=PARTITIONS,
        message_bytes=settings.sink.kafka.max_message_bytes,
    )


def _of_sink(settings: Settings) -> Iterator[Topic]:
    sink = settings.sink.kafka
    named = {"articles": sink.articles, "claims": sink.claims, "carriers": sink.carriers}
    if settings.role == "ingest":
        yield _records(settings, sink.records, "sink.kafka.records")
        named = {}
    for what, name in named.items():
        if name:
            yield Topic(
                name=name,
                key=f"sink.kafka.{what}",
                purpose="events" if what == "articles" else what,
                partitions=PARTITIONS,
                message_bytes=sink.max_message_bytes,
            )
    yield Topic(
        name=sink.dead_letters,
        key="sink.kafka.dead_letters",
        purpose="rejected records",
        hours=_DEAD_HOURS,
        partitions=1,
        message_bytes=sink.max_message_bytes,
    )
