"""What the article tells elsewhere of a speaker: the fullest name, and a role beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mypy_extensions import mypyc_attr

from worker.enrich import kinds as k
from worker.enrich import phrases, roles
from worker.enrich.bearers import bare, bearer_of
from worker.enrich.occurrences import places, same_word
from worker.enrich.prose import Prose, Range
from worker.enrich.spoken import spoken

_OTHER: Final = (
    k.CUE
    | k.PREPOSITION
    | k.COORDINATOR
    | k.SUBORDINATOR
    | k.OPENS_CLAUSE
    | k.RELATIVE
    | k.NEGATION
    | k.AUXILIARY
    | k.ADVERB
    | k.DETERMINER
    | k.DEMONSTRATIVE
    | k.PRONOUN
    | k.TIME
    | k.NOUN_HEAD
    | k.HONORIFIC
    | k.ATTRIBUTE
    | k.DEFINITE
    | k.MARK
    | k.NUMBER
    | k.CHANNEL
    | k.PLACE
)
LONGEST_NAME: Final = 4
"""Words of a name."""
FARTHEST_NAME: Final = 120
"""Words before a pronoun in which the person is looked for that it stands for."""


@mypyc_attr(acyclic=True)
class Fullest:
    """What the article tells elsewhere of a speaker."""

    __slots__ = ("head", "name", "role", "role_tokens", "tokens")

    def __init__(self, name: str | None = None, tokens: frozenset[str] = frozenset()) -> None:
        self.name = name
        self.tokens = tokens
        self.role: str | None = None
        self.role_tokens: frozenset[str] = frozenset()
        self.head = ""


def fullest(prose: Prose, proses: Sequence[Prose], name: Range, *, titled: bool) -> Fullest:
    """Look at the places where ``name`` stands again, for the longest form of it.

    A role is looked for too, unless the name is ``titled`` already.
    """
    found = Fullest()
    longest = length = name.stop - name.start
    for other in proses:
        near = name.start if other is prose else 0
        for first in same_word(prose, name.start, other, near):
            i = first + length - 1
            if length > 1 and not _same(prose, name, other, first):
                continue
            start = _start(other, i)
            if i + 1 - start > longest:
                longest = i + 1 - start
                found.name = other.said(Range(start, i + 1))
                found.tokens = frozenset(word.folded for word in other.words[start : i + 1])
            if not titled and (role := roles.beside(other, start, i + 1)) is not None:
                titled = True
                found.role = spoken(other, role)
                found.role_tokens = frozenset(bare(other, j) for j in range(role.start, role.stop))
                found.head = bare(other, role.start)
    return found


def _same(prose: Prose, name: Range, other: Prose, first: int) -> bool:
    """Whether all words of ``name`` stand at ``first``."""
    words = other.words[first : first + name.stop - name.start]
    mine = prose.words[name.start : name.stop]
    return [word.folded for word in words] == [word.folded for word in mine]


def bearer(prose: Prose, proses: Sequence[Prose], role: Range) -> Fullest:
    """Look for the name that stands beside a role: the president … President Jane Roe."""
    for other in proses:
        near = role.start if other is prose else 0
        for name in bearer_of(prose, role, other, near):
            tokens = frozenset(word.folded for word in other.words[name.start : name.stop])
            return Fullest(other.said(name), tokens)
    return Fullest()


def fullest_organisation(prose: Prose, proses: Sequence[Prose], name: Range) -> Fullest:
    """Look for the full name behind a single definite word: the ministry … ministry of health."""
    kind = prose.kinds[name.start]
    if name.stop - name.start > 1 or not (kind & k.DEFINITE and kind & k.ORGANISATION):
        return Fullest()
    if kind & (k.PLACE | k.OUTLET | k.NAME):
        return Fullest()
    wanted = bare(prose, name.start)
    spelling = spoken(prose, name).removeprefix(prose.lexicon.article)
    for other in proses:
        for i in places(other, spelling, name.start if other is prose else 0):
            found = other.kinds[i]
            if bare(other, i) != wanted or not found & k.ORGANISATION or found & k.DEFINITE:
                continue
            full = phrases.after(other, i, min(len(other.words), i + roles.LONGEST), strict=True)
            if full is not None and full.stop - full.start > 1:
                tokens = frozenset(bare(other, j) for j in range(full.start, full.stop))
                return Fullest(spoken(other, full), tokens)
    return Fullest()


def person_before(prose: Prose, i: int) -> Range | None:
    """Return the last full name of a person in the words before ``i``."""
    kinds = prose.kinds
    for stop in range(i, max(i - FARTHEST_NAME, 1), -1):
        if kinds[stop - 1] & (k.NAME | k.CAPITAL) and kinds[stop - 2] & k.NAME:
            start = _start(prose, stop - 1)
            if kinds[start] & k.NAME and stop - start > 1:
                return Range(start, stop)
    return None


def _start(prose: Prose, i: int) -> int:
    """Return where the name that ends at ``i`` begins."""
    kinds, start = prose.kinds, i
    wanted = k.CAPITAL if prose.lexicon.capitals else k.NAME
    while start > 0 and i - start < LONGEST_NAME - 1:
        kind = kinds[start - 1]
        if not kind & wanted or kind & k.PROCLITIC or not kind & k.WORD:
            break
        if kind & _OTHER and not kind & k.NAME:
            break
        start -= 1
    return start
