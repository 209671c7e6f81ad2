"""Quotation marks → quotations, though marks be missing, doubled or turned the wrong way.

Rules, in a paragraph (a quotation never leaves its paragraph; a speech over several has one
quotation in each):

1. A mark with space before it and none after it opens; with none before and space after, it
   closes; otherwise its own shape tells; a straight mark closes if something is open.
2. A mark that opens inside an open quotation is nested in it, unless a colon stands before it:
   then a new quotation begins, and the one before ends with its sentence.
3. At the end of the paragraph, what is open ends at the last mark that closed something since,
   else with the paragraph, and is not ``closed``.
"""

from __future__ import annotations

from typing import Final

from mypy_extensions import mypyc_attr

from worker.enrich import kinds as k
from worker.enrich.lexicon import Word


@mypyc_attr(acyclic=True)
class Quotation:
    """A quotation, without its marks."""

    __slots__ = ("closed", "start", "stop")

    def __init__(self, start: int, stop: int, *, closed: bool) -> None:
        self.start: Final = start
        """The first word inside."""
        self.stop: Final = stop
        """The word after the last one inside: the closing mark, if there is one."""
        self.closed: Final = closed


def quotations(words: list[Word], kinds: list[int], marks: list[int]) -> list[Quotation]:
    """Return the outermost quotations of a prose, in order.

    All quotation marks and breaks are among ``marks``.
    """
    if not any(kinds[i] & k.QUOTATION_MARK for i in marks):
        return []
    found: list[Quotation] = []
    opened: list[int] = []
    last_close = -1
    for i in marks:
        kind = kinds[i]
        if kind & k.BREAK:
            _finish(found, opened, last_close, i)
            last_close = -1
        elif not kind & k.QUOTATION_MARK:
            continue
        elif _opens(words, kinds, i, inside=bool(opened)):
            if opened and kinds[i - 1] & k.COLON:
                _finish(found, opened, last_close, _sentence_end(kinds, opened[0], i))
            if not opened:
                last_close = -1
            opened.append(i)
        elif opened:
            start = opened.pop()
            last_close = i
            if not opened:
                found.append(Quotation(start + 1, i, closed=True))
    _finish(found, opened, last_close, len(words))
    return [q for q in found if q.stop > q.start]


def _opens(words: list[Word], kinds: list[int], i: int, *, inside: bool) -> bool:
    """Whether the mark at ``i`` opens a quotation (rule 1)."""
    kind = kinds[i]
    before = i == 0 or words[i - 1].spaced or kinds[i - 1] & (k.BREAK | k.OPENING_BRACKET)
    following = kinds[i + 1] if i + 1 < len(kinds) else k.BREAK
    after = words[i].spaced or following & (k.MARK & ~k.QUOTATION_MARK & ~k.OPENING_BRACKET)
    if before and not after:
        return True
    if after and not before:
        return False
    if inside and kind & (k.STRAIGHT | k.OPENING) and after:
        return False
    return bool(kind & k.OPENING) or (bool(kind & k.STRAIGHT) and not inside)


def _sentence_end(kinds: list[int], start: int, limit: int) -> int:
    """Return the end of the first sentence after ``start``, without its stop."""
    for i in range(start + 1, limit):
        if kinds[i] & k.STOP:
            return i
    return limit


def _finish(found: list[Quotation], opened: list[int], last_close: int, end: int) -> None:
    """Close what is open (rule 3)."""
    if opened:
        start = opened[0]
        closed = start < last_close < end
        found.append(Quotation(start + 1, last_close if closed else end, closed=closed))
        opened.clear()
