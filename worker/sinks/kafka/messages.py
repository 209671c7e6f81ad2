"""What goes out as messages: their topics, keys, values and headers.

Events and claims are CloudEvents 1.0 in binary mode: attributes in headers ``ce_…``, the JSON
as the value. A dead letter is the record as it came, key, value and headers unchanged, with
headers ``qala-dlq-…`` beside them; a relayed record is its body, with headers ``qala-…`` that
``sources.kafka`` reads.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

import msgspec
import orjson

from worker.article import Record
from worker.edge.kafka.messages import Headers, Message
from worker.event import (
    CLAIM_SCHEMA,
    SCHEMA,
    ClaimMessage,
    Duplicate,
    Event,
    Rejected,
    claim_messages,
)
from worker.sinks.clock import stamp

SOURCE: Final = b"qala"
DEAD: Final = "qala-dlq-"
_LONGEST: Final = 2_000
"""Bytes of a text in a header, at most: brokers bound messages, and the headers with them."""


def event_message(topic: str, event: Event, trace: str | None, at: dt.datetime) -> Message:
    """Make the message of an event, keyed by its article."""
    return Message(
        topic=topic,
        key=event.article.id.encode(),
        value=msgspec.json.encode(event),
        headers=_cloud_event(event.id, SCHEMA, event.article.id, trace, at),
    )


def claims_of(topic: str, event: Event, trace: str | None, at: dt.datetime) -> Iterator[Message]:
    """Make a message of each claim, keyed by its speaker."""
    for claim in claim_messages(event):
        yield Message(
            topic=topic,
            key=_speaker(claim).encode(),
            value=msgspec.json.encode(claim),
            headers=_cloud_event(claim.id, CLAIM_SCHEMA, event.article.id, trace, at),
        )


def carrier_message(topic: str, duplicate: Duplicate, at: dt.datetime) -> Message:
    """Make the message of a feed that carried a known article, keyed by the article."""
    value = {
        "event_id": duplicate.event_id,
        "article_id": duplicate.article_id,
        "feed": duplicate.feed,
        "seen_at": stamp(at),
    }
    key = duplicate.article_id.encode()
    return Message(topic=topic, key=key, value=orjson.dumps(value))


def dead_letter(topic: str, rejected: Rejected, *, version: str, at: dt.datetime) -> Message:
    """Make the dead letter of a record."""
    record, envelope = rejected.record, rejected.record.envelope
    told: dict[str, str | None] = {
        "reason": rejected.reason,
        "error": rejected.message,
        "topic": envelope.topic if envelope else None,
        "partition": str(envelope.partition) if envelope else None,
        "offset": str(envelope.offset) if envelope else None,
        "timestamp": str(envelope.timestamp) if envelope else None,
        "attempts": str(_attempts(record) + 1),
        "version": version,
        "at": stamp(at),
        "traceback": rejected.traceback,
    }
    before = envelope.headers if envelope else _describing(record)
    kept = [(name, value) for name, value in before if not name.startswith(DEAD)]
    ours = [(DEAD + name, _fit(text)) for name, text in told.items() if text is not None]
    key = envelope.key if envelope else None
    return Message(topic=topic, key=key, value=record.body, headers=kept + ours)


def cut_to(letter: Message, most: int) -> Message:
    """Return a dead letter of at most ``most`` bytes; where it is cut, a header says so."""
    over = letter.size - most
    if over <= 0:
        return letter
    body = letter.value or b""
    mark = (DEAD + "cut-from", str(len(body)).encode())
    headers = [*letter.headers, mark]
    left = len(body) - over - len(mark[0]) - len(mark[1]) - 20
    if left < 0:  # the headers or the key alone are too large: our own must do
        headers = [*(each for each in letter.headers if each[0].startswith(DEAD)), mark]
        bare = Message(topic=letter.topic, value=b"", headers=headers)
        return Message(topic=letter.topic, value=body[: most - bare.size], headers=headers)
    return Message(topic=letter.topic, key=letter.key, value=body[:left], headers=headers)


def relayed(topic: str, record: Record, key: bytes | None) -> Message:
    """Make the message of a record that goes on as it is."""
    return Message(topic=topic, key=key, value=record.body, headers=_describing(record))


def _describing(record: Record) -> Headers:
    told = {
        "qala-form": record.form,
        "qala-place": record.place,
        "qala-source-id": record.source_id or None,
        "qala-feed": record.feed,
    }
    return [(name, _fit(text)) for name, text in told.items() if text is not None]


def _cloud_event(name: str, kind: str, subject: str, trace: str | None, at: dt.datetime) -> Headers:
    headers = [
        ("ce_specversion", b"1.0"),
        ("ce_id", name.encode()),
        ("ce_source", SOURCE),
        ("ce_type", kind.encode()),
        ("ce_time", stamp(at).encode()),
        ("ce_subject", subject.encode()),
        ("content-type", b"application/json"),
    ]
    return [*headers, ("traceparent", trace.encode())] if trace else headers


def _speaker(claim: ClaimMessage) -> str:
    """Return what claims of one speaker share, as far as names tell; of none, the article."""
    if claim.speaker is None:
        return claim.article.id
    return claim.speaker.entity or claim.speaker.name


def _attempts(record: Record) -> int:
    told = record.envelope.header(DEAD + "attempts") if record.envelope else None
    return int(told) if told and told.isdecimal() else 0


def _fit(text: str) -> bytes:
    return text.encode(errors="backslashreplace")[:_LONGEST]
