"""Names behind titles: who the president is, where the article says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from worker.enrich import kinds as k
from worker.enrich import names
from worker.enrich.occurrences import places, stands_again
from worker.enrich.prose import Prose, Range

LONGEST_NAME: Final = 4
"""Words of a name."""
LONGEST: Final = 13
"""Words of a title with its name."""
_AFTER_NAME: Final = (
    k.MARK
    | k.CUE
    | k.OPENS_CLAUSE
    | k.RELATIVE
    | k.TIME
    | k.SUBORDINATOR
    | k.AUXILIARY
    | k.NEGATION
)
"""Classes of words and marks that end a name."""


def bearer_of(prose: Prose, role: Range, other: Prose, near: int) -> Iterator[Range]:
    """Yield the names that stand behind the words of ``role`` in ``other``."""
    wanted = [bare(prose, i) for i in range(role.start, role.stop)]
    word = prose.words[role.start]
    spelling = word.text[word.prefix :].removeprefix(prose.lexicon.article)
    for i in places(other, spelling, near):
        if bare(other, i) != wanted[0] or not other.kinds[i] & k.TITLE:
            continue
        if i and other.kinds[i - 1] & k.TITLE:
            continue
        named = names.read(other, Range(i, _stop(other, i)))
        if named.name is None or named.role is None:
            continue
        have = [bare(other, j) for j in range(named.role.start, named.role.stop)]
        name = _name_only(other, named.name)
        fits = all(word in have for word in wanted) or have == wanted[: len(have)]
        if fits and _is_sure(other, name):
            yield name


def bare(prose: Prose, i: int) -> str:
    """Return a word as it is compared, without the article."""
    return prose.words[i].folded.removeprefix(prose.lexicon.article)


def _stop(prose: Prose, i: int) -> int:
    """Return the end of the title at ``i`` and the name behind it."""
    kinds, stop = prose.kinds, i + 1
    last = min(len(kinds), i + LONGEST)
    while stop < last and not kinds[stop] & _AFTER_NAME:
        stop += 1
    at_comma = stop < len(kinds) and kinds[stop] & k.COMMA
    return _past_apposition(prose, stop) if at_comma else stop


def _is_sure(prose: Prose, name: Range) -> bool:
    """Whether words after a title are a name: known as one, or standing together again."""
    if any(kind & (k.NAME | k.CAPITAL) for kind in prose.kinds[name.start : name.stop]):
        return True
    return stands_again(prose, name)


def _past_apposition(prose: Prose, comma: int) -> int:
    """Return the end of a name that stands behind the comma."""
    stop = comma + 1
    while stop < min(len(prose.words), comma + LONGEST_NAME + 1) and not (
        prose.kinds[stop] & _AFTER_NAME
    ):
        stop += 1
    named = any(prose.kinds[i] & (k.NAME | k.CAPITAL) for i in range(comma + 1, stop))
    return stop if named else comma


def _name_only(prose: Prose, name: Range) -> Range:
    """Leave out what is no name any more: at most a name and one word that is not known."""
    stop = name.start + 1
    while (
        stop < name.stop
        and stop - name.start < LONGEST_NAME
        and (prose.kinds[stop] & (k.NAME | k.CAPITAL) or not prose.kinds[stop] & ~k.WORD)
    ):
        stop += 1
        if not prose.kinds[stop - 1] & (k.NAME | k.CAPITAL):
            break
    return Range(name.start, stop)
