"""The subject of a clause, without a parser: the first phrase that may be one."""

from __future__ import annotations

from typing import Final

from worker.enrich import kinds as k
from worker.enrich import phrases
from worker.enrich.prose import Prose, Range
from worker.enrich.statement import Frame


def subject_before(frame: Frame) -> Range | None:
    """Return the person that the sentence before is about, where it holds no statement."""
    prose, start = frame.prose, frame.sentence.start
    if start == 0 or prose.kinds[start - 1] & k.BREAK:
        return None
    before = prose.sentence(start - 1)
    last = frame.before[-1] if frame.before else None
    if last is not None and last.spans[-1].stop > before.start:
        return None
    subject = subject_of(prose, before.start, before.stop)
    wanted = k.ROLE | k.NAME | k.CAPITAL | k.UNNAMED
    return subject if subject and prose.kinds[subject.start] & wanted else None


def subject_of(prose: Prose, start: int, stop: int) -> Range | None:
    """Return the subject of the clause that opens at ``start``.

    Verb-first: what stands after the first verb, or a topic before it; a phrase of place or
    time that opens the sentence is skipped up to its comma.
    """
    subject = _first_phrase(prose, start, stop)
    return None if subject is None or phrases.is_owned(prose, subject.start) else subject


def _first_phrase(prose: Prose, start: int, stop: int) -> Range | None:
    """Return the first phrase of a clause that may be its subject."""
    kinds = prose.kinds
    i = start
    verb_first = not prose.lexicon.subject_first
    after_auxiliary = False
    while i < stop:
        kind = kinds[i]
        if kind & (k.PREPOSITION | k.JOINED) and not kind & (k.NAME | k.ROLE):
            timed = i + 1
            while timed < stop and kinds[timed] & k.TIME:
                timed += 1
            comma = next((j + 1 for j in range(i, stop) if kinds[j] & k.COMMA), stop)
            i = timed if timed > i + 1 else comma
        elif kind & _OPENS or not kind & k.WORD:
            after_auxiliary = bool(kind & k.AUXILIARY)
            i += 1
        elif kind & k.CUE and verb_first:
            return phrases.after(prose, i + 1, stop, strict=True)
        elif kind & k.CUE:
            i = next((j + 1 for j in range(i, stop) if kinds[j] & k.COMMA), stop)
        elif (
            kind & (phrases.NOMINAL | k.DEFINITE)
            or not verb_first
            or (after_auxiliary and any(kind & k.AUXILIARY for kind in kinds[i : i + 4]))
        ):
            return phrases.after(prose, i, stop, strict=True)
        else:
            return phrases.after(prose, i + 1, stop, strict=True)
    return None


_OPENS: Final = (
    k.TRANSITION | k.ADVERB | k.TIME | k.AUXILIARY | k.SUBORDINATOR | k.NEGATION | k.COORDINATOR
)


def owner_of(prose: Prose, start: int, first: int) -> Range | None:
    """Return whose the noun of speech at ``start`` is, in the words from ``first`` on.

    The mayor's claim that, their fear that; not in: the mayor made the claim that.
    """
    kinds = prose.kinds
    for i in range(start - 1, max(first, start - LONGEST_OWNED) - 1, -1):
        if kinds[i] & k.PRONOUN and kinds[i] & k.DETERMINER:
            return Range(i, i + 1)
        if kinds[i] & k.POSSESSIVE and not kinds[i] & k.PRONOUN:
            return phrases.before(prose, i + 1, _after_others(kinds, i, first))
        if kinds[i] & (k.MARK | k.PREPOSITION | k.AUXILIARY):
            break
    return None


def _after_others(kinds: list[int], i: int, first: int) -> int:
    """Return the first word that may name the owner at ``i``: behind a preposition or a verb."""
    for j in range(i - 1, first - 1, -1):
        if kinds[j] & (k.PREPOSITION | k.AUXILIARY | k.CUE) and not kinds[j] & phrases.NOMINAL:
            return j + 1
    return first


LONGEST_OWNED: Final = 4
"""Words between an owner and a noun of speech."""
