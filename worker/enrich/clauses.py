"""Where a claim ends.

A clause that opens after a cue runs to the end of its sentence, unless one of these comes
first: a participle that goes on with the same speaker (mushīran ilā, adding that), a verb of speech
joined to the cue by a conjunction, words of attribution (according to), or a clause of contrast
that has a cue of its own.
"""

from __future__ import annotations

from typing import Final

from worker.enrich import kinds as k
from worker.enrich.ordered import first_from
from worker.enrich.prose import Prose, Range, Site

_LEADING: Final = k.COMMA | k.COLON | k.DASH | k.SEMICOLON
_TRAILING: Final = k.COMMA | k.STOP | k.COLON | k.SEMICOLON | k.DASH | k.BREAK
CLOSE: Final = 3
"""Words after a contrasting conjunction that has no comma before it."""
CONTRAST_REACH: Final = 14
"""Words after a contrasting conjunction in which its cue must stand."""


def clause(prose: Prose, start: int, site: Site, sites: list[Site]) -> Range | None:
    """Return the clause that opens at ``start`` for the cue at ``site``."""
    stop = site.sentence.stop
    quotation = prose.quotation(start)
    if quotation is not None:
        stop = max(stop, quotation.stop)
    for other in sites:
        if other.start >= start and _ends(prose, site, other):
            stop = min(stop, _cut(prose, other.start))
            break
    # Not one min() of all, which is a call of its own each time.
    stop = contrast(prose, start, stop, sites)
    stop = _afterthought(prose, start, stop)
    stop = min(stop, _main_clause(prose, start, stop, site, sites))
    return trimmed(prose, start, stop)


def _main_clause(prose: Prose, start: int, stop: int, site: Site, sites: list[Site]) -> int:
    """Return the comma that closes the clause before the main one, else ``stop``.

    Asked if he would run, | Mr. Lee said no · Though she said it was late, | he noted the time.
    """
    kinds, first = prose.kinds, site.sentence.start
    while first < site.start and kinds[first] & (k.COORDINATOR | k.ADVERB | k.TRANSITION):
        first += 1
    leads = first == site.start or kinds[first] & (k.SUBORDINATOR | k.PREPOSITION)
    if not leads or not prose.lexicon.subject_first:
        return stop
    for other in sites:
        if other.form.part == "finite" and other.start > start:
            for i in range(other.start - 1, max(start, other.start - LONGEST_SUBJECT), -1):
                if kinds[i] & k.COMMA and prose.quotation(i) is None:
                    return i
    return stop


LONGEST_SUBJECT: Final = 10
"""Words of the subject of the main clause."""


def contrast(prose: Prose, start: int, stop: int, sites: list[Site]) -> int:
    """Return where a clause of contrast with a cue of its own begins, else ``stop``."""
    kinds = prose.kinds
    for other in sites:
        if not start < other.start < stop:
            continue
        for i in range(max(start + 1, other.start - CONTRAST_REACH), other.start):
            if kinds[i] & k.SUBORDINATOR and (
                kinds[i - 1] & (k.COMMA | k.DASH) or other.start - i <= CLOSE
            ):
                return i
    return stop


def _afterthought(prose: Prose, start: int, stop: int) -> int:
    """Return where the writer's own words begin, else ``stop``."""
    places = prose.afterthoughts
    at = first_from(places, start + 1)
    while at < len(places) and places[at] < stop:
        if prose.kinds[places[at] - 1] & (k.COMMA | k.DASH):
            return places[at]
        at += 1
    return stop


def _ends(prose: Prose, site: Site, other: Site) -> bool:
    """Whether the cue ``other`` ends the clause of the cue ``site``."""
    kinds = prose.kinds
    before = kinds[other.start - 1]
    part = other.form.part
    if part == "participle":
        return bool(before & (k.COMMA | k.DASH)) or not prose.lexicon.capitals
    if part in ("source", "aside"):
        return bool(before & (k.COMMA | k.DASH))
    if part != "finite":
        return False
    joined = kinds[other.start] & k.PROCLITIC or before & k.COORDINATOR
    mine, its = site.form.agreement, other.form.agreement
    return bool(joined) and (mine == its or not mine or not its)


def _cut(prose: Prose, i: int) -> int:
    """Leave out a conjunction before the cue at ``i``."""
    while prose.kinds[i - 1] & (k.COORDINATOR | k.TRANSITION | k.ADVERB):
        i -= 1
    return i


def _complementizer(kinds: list[int], i: int) -> bool:
    """Whether a complementizer stands at ``i``, or a preposition that belongs to one."""
    kind = kinds[i]
    if kind & k.COMPLEMENTIZER and not kind & k.CLITIC_COMPLEMENTIZER:
        return True
    return bool(kind & k.PREPOSITION and i + 1 < len(kinds) and kinds[i + 1] & k.OPENS_CLAUSE)


def trimmed(prose: Prose, start: int, stop: int) -> Range | None:
    """Leave out marks at both ends, and quotation marks that enclose the whole."""
    kinds = prose.kinds
    while start < stop and (kinds[start] & _LEADING or _complementizer(kinds, start)):
        start += 1
    while stop > start and kinds[stop - 1] & _TRAILING:
        stop -= 1
    if start < stop and kinds[start] & k.QUOTATION_MARK:
        inside = prose.quotation(start)
        if inside is None:
            start += 1
        elif inside.stop >= stop - 1:
            start, stop = inside.start, min(stop, inside.stop)
    elif start < stop and kinds[stop - 1] & k.QUOTATION_MARK and prose.quotation(stop - 1) is None:
        stop -= 1
    while stop > start and kinds[stop - 1] & (_TRAILING & ~k.DASH):
        stop -= 1
    return Range(start, stop) if start < stop else None


def phrase(prose: Prose, start: int, site: Site, sites: list[Site]) -> Range | None:
    """Return the phrase that opens at ``start``: less than a clause where the subject is first.

    The mayor backed the plan, | although it failed · called it a scandal | but paid.
    """
    content = clause(prose, start, site, sites)
    if content is None or not prose.lexicon.subject_first:
        return content
    kinds = prose.kinds
    for i in range(content.start + 1, content.stop - 1):
        contrasts = kinds[i] & _CONTRASTS == _CONTRASTS
        goes_on = kinds[i] & k.COMMA and kinds[i + 1] & _GOES_ON
        if (contrasts or goes_on) and prose.quotation(i) is None:
            return Range(content.start, i)
    return content


_GOES_ON: Final = k.COORDINATOR | k.SUBORDINATOR | k.PRONOUN
_CONTRASTS: Final = k.COORDINATOR | k.TRANSITION
"""Of a conjunction that may open a sentence too: but, yet, then."""
