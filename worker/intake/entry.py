"""A feed's entry, as a JSON object of plain values that a source made of it.

    {"id", "link", "title", "title_type", "summary", "summary_type",
     "content": [{"value", "type"}], "published", "updated", "authors": ["…"], "language",
     "feed": {"url", "title", "language"}}

All are optional but one of ``content`` and ``summary``; others are ignored, since feeds carry
anything. The longest of contents and summary is the body, read as HTML unless its type says
plain text.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from worker.article import Outlet, Payload
from worker.errors import RecordError
from worker.intake import wire
from worker.normalise import markup


class _Content(Struct, frozen=True):
    """One body of the entry."""

    value: str | None = None
    type: str | None = None


class _Feed(Struct, frozen=True):
    """The feed that carried it."""

    url: str | None = None
    title: str | None = None
    language: str | None = None


class _Entry(Struct, frozen=True):
    """The keys that are read; feeds leave out or void any of them."""

    id: str | None = None
    link: str | None = None
    title: str | None = None
    title_type: str | None = None
    summary: str | None = None
    summary_type: str | None = None
    content: list[_Content] | None = None
    published: str | None = None
    updated: str | None = None
    authors: list[str] | None = None
    language: str | None = None
    feed: _Feed | None = None


def read(body: bytes) -> tuple[Payload, int]:
    """Return the payload, and no unknown fields. Raises ``RecordError``."""
    try:
        entry = msgspec.convert(wire.json_object(body), _Entry)
    except msgspec.ValidationError as fault:
        raise RecordError("wrong-type", f"wrong type in a feed's entry: {fault}") from fault
    longest, feed = _longest(entry), entry.feed or _Feed()
    plain = _is_plain(longest.type)
    payload = Payload(
        id=entry.id,
        url=entry.link,
        title=_title(entry),
        text=longest.value if plain else None,
        html=None if plain else longest.value,
        language=entry.language or feed.language,
        published_at=entry.published or entry.updated,
        authors=entry.authors or [],
        source=Outlet(name=feed.title, feed=feed.url),
    )
    return payload, 0


def _title(entry: _Entry) -> str | None:
    if not entry.title or _is_plain(entry.title_type):
        return entry.title
    return markup.text_of(entry.title)


def _is_plain(media_type: str | None) -> bool:
    return media_type == "text/plain"


def _longest(entry: _Entry) -> _Content:
    summary = _Content(value=entry.summary, type=entry.summary_type)
    return max([*(entry.content or []), summary], key=lambda content: len(content.value or ""))
