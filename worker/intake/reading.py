"""Picks the adapter for a record's form, and turns what it gives into an article."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct

from worker.article import Article, Form, Payload, Record
from worker.errors import RecordError
from worker.event import Skipped
from worker.intake import compose, entry, json_record, page, plain
from worker.normalise import urls
from worker.packs import Pack

REASONS: Final = (
    "not-utf8",
    "empty",
    "bad-json",
    "wrong-type",
    "no-text",
    "bad-html",
    "too-large",
    "too-slow",
    "unreadable",
    "unknown-format",
    "not-a-feed",
    "html-not-a-feed",
    "sitemap-index",
    "bug",
)
"""Every reason that a record is rejected for, here or by sources and runtime."""

SKIPS: Final = compose.SKIPS
"""Every reason that a record is skipped for."""

_ADAPTERS: Final[dict[Form, Callable[[bytes], tuple[Payload, int]]]] = {
    "json": json_record.read,
    "entry": entry.read,
    "html": page.read,
    "text": plain.read,
}


class Reading(Struct, frozen=True, kw_only=True):
    """What a record held."""

    article: Article
    unknown_fields: int
    """Fields of the record that qala does not know; they are left out."""


def read(record: Record, packs: Mapping[str, Pack], *, now: dt.datetime) -> Reading | Skipped:
    """Turn a record into an article. Raises ``RecordError`` for what can't be one.

    ``packs`` by language, ``now`` (UTC) bounds dates in the future.
    """
    if record.fault:
        raise RecordError(record.fault.reason, record.fault.message)
    if not record.body or record.body.isspace():
        message = "the record is empty"
        raise RecordError("empty", message)
    payload, unknown_fields = _ADAPTERS[record.form](record.body)
    article = compose.compose(record, payload, packs, now=now)
    if isinstance(article, Skipped):
        return article
    return Reading(article=article, unknown_fields=unknown_fields)


def identity(record: Record) -> str | None:
    """Return what the record shares with others of its article: its canonical URL, else its id.

    None where it has neither, or can't be read.
    """
    if record.fault:
        return None
    try:
        payload, _ = _ADAPTERS[record.form](record.body)
    except RecordError:
        return None
    return (urls.canonical(payload.url) if payload.url else None) or payload.id or record.source_id
