"""What a feed document holds, whatever its format."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

Format = Literal["rss", "atom", "rdf", "json", "sitemap"]

Problem = Literal[
    "bad-bytes",
    "wrong-charset",
    "control-characters",
    "half-characters",
    "bare-ampersands",
    "unknown-entities",
    "own-entities",
    "not-well-formed",
    "repeated-ids",
]
"""What is wrong with a document that was read all the same.

``bad-bytes`` are not in its charset, ``wrong-charset`` is not the one declared; ``half-characters``
are surrogates without their other half; ``own-entities`` are defined in the document and not
expanded; ``not-well-formed`` is no XML; ``repeated-ids`` stand at different entries.
"""

Fields = dict[str, Any]
"""An entry's JSON object before it is one; see ``documents.entry``."""


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
    """What it is known by within its feed; see ``documents.identity``."""
    revision: str
    """Hash of title, link and content: an entry that has changed has another."""
    link: str | None
    """Absolute."""
    full: bool
    """Whether the entry carries enough text to be an article, so that no page need be read."""


class Document(Struct, frozen=True, kw_only=True):
    """A feed document, read."""

    format: Format
    url: str | None = None
    """Its own address, as it names it."""
    title: str | None = None
    language: str | None = None
    entries: list[Entry] = []
    cut: bool = False
    """Whether it had more entries than are read."""
    problems: list[Problem] = []
    """What is wrong with it, each once."""
    hints: Hints = Hints()


class Parsed(Struct, frozen=True, kw_only=True):
    """What the reader of a format gives: words and links as they stand in the document."""

    format: Format
    feed: dict[str, str | None]
    entries: list[Fields]
    cut: bool = False
    problems: list[Problem] = []
