"""What a feed document holds, whatever its format."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Format = Literal["rss", "atom", "rdf", "json", "sitemap"]


class Hints(Struct, frozen=True, kw_only=True):
    """What the feed says of its own schedule, as it says it."""

    ttl: float | None = None
    """``ttl`` in seconds."""
    update_interval: float | None = None
    """``sy:updatePeriod`` divided by ``sy:updateFrequency``, in seconds."""
    skip_hours: frozenset[int] = frozenset()
    """Hours in UTC, 0 to 23."""
    skip_days: frozenset[int] = frozenset()
    """Days in UTC, Monday is 0."""
    hub: str | None = None
    """``rel="hub"``, absolute."""
    topic: str | None = None
    """``rel="self"``, absolute."""


class Entry(Struct, frozen=True, kw_only=True):
    """One entry of a document."""

    body: bytes
    """The JSON object that ``intake.entry`` reads; see ``documents.entry``."""
    identity: str
    """What it is known by within its feed: guid, else canonical URL, else a hash of the words."""
    revision: str
    """Hash of title, link and content: an entry that has changed has another."""
    link: str | None
    """Absolute."""
    full: bool
    """Whether the entry carries enough text to be an article, so that no page need be read."""


class Document(Struct, frozen=True, kw_only=True):
    """A feed document, read."""

    format: Format
    title: str | None = None
    language: str | None = None
    entries: list[Entry] = []
    cut: bool = False
    """Whether it had more entries than are read."""
    problems: list[str] = []
    """Bounded labels of what was mended on the way, such as ``bare-ampersand``; for people."""
    hints: Hints = Hints()
