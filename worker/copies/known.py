"""``Known``: what is remembered of a published article, in memory and over restarts."""

from __future__ import annotations

from msgspec import Struct

from worker.article import Moment


class Known(Struct, frozen=True, kw_only=True, gc=False):
    """A revision of an article that was published."""

    event_id: str
    """The key: article id and revision."""
    article_id: str
    language: str
    at: Moment
    """When it arrived here, in UTC; by this it grows old."""
    cluster: str | None
    duplicate_of: str | None
    signature: bytes
    """See ``signature``; empty where the text is too short to be compared."""
    method: int
    """How the signature was made: only those of one method can be compared."""
