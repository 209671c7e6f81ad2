"""Where sentences end, and the datelines that stand before the first of them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from worker.enrich import kinds as k
from worker.enrich.ordered import first_from

if TYPE_CHECKING:
    from worker.enrich.prose import Prose

_NO_BEGINNING: Final = k.MARK & ~(k.QUOTATION_MARK | k.BREAK | k.OPENING_BRACKET)
LONGEST_SENTENCE: Final = 400
"""Words after which a sentence ends, wherever it is: claims run to the end of theirs."""
LONGEST_DATELINE: Final = 16
"""Words and marks of a dateline."""


def edges(prose: Prose) -> list[int]:
    """Return the index after the last mark of each sentence."""
    kinds, marks = prose.kinds, prose.marks
    dashes = [i for i in marks if kinds[i] & k.DASH]
    found: list[int] = []
    if dashes and (dateline := _dateline(prose, 0, dashes)):
        found.append(dateline)
    for i in marks:
        kind = kinds[i]
        if kind & k.BREAK:
            found.append(i + 1)
            if dashes and (dateline := _dateline(prose, i + 1, dashes)):
                found.append(dateline)
        elif kind & k.STOP and (end := _sentence_end(prose, i)):
            found.append(end)
    return _bounded(found, len(prose.words))


def _sentence_end(prose: Prose, i: int) -> int | None:
    """Return the end of the sentence that ends with the stop at ``i``, if it does."""
    kinds, words = prose.kinds, prose.words
    inside = prose.quotation(i)
    end = i + 1
    if inside is not None:
        if end != inside.stop:
            return None
        end += inside.closed
    if end < len(words):
        if not words[end - 1].spaced and not kinds[end] & k.BREAK:
            return None
        if kinds[end] & _NO_BEGINNING:
            return None
        capitals = prose.lexicon.capitals
        if capitals and words[end].text[:1].islower():
            return None
        ended = capitals and words[i].text == "."
        if inside is not None and not ended and _cue_near(prose, end):
            return None
    return end


def _dateline(prose: Prose, start: int, dashes: list[int]) -> int | None:
    """Return the end of ``CAIRO, May 4 (Agency) -`` where a paragraph begins so."""
    at = first_from(dashes, start)
    if at == len(dashes) or dashes[at] >= start + LONGEST_DATELINE:
        return None
    kinds = prose.kinds
    told = False
    for i in range(start, min(start + LONGEST_DATELINE, len(kinds))):
        kind = kinds[i]
        if kind & k.DASH:
            end = i + 1
            while end < len(kinds) and kinds[end] & (k.DASH | k.COLON):
                end += 1
            return end if told else None
        if kind & (k.BREAK | k.CUE | k.QUOTATION_MARK | k.STOP):
            return None
        told = told or bool(kind & (k.PLACE | k.OUTLET | k.NUMBER | k.OPENING_BRACKET))
    return None


def _cue_near(prose: Prose, i: int) -> bool:
    """Whether a cue for the quotation that has just ended begins at ``i``."""
    return any(
        prose.kinds[j] & k.CUE and not prose.kinds[j] & k.PROCLITIC
        for j in range(i, min(i + 4, len(prose.kinds)))
    )


def _bounded(edges: list[int], stop: int) -> list[int]:
    """Cut sentences that are too long."""
    if all(b - a <= LONGEST_SENTENCE for a, b in pairwise((0, *edges, stop))):
        return edges
    cut: list[int] = []
    for start, end in pairwise((0, *edges, stop)):
        cut += range(start + LONGEST_SENTENCE, end, LONGEST_SENTENCE)
        cut.append(end)
    return cut
