"""The role that stands beside a name: before it or after it, with commas or without."""

from __future__ import annotations

from typing import Final

from worker.enrich import kinds as k
from worker.enrich import names, phrases
from worker.enrich.prose import Prose, Range

LONGEST: Final = 9
"""Words of a role."""


def beside(prose: Prose, start: int, stop: int) -> Range | None:
    """Return the role before or after the name from ``start`` to ``stop``."""
    return _before(prose, start, stop) or _after(prose, stop)


def _before(prose: Prose, start: int, stop: int) -> Range | None:
    """Read ``the chief of police, |Jane Roe``, with or without the comma."""
    kinds = prose.kinds
    end = start - 1 if start and kinds[start - 1] & k.COMMA else start
    address: Range | None = None
    for i in range(end - 1, max(end - LONGEST, -1), -1):
        if kinds[i] & (k.MARK | k.OPENS_CLAUSE) or _verb(kinds[i]):
            break
        if kinds[i] & k.RELATIVE and not kinds[i] & k.PREPOSITION:
            break
        if kinds[i] & k.TITLE and not (i and kinds[i - 1] & k.TITLE):
            if end < start:
                return Range(i, end) if names.read(prose, Range(i, end)).name is None else None
            named = names.read(prose, Range(i, stop))
            if named.role is not None and named.name is not None and named.name.start == start:
                if not kinds[i] & k.HONORIFIC:
                    return named.role
                address = named.role
    return address


def _after(prose: Prose, stop: int) -> Range | None:
    """Read ``Jane Roe|, the chief of police,``, with or without the commas."""
    kinds = prose.kinds
    comma = stop < len(kinds) and bool(kinds[stop] & k.COMMA)
    first = stop + comma
    while first < len(kinds) and kinds[first] & k.DETERMINER:
        first += 1
    if first >= len(kinds) or not kinds[first] & k.TITLE:
        return None
    if not comma and not kinds[first] & k.DEFINITE:
        return None
    role = phrases.after(prose, first, min(len(kinds), first + LONGEST), strict=True)
    if role is None or names.read(prose, role).name is not None:
        return None
    return role


def _verb(kind: int) -> bool:
    return bool(kind & k.CUE) and not kind & (k.TITLE | k.DEFINITE | k.ATTRIBUTE | k.NAME)
