"""``Ledger``: all subscriptions by their callback, those that feeds want and those they leave.

Its rule: a feed with a hub has one subscription that it wants, under the callback that ``keys``
makes of feed, hub and topic; whatever else there is of it is leaving. Each change is told, so
that it is kept and the feed is planned anew. Feed thread only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import get_args

from worker.sources.feeds.feed import State
from worker.sources.feeds.websub import keys
from worker.sources.feeds.websub import subscription as deciding
from worker.sources.feeds.websub.subscription import Standing, Subscription

Changed = Callable[[str, Subscription | None, Subscription | None], None]
"""Callback, the subscription before and after; None where there is none."""


class Ledger:
    """Knows every subscription."""

    def __init__(self, kept: Mapping[str, Subscription], *, secret: str, base: str) -> None:
        """Take what the store has, the secret and the public URL of the settings."""
        self._all = dict(kept)
        self._secret = secret
        self._base = base
        self._tokens = {keys.token(callback): callback for callback in self._all}
        self._wanted: dict[str, str] = {}
        """Of each feed the callback of the subscription that it wants."""
        self._tell: Changed = lambda _callback, _before, _after: None

    def listen(self, tell: Changed) -> None:
        """Have ``tell`` called at each change."""
        self._tell = tell

    def resume(self, states: Mapping[str, State], now: float) -> None:
        """Begin with these feeds; what the store has of others is leaving."""
        for callback, subscription in list(self._all.items()):
            self.put(callback, deciding.resumed(subscription, now))
        for feed, state in states.items():
            self._want(feed, state, now)
        for callback, subscription in list(self._all.items()):
            if self._wanted.get(subscription.feed) != callback:
                self.put(callback, deciding.left(subscription, now))

    def want(self, feed: str, state: State | None, now: float) -> None:
        """Have the feed subscribed to as its ``state`` says; None: it has left the lists."""
        before = self._wanted.get(feed)
        self._want(feed, state, now)
        if before is not None and before != self._wanted.get(feed) and before in self._all:
            self.put(before, deciding.left(self._all[before], now))

    def _want(self, feed: str, state: State | None, now: float) -> None:
        self._wanted.pop(feed, None)
        if state is None or state.hub is None:
            return
        hub, topic = state.hub, state.topic or feed
        key = keys.callback(self._secret, self._base, feed=feed, hub=hub, topic=topic)
        known = self._all.get(key) or Subscription(feed=feed, hub=hub, topic=topic)
        self._wanted[feed] = key
        self.put(key, deciding.wanted(known, now))

    def put(self, callback: str, after: Subscription | None) -> None:
        """Take what has become of a subscription."""
        before = self._all.get(callback)
        if after == before:
            return
        if after is None:
            del self._all[callback]
            self._tokens.pop(keys.token(callback), None)
        else:
            self._all[callback] = after
            self._tokens[keys.token(callback)] = callback
        self._tell(callback, before, after)

    def of(self, feed: str) -> Subscription | None:
        """Return the subscription that a feed wants."""
        return self._all.get(self._wanted.get(feed, ""))

    def wanted(self, feed: str) -> str | None:
        """Return the callback of the subscription that a feed wants."""
        return self._wanted.get(feed)

    def at(self, callback: str | None) -> Subscription | None:
        """Return the subscription of a callback."""
        return self._all.get(callback) if callback else None

    def callback(self, path: str) -> str | None:
        """Return the callback whose token ``path`` ends with."""
        return self._tokens.get(keys.token(path))

    def due(self, now: float) -> list[str]:
        """Return the callbacks of those that are to be looked at."""
        return [key for key, each in self._all.items() if deciding.moment(each) <= now]

    def wait(self, now: float) -> float:
        """Return the seconds until the next is due; below 0 where some are."""
        return min(map(deciding.moment, self._all.values()), default=float("inf")) - now

    def counted(self) -> dict[str, int]:
        """Return how many there are of each standing."""
        counts = Counter[str](dict.fromkeys(get_args(Standing), 0))
        counts.update(each.standing for each in self._all.values())
        return dict(counts)
