"""One file → its records, by the reader of its format."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct, field

from worker.article import Fault, Form, Record
from worker.errors import RecordError
from worker.sources import documents
from worker.sources.documents.json_feed import json_feed
from worker.sources.files.lines import lines
from worker.sources.files.paths import place_of

REASONS = ("too-large", "unreadable", "unknown-format", *documents.REASONS)
"""Every reason that this source gives a fault; the budget has its own."""


class Limits(Struct, frozen=True, kw_only=True):
    """How much of a file is read."""

    record_bytes: int = 5_000_000
    """The longest record; of a longer one only this much is kept."""
    feed_bytes: int = 20_000_000
    """The longest feed document, which is parsed whole."""
    budget: AbstractContextManager[None] = field(default_factory=nullcontext)
    """Entered around the parse of a feed document; raises ``RecordError`` when that takes long."""


def read(path: Path, limits: Limits) -> Iterator[Record]:
    """Yield the records of the file at ``path``; a fault is a record too."""
    place = place_of(path)
    form, reader = FORMATS.get(path.suffix.lower(), ("text", _unknown))
    try:
        yield from reader(path, limits)
    except RecordError as fault:
        yield failed(form, place, fault)
    except OSError as fault:
        message = f"can't be read: {fault.strerror or fault}"
        yield failed(form, place, RecordError(reason="unreadable", message=message))


def failed(form: Form, place: str, error: RecordError, body: bytes = b"") -> Record:
    """Return the record of something that could not be brought."""
    fault = Fault(reason=error.reason, message=str(error))
    return Record(form=form, body=body, place=place, fault=fault)


def _lines(path: Path, limits: Limits) -> Iterator[Record]:
    with path.open("rb") as stream:
        _refuse_empty(stream.peek(1))
        yield from lines(stream, place_of(path), limits.record_bytes)


def _text(path: Path, limits: Limits) -> Iterator[Record]:
    yield _one("text", path, _whole(path, limits.record_bytes), limits)


def _html(path: Path, limits: Limits) -> Iterator[Record]:
    yield _one("html", path, _whole(path, limits.record_bytes), limits)


def _json(path: Path, limits: Limits) -> Iterator[Record]:
    body = _whole(path, limits.feed_bytes)
    if json_feed(body) is None:
        yield _one("json", path, body, limits)
    else:
        yield from _entries(path, body, limits)


def _feed(path: Path, limits: Limits) -> Iterator[Record]:
    body = _whole(path, limits.feed_bytes)
    try:
        _refuse_long(body, limits.feed_bytes, "source.files.max_feed_bytes")
        yield from _entries(path, body, limits)
    except RecordError as fault:
        yield failed("entry", place_of(path), fault, body[: limits.record_bytes])


def _unknown(path: Path, limits: Limits) -> Iterator[Record]:
    if not path.suffix:
        yield from _lines(path, limits)
        return
    message = f"{path.suffix} is no format of ours; allowed: {', '.join(FORMATS)}"
    raise RecordError(reason="unknown-format", message=message)


_Reader = Callable[[Path, Limits], Iterator[Record]]
FORMATS: MappingProxyType[str, tuple[Form, _Reader]] = MappingProxyType(
    {
        ".jsonl": ("json", _lines),
        ".ndjson": ("json", _lines),
        ".json": ("json", _json),
        ".txt": ("text", _text),
        ".html": ("html", _html),
        ".htm": ("html", _html),
        ".xml": ("entry", _feed),
        ".rss": ("entry", _feed),
        ".atom": ("entry", _feed),
        ".rdf": ("entry", _feed),
    }
)
"""Suffix → how such a file is read."""


def _whole(path: Path, limit: int) -> bytes:
    """Read the file, and of one over ``limit`` bytes a byte more than that."""
    with path.open("rb") as stream:
        body = stream.read(limit + 1)
    _refuse_empty(body)
    return body


def _refuse_empty(body: bytes) -> None:
    if not body:
        raise RecordError(reason="empty", message="the file is empty")


def _refuse_long(body: bytes, limit: int, key: str) -> None:
    if len(body) > limit:
        message = f"over {limit} bytes, the most that is allowed ({key})"
        raise RecordError(reason="too-large", message=message)


def _one(form: Form, path: Path, body: bytes, limits: Limits) -> Record:
    return _bounded(Record(form=form, body=body, place=place_of(path)), limits)


def _bounded(record: Record, limits: Limits) -> Record:
    limit = limits.record_bytes
    try:
        _refuse_long(record.body, limit, "source.max_record_bytes")
    except RecordError as fault:
        return failed(record.form, record.place, fault, record.body[:limit])
    return record


def _entries(path: Path, body: bytes, limits: Limits) -> Iterator[Record]:
    document = documents.read(body, max_entries=sys.maxsize, budget=limits.budget)
    for number, entry in enumerate(document.entries, start=1):
        record = Record(
            form="entry",
            body=entry.body,
            place=f"{place_of(path)}#{number}",
            source_id=entry.identity,
            feed=document.url or place_of(path),
        )
        yield _bounded(record, limits)
