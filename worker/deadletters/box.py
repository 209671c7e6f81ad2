"""What every place that keeps dead letters can be asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Protocol

from worker.deadletters.letter import DeadLetter, Wanted


class Box(Protocol):
    """Dead letters, the oldest of each partition or file first.

    Raises ``UsageError`` for what is none of ours, ``UnavailableError`` and ``StoppedError``.
    """

    def letters(self, wanted: Wanted) -> Iterator[DeadLetter]:
        """Yield those that are wanted, one in memory."""

    def find(self, name: str) -> DeadLetter | None:
        """Return the letter of that id; None where there is none."""

    def close(self) -> None:
        """Let go of everything."""


class FileBox(Box, Protocol):
    """A place whose letters can be taken away."""

    def remove(self, ids: Collection[str]) -> None:
        """Take these away for good; those that are not there are no fault."""
