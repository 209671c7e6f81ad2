"""What everyone who follows published events can be asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from worker.event import Event

Tell = Callable[[str], None]
"""Told, in a line, what a follower met and went on from."""


class Follow(Protocol):
    """Published events as they come. Calls: ``before`` once or not at all, ``read``*, ``close``.

    An event that was written again comes again. Raises ``ArchiveError`` for what can't be
    followed any more.
    """

    def before(self) -> Iterator[Event]:
        """Yield the events that were there at the start, the newest first."""

    def read(self) -> Sequence[Event]:
        """Return what came since the last call, in its order; it does not wait."""

    def close(self) -> None:
        """Let go of everything."""
