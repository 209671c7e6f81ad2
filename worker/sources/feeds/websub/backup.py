"""When a feed is polled, given what its hub does: ``due``, and ``Backup`` for all feeds.

A hub that delivers makes polls rare and never needless: they find what a crash, a stop of ours
or a fault of the hub has lost. So a feed has one more poll at its ordinary time after deliveries
have begun, or begun again; then the backup's interval holds, until the lease ends at the latest.
"""

from __future__ import annotations

from worker.sources.feeds.feed import Feed, State
from worker.sources.feeds.websub.ledger import Ledger
from worker.sources.feeds.websub.subscription import Subscription


def due(feed: Feed, state: State, subscription: Subscription | None, *, backup: float) -> float:
    """Return when ``feed`` is polled next; ``backup`` in seconds, the list may ask for less."""
    since = state.last_success
    if subscription is None or since is None or not _covers(subscription, state, since):
        return state.next_poll
    longest = backup if feed.longest_interval is None else min(backup, feed.longest_interval)
    return max(state.next_poll, min(since + longest, subscription.until))


def _covers(subscription: Subscription, state: State, since: float) -> bool:
    """Whether all that is new since the last poll must have been delivered."""
    if subscription.standing != "active" or state.standing != "healthy":
        return False
    return since >= subscription.since


class Backup:
    """Knows of every feed when it is polled. Feed thread only."""

    def __init__(self, ledger: Ledger, *, seconds: float, shortest: float) -> None:
        """Take the subscriptions, the backup's interval, and that of feeds polled most often."""
        self._ledger = ledger
        self._seconds = seconds
        self._shortest = shortest
        self._hurried: dict[str, float] = {}
        """Feeds to be polled, and since when: a hub has news of them that it can't tell."""

    def hurry(self, url: str, now: float) -> None:
        """Have a feed polled as soon as its shortest interval allows."""
        self._hurried[url] = now

    def due(self, feed: Feed, state: State) -> float:
        """Return when ``feed`` is polled next."""
        last = state.last_poll or 0.0
        if self._hurried.get(feed.url, 0.0) > last:
            shortest = feed.shortest_interval
            return last + (self._shortest if shortest is None else shortest)
        self._hurried.pop(feed.url, None)
        return due(feed, state, self._ledger.of(feed.url), backup=self._seconds)
