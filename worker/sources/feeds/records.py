"""An entry of a feed's document → its record, with what the list says where the feed is silent."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson

from worker.article import Fault, Record
from worker.sources.documents.document import Document, Entry
from worker.sources.feeds.feed import Feed

LONGEST_IDENTITY = 500
"""Characters; a longer one is known by its hash."""


def identity_of(entry: Entry) -> str:
    """Return what the entry is known by within its feed: short, and fit for UTF-8."""
    identity = entry.identity.encode(errors="backslashreplace").decode()
    if len(identity) <= LONGEST_IDENTITY:
        return identity
    return f"sha256:{hashlib.sha256(identity.encode()).hexdigest()}"


def record_of(feed: Feed, document: Document, entry: Entry, *, limit: int) -> Record:
    """Return the record of ``entry``; over ``limit`` bytes it is cut and has a fault."""
    identity = identity_of(entry)
    body = _body(feed, document, entry)
    fault = None
    if len(body) > limit:
        message = f"an entry of {len(body)} bytes; at most {limit} are allowed"
        fault = Fault(reason="too-large", message=f"{message} (source.max_record_bytes)")
    return Record(
        form="entry",
        body=body[:limit],
        place=f"{feed.url}#{identity}",
        source_id=identity,
        feed=feed.url,
        fault=fault,
    )


def _body(feed: Feed, document: Document, entry: Entry) -> bytes:
    fields: dict[str, Any] = orjson.loads(entry.body)
    told: dict[str, Any] = fields.get("feed") or {}
    fields["feed"] = told | {
        # The listed URL, whatever the document calls itself: it is the feed's identity.
        "url": feed.url,
        "title": told.get("title") or document.title or feed.outlet or feed.name,
        "language": told.get("language") or document.language or feed.language,
    }
    return orjson.dumps(fields)
