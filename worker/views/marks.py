"""Marks over a text that overlap as they like → a tree, as markup must have it.

A mark that begins within another and ends behind it is cut where the other ends, and goes on
as a piece of its own. Of marks with the same extent the one of lower ``rank`` is outside.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from typing import Generic, TypeVar

from msgspec import Struct

T = TypeVar("T")

_DEEPEST = 40
"""Marks within marks, after which more are left out; our own events have a handful."""


class Mark(Struct, Generic[T], frozen=True, kw_only=True):
    """Code points ``start`` to ``end`` of a text, and what they are."""

    start: int
    end: int
    rank: int
    what: T


class Piece(Struct, Generic[T], frozen=True, kw_only=True):
    """A mark, or a part of one, with what is within it: text and pieces."""

    what: T
    first: bool
    """Whether the mark begins here, and is not one that was cut before."""
    within: list[str | Piece[T]]


def nested(text: str, marks: Iterable[Mark[T]]) -> list[str | Piece[T]]:
    """Return ``text`` with ``marks`` in it; what of a mark is outside of the text is left out."""
    nesting: _Nesting[T] = _Nesting(text)
    return nesting.of(marks)


class _Nesting(Generic[T]):
    """The text up to ``_at`` is done; ``_open`` holds the ends and insides of pieces around it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._open: list[tuple[int, list[str | Piece[T]]]] = [(len(text), [])]

    def of(self, marks: Iterable[Mark[T]]) -> list[str | Piece[T]]:
        waiting: list[tuple[int, int, int, int, bool, T]] = []
        for order, mark in enumerate(marks):
            start, end = max(mark.start, 0), min(mark.end, len(self._text))
            waiting.append((start, -end, mark.rank, order, mark.start == start, mark.what))
        heapq.heapify(waiting)
        while waiting:
            start, minus_end, rank, order, first, what = heapq.heappop(waiting)
            self._close_before(start)
            around = self._open[-1][0]
            if -minus_end > around:
                heapq.heappush(waiting, (around, minus_end, rank, order, False, what))
            self._begin(start, min(-minus_end, around), Piece(what=what, first=first, within=[]))
        self._close_before(len(self._text) + 1)
        return self._open[0][1]

    def _begin(self, start: int, end: int, piece: Piece[T]) -> None:
        if start < end and len(self._open) <= _DEEPEST:
            self._tell(start)
            self._open[-1][1].append(piece)
            self._open.append((end, piece.within))

    def _close_before(self, start: int) -> None:
        while len(self._open) > 1 and self._open[-1][0] <= start:
            self._tell(self._open[-1][0])
            self._open.pop()
        self._tell(min(start, self._open[-1][0]))

    def _tell(self, end: int) -> None:
        if self._at < end:
            self._open[-1][1].append(self._text[self._at : end])
            self._at = end
