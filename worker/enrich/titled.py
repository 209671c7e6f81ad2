"""Where a title ends and a name begins, in a script without capitals.

*Al-mutaḥaddith bi-sm al-Krimlīn | Dīmitrī Bīskūf*; between them, perhaps, a rank: the chief of
staff, *al-jinirāl*, which is no part of the role.
"""

from __future__ import annotations

from typing import Final

from worker.enrich import kinds as k

_NO_NAME: Final = k.PLACE | k.ATTRIBUTE | k.ORGANISATION | k.JOINED | k.TITLE | k.PREPOSITION
_NO_RANK: Final = k.ATTRIBUTE | k.JOINED | k.PROCLITIC


def name_start(kinds: list[int], start: int, stop: int) -> int:
    """Return where the name begins after a title, in a script without capitals.

    A title takes nouns until a definite one, a place or a name closes the chain, then
    adjectives; the first word that can be neither begins the name.
    """
    closed = bool(kinds[start] & k.DEFINITE)
    for i in range(start + 1, stop):
        kind = kinds[i]
        if kind & k.HONORIFIC and not kind & k.ROLE:
            return min(stop, i + 1)
        if kind & k.CAPITAL:
            return i
        if kind & k.NAME and not kind & _NO_NAME:
            return i
        if kind & (k.PREPOSITION | k.JOINED | k.PROCLITIC) or (closed and kind & k.MAYBE_JOINED):
            closed = bool(kind & k.DEFINITE)
        elif kind & (k.DEFINITE | k.PLACE):
            closed = True
        elif kind & (k.ATTRIBUTE | k.NOUN_HEAD | k.NUMBER | k.MARK | k.COORDINATOR | k.TIME):
            continue
        elif closed:
            return i
    return stop


def first_stop(kinds: list[int], start: int, stop: int) -> int:
    """Return where another title begins, a rank: the commander of the guard, |the general."""
    closed = bool(kinds[start] & k.DEFINITE)
    for i in range(start + 1, stop):
        kind, before = kinds[i], kinds[i - 1]
        new = kind & k.ROLE and kind & k.DEFINITE and not kind & _NO_RANK
        if new and closed and (before & k.DEFINITE or not before & (k.NOUN_HEAD | k.PREPOSITION)):
            return i
        closed = closed or bool(kind & (k.DEFINITE | k.PLACE | k.QUOTATION_MARK))
    return stop


def behind(kinds: list[int], at: int, stop: int) -> int | None:
    """Return where a role begins behind the name at ``at``: the engineer NAME, |head of roads."""
    for i in range(at + 1, stop):
        if kinds[i] & k.TITLE and not kinds[i] & (k.NAME | k.DEFINITE):
            return i
    return None
