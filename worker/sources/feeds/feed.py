"""A feed: what the user says of it, and what polling it has taught.

Times are seconds since the epoch, in UTC; intervals are seconds.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from worker.sources.documents.document import Hints

Standing = Literal["new", "healthy", "failing", "gone"]
"""How a feed fares: never polled, its last poll went well, it fails, it said that it is gone."""

HOURS_OF_A_WEEK = 168


class Feed(Struct, frozen=True, kw_only=True):
    """A feed as the user lists it."""

    url: str
    """As written in the list; the feed's identity."""
    name: str | None = None
    outlet: str | None = None
    """Who publishes it."""
    country: str | None = None
    """ISO 3166-1 alpha-2."""
    language: str | None = None
    """ISO 639-1; for entries that don't tell their own."""
    shortest_interval: float | None = None
    """Never polled more often; without it the setting for all feeds holds."""
    longest_interval: float | None = None
    """Never polled more seldom, unless it fails."""
    full_text: bool | None = None
    """Whether the page of an entry is read: always, never, or (None) where the feed is short."""
    tags: list[str] = []


class State(Struct, frozen=True, kw_only=True):
    """What is remembered of a feed between two polls; kept in the store."""

    standing: Standing = "new"
    reason: str | None = None
    """The bounded label of the last failure; None after a success."""
    message: str | None = None
    """The last failure in words."""
    failures: float = 0.0
    """Failures in a row by weight: a hard one is 1, a soft 0.5, a passing 0.25."""
    etag: str | None = None
    """Opaque, exactly as the server sent it (Latin-1)."""
    last_modified: str | None = None
    """Opaque as well: a date that is never reformatted."""
    digest: str | None = None
    """Hash of the last document that was read: the same bytes need no second reading."""
    hints: Hints = Hints()
    """What that document said of its schedule, which holds until another says otherwise."""
    lied: bool = False
    """Whether it once sent the same validators with new entries, so that they aren't trusted."""
    interval: float = 0.0
    """The interval in force; 0 before the first poll."""
    next_poll: float = 0.0
    last_poll: float | None = None
    last_success: float | None = None
    last_entry: float | None = None
    """When a new entry was last found."""
    polls: int = 0
    overlap: float | None = None
    """The share of the last documents' entries that was seen before, smoothed; 0 = stories lost."""
    missed: float = 0.0
    """Stories that are likely to have been lost between two polls so far."""
    rhythm: list[float] = []
    """New entries by hour of the week (Monday 0:00 UTC first), smoothed; empty or 168 long."""
    moved_to: str | None = None
    """Where permanent redirects have led lately; followed for good once they have lasted."""
    moved_since: float | None = None
    moved: bool = False
    """Whether ``moved_to`` is polled in place of the listed URL."""
    title: str | None = None
    """The feed's own title."""
    hub: str | None = None
    """The WebSub hub that it names."""
    topic: str | None = None
    """The URL under which the hub knows it."""
