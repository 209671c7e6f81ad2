"""The phrase that ends before a cue."""

from __future__ import annotations

from typing import Final

from worker.enrich import kinds as k
from worker.enrich.phrases.grammar import LONGEST, LONGEST_QUOTED_NAME, NOMINAL, is_verb
from worker.enrich.prose import Prose, Range

LONGEST_APPOSITION: Final = 10
"""Words of an apposition that is taken as part of the phrase."""
LONGEST_BRACKET: Final = 8
_BACK_OVER: Final = k.ADVERB | k.AUXILIARY | k.NEGATION
_BACK_ENDS: Final = (
    k.COMMA
    | k.STOP
    | k.COLON
    | k.SEMICOLON
    | k.DASH
    | k.BREAK
    | k.SUBORDINATOR
    | k.OPENS_CLAUSE
    | k.QUOTATION_MARK
    | k.OPENING_BRACKET
)


def before(prose: Prose, i: int, floor: int) -> Range | None:
    """Return the source phrase that ends before the cue at ``i`` and begins from ``floor`` on."""
    kinds = prose.kinds
    floor = max(floor, i - LONGEST)
    end = i
    while end > floor and kinds[end - 1] & _BACK_OVER and not kinds[end - 1] & NOMINAL:
        end -= 1
    if end > floor and kinds[end - 1] & k.RELATIVE:
        end -= 1
        comma = bool(end > floor and kinds[end - 1] & k.COMMA)
        phrase = _phrase_back(prose, end - comma, floor)
        if phrase and comma and kinds[phrase.start] & k.CAPITAL and not kinds[phrase.start] & k.THE:
            return phrase
        return phrase and _after_preposition(kinds, phrase)
    if end > floor and kinds[end - 1] & (k.COMMA | k.CLOSING_BRACKET | k.DASH):
        return _before_apposition(prose, end - 1, floor)
    return _phrase_back(prose, end, floor)


def _after_preposition(kinds: list[int], phrase: Range) -> Range:
    """Keep what stands after the last preposition: the noun that a relative clause is about."""
    for i in range(phrase.stop - 2, phrase.start, -1):
        if kinds[i] & k.PREPOSITION and not kinds[i] & NOMINAL:
            return Range(i + 1, phrase.stop)
    return phrase


def _before_apposition(prose: Prose, i: int, floor: int) -> Range | None:
    """Read ``NAME, a lawyer, |said``: the comma at ``i`` closes what another one opened."""
    kinds = prose.kinds
    opening = k.OPENING_BRACKET if kinds[i] & k.CLOSING_BRACKET else kinds[i] & (k.COMMA | k.DASH)
    for j in range(i - 1, floor, -1):
        if kinds[j] & (k.STOP | k.BREAK | k.QUOTATION_MARK):
            return None
        if kinds[j] & opening:
            phrase = _phrase_back(prose, j, floor)
            if phrase is None or kinds[j + 1] & k.RELATIVE or i - j > LONGEST_APPOSITION:
                return phrase
            return Range(phrase.start, i + bool(opening & k.OPENING_BRACKET))
    return None


def _phrase_back(prose: Prose, end: int, floor: int) -> Range | None:
    """Read back from ``end`` to the edge of the clause."""
    kinds = prose.kinds
    start = end
    while start > floor:
        kind = kinds[start - 1]
        if kind & (k.CLOSING_BRACKET | k.QUOTATION_MARK):
            opening = _opening_before(prose, start - 1, floor)
            if opening is None:
                break
            start = opening
            continue
        if kind & _BACK_ENDS or is_verb(kind):
            break
        if kind & k.COORDINATOR and not _joins(kinds, start - 1, floor):
            break
        if kind & k.RELATIVE:
            return _phrase_back(prose, start - 1, floor)
        start -= 1
        if kind & k.PRONOUN and not kind & k.RELATIVE:
            return Range(start, start + 1)
    return _without_opening(prose, start, end)


def _opening_before(prose: Prose, close: int, floor: int) -> int | None:
    """Return the mark that opens a bracket or a quoted name that closes at ``close``."""
    kinds = prose.kinds
    if kinds[close] & k.CLOSING_BRACKET:
        return next(
            (
                i
                for i in range(close - 1, max(close - LONGEST_BRACKET, floor), -1)
                if kinds[i] & k.OPENING_BRACKET
            ),
            None,
        )
    quotation = prose.quotation(close)
    if quotation is None or quotation.stop != close or quotation.start - 1 <= floor:
        return None
    return quotation.start - 1 if quotation.stop - quotation.start <= LONGEST_QUOTED_NAME else None


def _joins(kinds: list[int], i: int, floor: int) -> bool:
    """Whether the coordinator at ``i`` joins two names or heads."""
    return i > floor and bool(kinds[i - 1] & NOMINAL) and bool(kinds[i + 1] & NOMINAL)


def _without_opening(prose: Prose, start: int, end: int) -> Range | None:
    """Leave out what stands before the phrase in its clause: a phrase of time or place."""
    kinds = prose.kinds
    skipped = k.ADVERB | k.TRANSITION | k.TIME | k.COORDINATOR | k.AUXILIARY
    while start < end and kinds[start] & skipped and not kinds[start] & NOMINAL:
        start += 1
    if start < end and kinds[start] & (k.PREPOSITION | k.JOINED) and not kinds[start] & NOMINAL:
        for i in range(end - 1, start, -1):
            if kinds[i] & (k.DETERMINER | k.PREPOSITION) and not kinds[i] & NOMINAL:
                start = i + bool(kinds[i] & k.PREPOSITION)
                break
            if kinds[i] & k.TIME:
                start = i + 1
                break
    return Range(start, end) if start < end else None
