"""``Store``: what the source asks of whatever keeps feed states and entries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, Protocol

from msgspec import Struct

from worker.sources.feeds.feed import State
from worker.sources.feeds.websub.subscription import Subscription

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class Change(Struct, frozen=True, kw_only=True):
    """What one poll, or a part of one, has changed about one feed."""

    url: str
    """The feed."""
    state: State | None = None
    """Its new state; None while parts of the poll are still to come, so that the old one holds."""
    entries: Mapping[str, str] = {}
    """Identity → revision of the entries that are published with this change."""
    present: Collection[str] = ()
    """Identities in the feed's document, which are not forgotten while they are."""
    at: float
    """When the feed was polled, in seconds since the epoch."""


class Store(Protocol):
    """Calls: ``states``, ``subscriptions``, then ``revisions`` and ``commit``*, then ``close``.

    ``revisions`` is called in another thread than the rest, and never for a feed that has a
    ``commit`` to come. Raises ``UnavailableError`` where a retry may help and ``StoppedError``
    where it can't; after either nothing of the call is kept, or all of it.
    """

    def states(self) -> Mapping[str, State]:
        """Return the state of every feed that was ever committed, by URL."""

    def subscriptions(self) -> Mapping[str, Subscription]:
        """Return every subscription that is kept, by callback."""

    def revisions(self, url: str, identities: Collection[str]) -> Mapping[str, str]:
        """Return identity → revision of those ``identities`` of the feed that are remembered."""

    def commit(
        self, changes: Sequence[Change], noted: Mapping[str, Subscription | None] = NOTHING
    ) -> None:
        """Keep all of ``changes`` or, after an error, none; done when they are kept for good.

        The same holds for ``noted``: subscriptions by callback, None for those to be forgotten.
        """

    def close(self) -> None:
        """Let go of everything."""
