"""A rejected record as a dead letter: what an operator reads, filters by and replays."""

from __future__ import annotations

import datetime as dt
import hashlib

from msgspec import Struct

from worker.event import Rejected
from worker.sinks.clock import stamp


class Letter(Struct, frozen=True, kw_only=True):
    """A dead letter. Its texts are fit for UTF-8; the body is as it was received."""

    id: str
    """Hash of what came and from where: the same record gives the same id."""
    at: str
    """When it was rejected, RFC 3339 in UTC."""
    reason: str
    message: str
    place: str
    form: str
    source_id: str
    feed: str | None
    traceback: str | None
    body: bytes


def letter_of(rejected: Rejected, at: dt.datetime) -> Letter:
    """Make the dead letter of ``rejected``."""
    record = rejected.record
    return Letter(
        id=_id(record.form, _fit(record.place), record.source_id, record.body),
        at=stamp(at),
        reason=rejected.reason,
        message=_fit(rejected.message),
        place=_fit(record.place),
        form=record.form,
        source_id=_fit(record.source_id),
        feed=None if record.feed is None else _fit(record.feed),
        traceback=None if rejected.traceback is None else _fit(rejected.traceback),
        body=record.body,
    )


def _id(form: str, place: str, source_id: str, body: bytes) -> str:
    head = "\0".join((form, place, _fit(source_id), ""))
    return hashlib.sha256(head.encode() + body).hexdigest()[:32]


def _fit(text: str) -> str:
    """Spell out lone surrogates, which a message may quote and no file can hold."""
    return text.encode(errors="backslashreplace").decode()
