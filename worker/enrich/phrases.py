"""Where the words that name a source begin and end.

``after`` reads on from a cue (verb-first: *qāla al-wazīr*; inverted: said the mayor), ``before``
reads back from it (the mayor, a lawyer, said). Neither knows parts of speech: a phrase ends at a
word of a closed class, at a mark that opens no apposition, at a phrase of time.
"""

from __future__ import annotations

from collections.abc import Collection

from worker.enrich import kinds as k
from worker.enrich.occurrences import is_surname
from worker.enrich.prose import Prose, Range

LONGEST = 30
"""Words of the longest phrase that names a source."""

LONGEST_QUOTED_NAME = 4
LONGEST_UNKNOWN = 2
"""Words that the pack does not know in a row, where the phrase's own grammar tells its end."""

_SKIPPED = k.ADVERB | k.TIME | k.TRANSITION | k.AUXILIARY | k.NEGATION | k.COMMA
_ENDS = (
    k.STOP
    | k.COLON
    | k.SEMICOLON
    | k.DASH
    | k.BREAK
    | k.RELATIVE
    | k.SUBORDINATOR
    | k.OPENS_CLAUSE
    | k.TIME
    | k.ADVERB
    | k.CLOSING
    | k.CLOSING_BRACKET
    | k.NEGATION
    | k.AUXILIARY
)
_NAMED = k.NAME | k.CAPITAL
PLAIN = k.WORD | k.MAYBE_JOINED | k.ATTRIBUTE | k.MASCULINE | k.FEMININE | k.SCORED
"""Of a word that the pack does not know, such as a foreign name."""
NOMINAL = k.NOUN_HEAD | k.NAME | k.HONORIFIC | k.PLACE | k.OUTLET | k.CAPITAL
"""Classes of words that may begin the phrase that names a source."""


def after(
    prose: Prose,
    i: int,
    limit: int,
    *,
    strict: bool = False,
    joined: bool = False,
    until: Collection[str] = (),
) -> Range | None:
    """Return the source phrase that begins at ``i`` or after adverbs, and ends by ``limit``.

    ``strict`` where nothing but the phrase's own grammar tells its end, and the words of
    ``until``, which open what the cue is about; ``joined`` where the phrase may begin with a
    joined preposition.
    """
    kinds = prose.kinds
    limit = min(limit, i + LONGEST)
    while i < limit and (
        (kinds[i] & _SKIPPED and not kinds[i] & NOMINAL)
        or (kinds[i] & k.DEMONSTRATIVE and i + 1 < limit and kinds[i + 1] & k.TIME)
    ):
        i += 1
        while i < limit and kinds[i] & k.ATTRIBUTE and kinds[i - 1] & k.TIME:
            i += 1
    if i >= limit or (kinds[i] & k.JOINED and not joined):
        return None
    if kinds[i] & (k.PREPOSITION | k.CUE) and not kinds[i] & NOMINAL:
        return None
    if kinds[i] & k.DEMONSTRATIVE and (i + 1 >= limit or not kinds[i + 1] & k.DEFINITE):
        return None
    capitals = prose.lexicon.pack.script.capitals
    end, headed, named, definite = i, False, False, False
    while end < limit:
        kind = kinds[end]
        if kind & k.COMMA:
            if not _apposition(prose, end + 1, limit):
                break
            if strict and (named or not headed or not kinds[end + 1] & _NAMED):
                break
            named = False
        elif kind & k.QUOTATION_MARK:
            quotation = prose.quotation(end)
            if quotation is None or quotation.stop >= limit:
                break
            if strict and quotation.stop - quotation.start > LONGEST_QUOTED_NAME:
                break
            end = quotation.stop
        elif kind & k.OPENING_BRACKET:
            close = _bracket(kinds, end, limit)
            if close is None:
                break
            end = close
        elif (
            (kind & k.CUE and end > i and not kind & (NOMINAL | k.DEFINITE | k.ATTRIBUTE))
            or (
                kind & _ENDS
                and not kind & (k.ATTRIBUTE | k.PREPOSITION)
                and not (kind & NOMINAL and end == i)
            )
            or (end > i and _leaves(prose, end, headed=headed, named=named))
            or (until and prose.words[end].folded in until)
        ):
            break
        elif strict and end > i and _object(prose, i, end, named=named, definite=definite):
            if not _reaches(prose, end + 1, limit, until):
                break
        elif strict and end - i >= LONGEST_UNKNOWN and _unknown(kinds, i, end, limit):
            break
        else:
            if kind & k.TITLE and end > i:
                named = False
            headed = headed or bool(kind & k.NOUN_HEAD)
            named = named or bool(kind & _NAMED and not kind & k.NOUN_HEAD)
            named = named or (end == i and not capitals and not kind & ~PLAIN)
            definite = bool(kind & (k.DEFINITE | k.PLACE | k.NAME))
            if kind & k.PRONOUN and end == i:
                return Range(i, i + 1)
        end += 1
    while end > i and kinds[end - 1] & (k.COMMA | k.PREPOSITION | k.COORDINATOR | k.DETERMINER):
        end -= 1
    return Range(i, end) if end > i else None


