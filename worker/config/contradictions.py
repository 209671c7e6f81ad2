"""Faults of the settings that no single key shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from worker.config.kafka import Kafka, Sasl
from worker.config.settings import SHORTEST_SECRET, Settings

ENTRY_BYTES: Final = 50
"""Of what is remembered of an entry in a feed's message, at most."""
ROOM_BYTES: Final = 4_000
"""And of the rest of that message."""


def contradictions(settings: Settings) -> Iterator[str]:
    """Yield each fault, with its key and what is allowed."""
    retry = settings.retry
    if retry.longest_seconds < retry.first_seconds:
        yield (
            f"retry.longest_seconds: {retry.longest_seconds} is under retry.first_seconds; "
            f"allowed: at least {retry.first_seconds}"
        )
    if len(set(settings.pipeline.languages)) < len(settings.pipeline.languages):
        yield "pipeline.languages: names a language twice; allowed: each once"
    yield from _of_files(settings)
    yield from _of_websub(settings)
    yield from _of_role(settings)
    if settings.source.kind == "feeds":
        yield from _of_feeds(settings)
    if "kafka" in (settings.source.kind, settings.sink.kind, settings.copies.memory):
        yield from _of_kafka(settings.kafka)


def _of_files(settings: Settings) -> Iterator[str]:
    jsonl = settings.sink.jsonl
    if jsonl.dead_letters == jsonl.path:
        yield "sink.jsonl.dead_letters: is sink.jsonl.path; allowed: a file of their own"
    if jsonl.carriers and jsonl.carriers in (jsonl.path, jsonl.dead_letters):
        yield "sink.jsonl.carriers: is a file of other lines; allowed: a file of their own"
    copies = settings.copies
    if copies.copy_similarity < copies.cluster_similarity:
        yield (
            f"copies.copy_similarity: {copies.copy_similarity} is under copies.cluster_similarity; "
            f"allowed: at least {copies.cluster_similarity}"
        )
    if copies.path == settings.sink.sqlite.path:
        yield "copies.path: is sink.sqlite.path; allowed: a file of its own"


def _of_role(settings: Settings) -> Iterator[str]:
    if settings.role == "ingest" and settings.sink.kind != "kafka":
        yield 'sink.kind: is not "kafka", which role = "ingest" needs; allowed: "kafka"'
    if settings.role == "ingest" and settings.source.kind == "kafka":
        yield 'source.kind: is "kafka", and role = "ingest" would copy it; allowed: another'
    if settings.role == "enrich" and settings.source.kind != "kafka":
        yield 'source.kind: is not "kafka", which role = "enrich" needs; allowed: "kafka"'
    topics = settings.sink.kafka
    names = [
        *(topics.articles, topics.claims, topics.carriers, topics.dead_letters, topics.records),
        *([settings.copies.topic] if settings.copies.memory == "kafka" else []),
    ]
    for name in sorted({each for each in names if each and names.count(each) > 1}):
        yield f'sink.kafka: "{name}" is named for two kinds of messages; allowed: a topic for each'
    source = settings.source.kafka
    if source.session_seconds > source.max_poll_seconds:
        yield (
            f"source.kafka.session_seconds: {source.session_seconds} is over "
            f"source.kafka.max_poll_seconds; allowed: at most {source.max_poll_seconds}"
        )


def _of_feeds(settings: Settings) -> Iterator[str]:
    feeds, sink = settings.source.feeds, settings.sink.kafka
    if not feeds.shared.enabled:
        if feeds.lists is None:
            yield "source.feeds.lists: is missing; allowed: a list, at least one, of paths of lists"
        return
    key = "source.feeds.shared.enabled: is true, and"
    if settings.role != "ingest":
        yield f'{key} role is not "ingest"; allowed: only with role = "ingest"'
    if sink.delivery != "exactly-once":
        yield f'{key} states need transactions; allowed: sink.kafka.delivery = "exactly-once"'
    if feeds.lists is not None:
        yield f"{key} there are source.feeds.lists; allowed: none, see qala feeds sync"
    if feeds.once:
        yield f"{key} replicas share feeds that go on; allowed: source.feeds.once = false"
    if feeds.websub.callback is not None:
        yield f"{key} hubs know no replicas; allowed: no source.feeds.websub.callback"
    names = [feeds.shared.registry, feeds.shared.states, sink.records, sink.dead_letters]
    if len(set(names)) < len(names):
        yield f"{key} a topic is named for two kinds of messages; allowed: a topic for each"
    needed = feeds.parsers.max_entries * ENTRY_BYTES + ROOM_BYTES
    if sink.max_message_bytes < needed:
        yield (
            f"sink.kafka.max_message_bytes: {sink.max_message_bytes} does not hold the revisions "
            f"of source.feeds.parsers.max_entries entries; allowed: at least {needed}"
        )


def _of_kafka(kafka: Kafka) -> Iterator[str]:
    if not kafka.bootstrap:
        yield 'kafka.bootstrap: is missing; allowed: a list of brokers, such as ["kafka:9092"]'
    tls = kafka.tls
    if (tls.certificate_file is None) != (tls.key_file is None):
        yield "kafka.tls: certificate_file and key_file go together; allowed: both or none"
    if not tls.enabled and (tls.ca_file or tls.certificate_file):
        yield "kafka.tls.enabled: is false, and there are files for TLS; allowed: true"
    yield from _of_sasl(kafka.sasl)


def _of_sasl(sasl: Sasl) -> Iterator[str]:
    at = f'kafka.sasl.mechanism: "{sasl.mechanism}" needs'
    if sasl.mechanism in {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"}:
        if not sasl.username:
            yield f"{at} kafka.sasl.username; allowed: a text"
        if (sasl.password is None) == (sasl.password_file is None):
            yield f"{at} one of kafka.sasl.password and kafka.sasl.password_file"
    if sasl.mechanism == "OAUTHBEARER":
        if (sasl.token_file is None) == (sasl.token_url is None):
            yield f"{at} one of kafka.sasl.token_file and kafka.sasl.token_url"
        if sasl.token_url and not (sasl.client_id and sasl.client_secret):
            yield f"{at} kafka.sasl.client_id and kafka.sasl.client_secret for its token_url"


def _of_websub(settings: Settings) -> Iterator[str]:
    key, websub = "source.feeds.websub", settings.source.feeds.websub
    if websub.callback is None:
        return
    if websub.secret is None or len(websub.secret.reveal()) < SHORTEST_SECRET:
        lacking = "is missing" if websub.secret is None else "is too short"
        yield f"{key}.secret: {lacking}; allowed: at least {SHORTEST_SECRET} characters of chance"
    if settings.source.feeds.once:
        yield f"{key}.callback: allowed: with source.feeds.once = false, since hubs call later"
    longest = settings.source.feeds.schedule.longest_seconds
    if websub.backup_seconds < longest:
        yield (
            f"{key}.backup_seconds: {websub.backup_seconds} is under "
            f"source.feeds.schedule.longest_seconds; allowed: at least {longest}"
        )
    if websub.port == settings.http.port:
        yield f"{key}.port: is http.port; allowed: a port of its own"
