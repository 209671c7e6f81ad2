"""The values that come in: the record as it came, and our one model of an article."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta, Struct

Moment = Annotated[dt.datetime, Meta(tz=True)]
"""A time with its zone; RFC 3339 on the wire."""

Form = Literal["json", "entry", "html", "text"]

DatedBy = Literal["rfc3339", "rfc2822", "no-zone", "words", "clamped"]
"""How a date was got: from one of the standard forms with its zone; from one without a zone, or
from words and plain numbers, both taken as UTC; or from the clock, for a date in the future."""


class Fault(Struct, frozen=True, kw_only=True):
    """Why a source could not bring a record, or not whole."""

    reason: str
    """A bounded label, as of ``RecordError``."""
    message: str


class Envelope(Struct, frozen=True, kw_only=True):
    """The message of a topic that a record came in."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    """Milliseconds since 1970, in UTC."""
    key: bytes | None
    headers: list[tuple[str, bytes]]

    def header(self, name: str) -> str | None:
        """Return the last header of that name, as text."""
        found = [value for key, value in self.headers if key == name]
        return found[-1].decode("utf-8", "replace") if found else None


class Record(Struct, frozen=True, kw_only=True):
    """An article as it came from a source, not yet looked at."""

    form: Form
    """Which adapter of ``intake`` reads the body."""
    body: bytes
    """The bytes as received; a rejection keeps them whole. With a ``fault``: what was read."""
    place: str
    """Where it came from, for people: ``seeds/articles.jsonl:12``."""
    source_id: str = ""
    """The id that the source knows it by, where the body may not name one."""
    feed: str | None = None
    """The URL or path of the feed that carried it."""
    fault: Fault | None = None
    """Set by a source that met something it can't bring; such a record is only rejected."""
    envelope: Envelope | None = None
    """The message that it came in, where it did."""


class Outlet(Struct, frozen=True, kw_only=True):
    """Who published an article, as the record names them; the wire calls it ``source``."""

    name: str | None = None
    """The outlet's name."""
    feed: str | None = None
    """The URL of the feed that carried it."""


class Payload(Struct, frozen=True, kw_only=True):
    """The JSON object of a record: a Kafka message or a line of a file.

    One of ``text`` and ``html`` is required. Unknown fields are ignored and counted.
    """

    id: str | None = None
    """The producer's own id."""
    url: str | None = None
    title: str | None = None
    text: str | None = None
    """The body as plain text; paragraphs are separated by line breaks."""
    html: str | None = None
    """The body as HTML, read where there is no ``text``."""
    language: str | None = None
    """ISO 639-1, such as ``ar``; detected where it is missing."""
    published_at: str | None = None
    """RFC 3339; other date formats of the languages are read too."""
    authors: list[str] = []
    source: Outlet = Outlet()


class Article(Struct, frozen=True, kw_only=True):
    """An article, whatever it came as; offsets elsewhere are code points of its title or text."""

    id: str
    """Hash of the canonical URL, else of the producer's id, else of the words."""
    source_id: str
    """The producer's own id, else the place that the record came from."""
    revision: str
    """Hash of title and text: it changes when they do."""
    url: str | None
    canonical_url: str | None
    """``url`` without trackers, fragment and default port."""
    title: str
    text: str
    """Normalised body: paragraphs of single-spaced words, separated by a blank line."""
    language: str
    authors: list[str]
    published_at: Moment | None
    """In UTC."""
    dated_by: DatedBy | None = None
    """How the date was got. Null where there is none."""
    source: Outlet
    fingerprint: str
    """Hash of the letters and digits alone: equal for texts that differ in marks and spacing."""
    cluster: str | None = None
    """The cluster of articles with much the same words: the id of the first of them, which may
    be this one. Null where nothing was compared, and for texts too short to compare."""
    duplicate_of: str | None = None
    """The id of the article that this one copies: the first seen with nearly the same words.
    Null for the first, and for mere relatives of it."""
    removed: list[str] = []
    """Boilerplate lines taken out of the text, as they stood."""


Confidence = Annotated[float, Meta(ge=0.0, le=1.0)]
"""A share from 0 to 1."""
