"""``Shard``: one partition of registry and states, as far as it is read.

Its feeds may be polled once both are read to what was their end when the group gave it; from
then on it is this worker that writes the states, and the shard holds what is committed of them.
"""

from __future__ import annotations

import time
from typing import Any

from worker.sources.feeds.feed import Feed, State
from worker.sources.feeds.shared import ledger
from worker.sources.feeds.shared.messages import feed_of, remembered_of, state_of


class Shard:
    """Feeds of some domains, and what is remembered of them."""

    def __init__(self, number: int, *, not_before: float) -> None:
        """Begin empty; its feeds are not polled before that time of the monotonic clock."""
        self.number = number
        self.feeds: dict[str, Feed] = {}
        self.states: dict[str, State] = {}
        self.entries: dict[str, bytes] = {}
        """What ``ledger`` packs, by URL."""
        self.listed_at = 0
        """Where the registry is read on."""
        self.listed_end: int | None = None
        """Where it ended when the group gave it."""
        self.states_at = 0
        self.listed = False
        """Whether the registry was read to that end, and ``remembered`` whether the states were."""
        self.remembered = False
        self.open = False
        """Whether its feeds are polled."""
        self.left_behind: list[str] = []
        """Feeds that are off the list and are to be forgotten."""
        self._not_before = not_before

    @property
    def whole(self) -> bool:
        """Whether it may be opened."""
        return self.listed and self.remembered and time.monotonic() >= self._not_before

    def read_again(self) -> None:
        """Trust no longer what is known of the states."""
        self.remembered = self.open = False

    def note(self, message: Any) -> bool:  # noqa: ANN401 - the client has no types
        """Take a message of the registry; tell whether it changed anything."""
        url, feed = feed_of(message)
        before = self.feeds.get(url)
        self.listed_at = message.offset + 1
        if feed is None:
            self.feeds.pop(url, None)
        else:
            self.feeds[url] = feed
        return feed != before

    def remember(self, message: Any) -> None:  # noqa: ANN401 - the client has no types
        """Take a message of the states' topic."""
        kind, url = remembered_of(message)
        if message.value is None:
            (self.states if kind == "state" else self.entries).pop(url, None)
        elif kind == "state":
            self.states[url] = state_of(message)
        else:
            self.entries[url] = message.value

    def revisions_of(self, url: str) -> bytes:
        """Return what is remembered of a feed's entries, packed."""
        return self.entries.get(url, ledger.EMPTY)

    def look_behind(self, before: float) -> None:
        """Find the feeds that are off the list and were not polled since ``before``."""
        self.left_behind = [
            url
            for url, state in self.states.items()
            if url not in self.feeds and (state.last_poll or 0.0) < before
        ]

    def forget(self) -> None:
        """Remember nothing more of those that were left behind."""
        for url in self.left_behind:
            self.states.pop(url, None)
            self.entries.pop(url, None)
        self.left_behind = []
