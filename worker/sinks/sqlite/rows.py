"""Event → rows: the columns of each table by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import orjson

from worker.event import Event

Row = dict[str, Any]

_SAME = (
    "revision",
    "source_id",
    "url",
    "canonical_url",
    "title",
    "text",
    "language",
    "published_at",
    "dated_by",
    "fingerprint",
    "cluster",
    "duplicate_of",
)


def article_row(event: Event) -> Row:
    """Return the row of ``articles``."""
    plain = msgspec.to_builtins(event.article)
    return {name: plain[name] for name in _SAME} | {
        "event_id": event.id,
        "article_id": event.article.id,
        "authors": _json(plain["authors"]),
        "source_name": plain["source"]["name"],
        "source_feed": plain["source"]["feed"],
        "removed": _json(plain["removed"]),
        "event": msgspec.json.encode(event).decode(),
    }


def speaker_rows(event: Event) -> Iterator[Row]:
    """Yield the rows of ``speakers``."""
    for speaker in msgspec.to_builtins(event.speakers):
        lists = {name: _json(speaker[name]) for name in ("aliases", "mentions")}
        yield speaker | lists | {"event_id": event.id}


def claim_rows(event: Event) -> Iterator[Row]:
    """Yield the rows of ``claims``."""
    for position, claim in enumerate(msgspec.to_builtins(event.claims), start=1):
        cue, mention, time = (claim.pop(name) or {} for name in ("cue", "mention", "time"))
        lists = {name: _json(claim[name]) for name in ("spans", "quotes")}
        parts = {
            "event_id": event.id,
            "position": position,
            "speaker_id": claim.pop("speaker"),
            "cue": cue.get("text"),
            "cue_lemma": cue.get("lemma"),
            "mention": mention.get("text"),
            "time_text": time.get("text"),
            "time_date": time.get("date"),
        }
        yield claim | lists | parts


def insert(table: str, row: Mapping[str, Any]) -> str:
    """Return the statement that puts ``row`` into ``table``; names only, no value of it."""
    values = ", ".join(f":{name}" for name in row)
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({values})"  # noqa: S608 - own names


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
