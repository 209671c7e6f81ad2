"""``Deliveries``: documents that hubs have sent and that wait for the poller, bounded.

Room is reserved before a body is read, so that what is being read and what waits are together
within the bound. A feed has a rate as well, as it has when it is polled: a burst, then one
document each ten seconds. What is in here may be acknowledged; what finds no room is refused, and
the hub sends it again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from typing import Final

from worker.sources.feeds.answer import Answer

_MOST_OF_A_FEED: Final = 16
"""Documents of one feed that wait, or come in a burst; a hub that sends more must wait itself."""
_SECONDS_BETWEEN: Final = 10.0
"""Documents of one feed, on the average."""


class Deliveries:
    """Documents by feed, the feed that waits longest first."""

    def __init__(self, *, size: int) -> None:
        """Take how many bytes may be read and wait in all."""
        self._left = size
        self._waiting: dict[str, deque[Answer]] = {}
        self._paid: dict[str, float] = {}
        """Until when each feed has used up its rate."""

    def reserve(self, feed: str, size: int, now: float) -> bool:
        """Tell whether ``size`` bytes for ``feed`` may be read; they then count until freed."""
        paid = max(self._paid.get(feed, now), now) + _SECONDS_BETWEEN
        if size > self._left or len(self._waiting.get(feed, ())) >= _MOST_OF_A_FEED:
            return False
        if paid > now + _MOST_OF_A_FEED * _SECONDS_BETWEEN:
            return False
        self._paid[feed] = paid
        self._left -= size
        return True

    def free(self, size: int) -> None:
        """Give back what was reserved."""
        self._left += size

    def put(self, feed: str, document: Answer) -> None:
        """Add a document; it counts until it is taken."""
        self._left -= len(document.body)
        self._waiting.setdefault(feed, deque()).append(document)

    def take(self, busy: Collection[str]) -> tuple[str, Answer] | None:
        """Return a document of a feed that is not ``busy``."""
        feed = next((feed for feed in self._waiting if feed not in busy), None)
        if feed is None:
            return None
        documents = self._waiting.pop(feed)
        document = documents.popleft()
        if documents:
            self._waiting[feed] = documents  # behind the other feeds
        self.free(len(document.body))
        return feed, document
