"""What a source of feeds tells its observers; labels of metrics are bounded, texts are not.

They are told in the loop's thread, those of a poll after its commit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from worker.ports import Happening

EntryResult = Literal["new", "changed", "seen"]
PageResult = Literal["read", "failed", "skipped"]
"""``skipped``: there were more than are read at one poll."""
DeliveryResult = Literal[
    "new",
    "same",
    "unreadable",
    "empty",
    "unsigned",
    "wrong-signature",
    "refused",
    "too-large",
    "encoded",
]
"""What came of what a hub sent. After ``unreadable`` and ``empty`` the feed is polled, and for
``refused`` there was no room, so that the hub sends it again; the last two are never read."""


class FeedPolled(Happening, frozen=True, kw_only=True):
    """A feed was polled, and what came of it is committed."""

    url: str
    result: str
    """``new``, ``same``, ``not-modified``, or the reason of a failure."""
    seconds: float
    """From the request to what is made of its answer, without waits for politeness."""
    entries: Mapping[EntryResult, int]
    pages: Mapping[PageResult, int]
    waits: list[float]
    """Seconds that each request waited for its turn with its domain."""
    before: str
    """The standing of the feed before, such as ``healthy``."""
    standing: str
    """And after."""
    message: str | None = None
    """The failure in words."""
    traceback: str | None = None
    """Of a bug of ours; without what its error says, which may quote the feed."""


class FeedsCounted(Happening, frozen=True, kw_only=True):
    """How the feeds stand, every few seconds."""

    standings: Mapping[str, int]
    """Feeds by standing."""
    overdue: float
    """Seconds by which the feed that waits longest for its poll is late; 0 when none is."""


class ListsRead(Happening, frozen=True, kw_only=True):
    """The lists of feeds were read, at the start or anew."""

    feeds: int
    added: int
    removed: int
    changed: int
    dropped: int
    """Feeds of the lists that are not polled: there twice, or with a URL that can't be."""


class ListsFailed(Happening, frozen=True, kw_only=True):
    """The lists of feeds were to be read anew and have faults; those read before hold."""

    message: str


class FeedDelivered(Happening, frozen=True, kw_only=True):
    """A hub has sent a document, and what came of it is committed."""

    url: str
    """The feed."""
    seconds: float
    """To read the document and its pages, without waits for politeness."""
    entries: Mapping[EntryResult, int]
    pages: Mapping[PageResult, int]
    waits: list[float]
    """As of ``FeedPolled``."""
    traceback: str | None = None
    """Of a bug of ours on one of the pages."""


class SubscriptionChanged(Happening, frozen=True, kw_only=True):
    """How we stand with a hub about a feed has changed."""

    feed: str
    hub: str
    standing: str
    """Such as ``active``; ``none`` where the subscription is over."""
    message: str | None
    """Why it is not active."""


class WebSubCounted(Happening, frozen=True, kw_only=True):
    """How the subscriptions stand, every few seconds."""

    subscriptions: Mapping[str, int]
    """By standing."""
    deliveries: Mapping[DeliveryResult, int]
    """Since the last time, without those that ``FeedDelivered`` tells of."""