def _family_name(prose: Prose, start: int, i: int) -> bool:
    """Whether a definite word behind a single given name is the family name."""
    kinds = prose.kinds
    given = kinds[i - 1]
    if not (given & k.NAME and kinds[i] & k.DEFINITE) or kinds[i] & (k.JOINED | k.NOUN_HEAD):
        return False
    if i - 2 >= start and kinds[i - 2] & k.NAME:
        return False
    endings = tuple(prose.lexicon.pack.script.plural_endings)
    return not prose.words[i].text.endswith(endings) and not is_surname(prose, i - 1)


def _again(prose: Prose, i: int) -> bool:
    """Whether the word at ``i`` stands again after the same word: a family name."""
    start, end = prose.offsets(Range(i - 1, i + 1))
    return prose.text.count(prose.text[start:end]) > 1


def _reaches(prose: Prose, i: int, limit: int, until: Collection[str]) -> bool:
    """Whether what the cue is about opens at ``i``, or behind a comma."""
    i += bool(i < limit and prose.kinds[i] & k.COMMA)
    return i < limit and prose.words[i].folded in until


def _unknown(kinds: list[int], start: int, end: int, limit: int) -> bool:
    """Whether a run of unknown words is too long for a name; a mark after it lets it go on."""
    if any(kind & ~PLAIN for kind in kinds[start : end + 1]):
        return False
    return end + 1 >= limit or not kinds[end + 1] & k.MARK


def _leaves(prose: Prose, i: int, *, headed: bool, named: bool) -> bool:
    """Whether the word at ``i`` is no part of the phrase any more."""
    kinds = prose.kinds
    kind = kinds[i]
    following = kinds[i + 1] if i + 1 < len(kinds) else k.BREAK
    if kind & k.PREPOSITION and not kind & NOMINAL and not following & k.MARK & ~k.QUOTATION_MARK:
        if not kind & k.LINK:
            return True
        if following & k.QUOTATION_MARK and i + 2 < len(kinds) and kinds[i + 2] & k.OUTLET:
            return True
        return named or not headed or bool(following & (k.CHANNEL | k.TIME | k.DEMONSTRATIVE))
    if kind & k.JOINED:
        outlet = kind & k.OUTLET and not kind & k.DEFINITE
        outlet = outlet or (kind & k.ORGANISATION and following & k.OUTLET)
        return named or not headed or bool(kind & (k.CHANNEL | k.TIME) or outlet)
    if kind & k.COORDINATOR:
        return not following & (NOMINAL | k.DEFINITE)
    if kind & k.PROCLITIC:
        return not kind & (NOMINAL | k.DEFINITE)
    return bool(kind & k.DEMONSTRATIVE) and not kinds[i - 1] & k.DETERMINER


def _object(prose: Prose, start: int, i: int, *, named: bool, definite: bool) -> bool:
    """Whether the word at ``i`` can't go on with the phrase from ``start``, and begins another."""
    kind = prose.kinds[i]
    following = prose.kinds[i + 1] if i + 1 < len(prose.kinds) else k.BREAK
    if (
        kind & k.MAYBE_JOINED
        and following & k.MARK
        and not any(known & ~PLAIN for known in prose.kinds[start:i])
    ):
        return False
    if named and (following & k.TITLE or _again(prose, i) or _family_name(prose, start, i)):
        return False
    if kind & (k.JOINED | k.MAYBE_JOINED) and not kind & (k.DEFINITE | k.NOUN_HEAD | k.PLACE):
        return True
    if named:
        return not kind & (k.NAME | k.CAPITAL) and bool(kind & k.DEFINITE or kind & k.JOINED)
    goes_on = k.ATTRIBUTE | k.NAME | k.PLACE | k.JOINED
    titled = any(kind & k.TITLE for kind in prose.kinds[start:i])
    if definite and not titled and not prose.lexicon.pack.script.capitals:
        return not kind & (goes_on | k.DEFINITE | k.PREPOSITION | k.MARK | k.COORDINATOR)
    return definite and bool(kind & k.DEFINITE) and not kind & goes_on


def _apposition(prose: Prose, i: int, limit: int) -> bool:
    """Whether what stands after a comma goes on naming the source."""
    if i >= limit:
        return False
    kind = prose.kinds[i]
    if kind & (_ENDS | k.PREPOSITION | k.JOINED | k.CUE) and not kind & NOMINAL:
        return False
    if kind & (k.CHANNEL | k.TIME):
        return False
    if kind & (NOMINAL | k.DEFINITE | k.DETERMINER):
        return True
    return not prose.lexicon.pack.script.capitals and not kind & ~PLAIN


def _bracket(kinds: list[int], i: int, limit: int) -> int | None:
    for j in range(i + 1, min(i + 8, limit)):
        if kinds[j] & k.CLOSING_BRACKET:
            return j
    return None


_BACK_OVER = k.ADVERB | k.AUXILIARY | k.NEGATION
_BACK_ENDS = (
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
        end -= bool(end > floor and kinds[end - 1] & k.COMMA)
        phrase = _phrase_back(prose, end, floor)
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


LONGEST_APPOSITION = 10
"""Words of an apposition that is taken as part of the phrase."""


def _phrase_back(prose: Prose, end: int, floor: int) -> Range | None:
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
        if kind & _BACK_ENDS or (kind & k.CUE and not kind & (NOMINAL | k.DEFINITE | k.ATTRIBUTE)):
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
                for i in range(close - 1, max(close - 8, floor), -1)
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
    wanted = NOMINAL
    return i > floor and bool(kinds[i - 1] & wanted) and bool(kinds[i + 1] & wanted)


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
