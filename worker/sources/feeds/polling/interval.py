"""How long to wait for the next poll, by what the last ones have brought.

About one new entry a poll is wanted: sooner burdens the server, later makes stories old. And
a third of a document must have been seen before, or entries leave it between two polls.
"""

from __future__ import annotations

from typing import Final

ENOUGH_OVERLAP: Final = 1 / 3
"""The share of a document that is to be known already."""
_SLOWER: Final = 1.5
"""After a poll that brought nothing."""
_LOST: Final = 0.5
"""After a poll in which nothing was known."""
_SMOOTH: Final = 0.3
FEWEST: Final = 2
"""Entries of a document that tells anything by having all of them new."""


def lost_stories(entries: int, new: int) -> bool:
    """Whether all of a document is new, so that what was before it has gone unseen."""
    return new == entries >= FEWEST


def adapted(interval: float, *, elapsed: float, entries: int, new: int) -> float:
    """Return the next interval after a poll that followed one that went well."""
    if new == 0:
        return interval * _SLOWER
    gap = elapsed / new
    if lost_stories(entries, new):
        return min(interval * _LOST, gap * entries * _LOST)
    wanted = (interval + gap) / 2
    return min(wanted, gap * entries * (1 - ENOUGH_OVERLAP))


def smoothed(before: float | None, entries: int, new: int) -> float | None:
    """Return the share of documents that was seen before, over the last polls."""
    if not entries:
        return before
    now = 1 - new / entries
    return now if before is None else before + _SMOOTH * (now - before)
