"""Lines that are no part of the article: share buttons, app promotion, related stories.

Which lines is the packs' data, and those of all packs are tried: an Arabic page has English
buttons. Compared without case, the marks at the ends, and what each pack's script ignores.

    lines      vanish wherever they stand, as whole paragraphs
    prefixes   take the short paragraphs that begin so, in the head and in the tail
    cut_after  take themselves and what follows, if none of that is prose

Prose is a paragraph that is long or ends in a full stop. Head and tail are counted in what is
kept, so that removing twice removes no more than removing once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from worker.normalise.folding import Folding
from worker.packs import Pack

LONG = 160
"""Characters from which a paragraph is prose, and no line of boilerplate."""
HEAD = 3
"""Kept paragraphs within which prefixes are looked for at the start."""
TAIL = 6
"""The same, at the end, from the last paragraph of prose on."""

_INITIALS = 2
_STOPS = (".", "\u06d4")
_ELLIPSIS = ("..", "\u2026.")
_CLOSERS = "\"'\u201c\u201d\u2019\u00bb)] "
_MARKS = (
    " .,:;!?|*>\"'-\u2026\u00ab\u00bb\u2039\u203a\u2190\u2192\u201c\u201d\u2013\u2014\u2022"
    "\u060c\u061b\u061f"
)


class _Table(NamedTuple):
    """The lines of all packs, folded."""

    fold: Folding
    whole: frozenset[str]
    """``lines`` and ``cut_after``."""
    prefixes: tuple[str, ...]
    initials: frozenset[str]
    """The first letters of the prefixes: a cheap refusal."""
    cuts: frozenset[str]
    longest: int


def remove(text: str, packs: Iterable[Pack]) -> tuple[str, list[str]]:
    """Return the text without boilerplate, and the lines removed in the order of the text."""
    table = _table(tuple(packs))
    lines = text.split("\n\n")
    gone = set(_whole(lines, table))
    gone |= _at_start(lines, gone, table)
    gone |= _at_end(lines, gone, table)
    if not gone:
        return text, []
    kept = [line for place, line in enumerate(lines) if place not in gone]
    return "\n\n".join(kept), [lines[place] for place in sorted(gone)]


def _whole(lines: list[str], table: _Table) -> Iterator[int]:
    for place, line in enumerate(lines):
        if len(line) <= table.longest and _key(line, table) in table.whole:
            yield place


def _at_start(lines: list[str], gone: Collection[int], table: _Table) -> set[int]:
    found: set[int] = set()
    kept = 0
    for place, line in enumerate(lines):
        if place in gone:
            continue
        if _begins(line, table):
            found.add(place)
            continue
        kept += 1
        if kept == HEAD:
            break
    return found


def _at_end(lines: list[str], gone: Collection[int], table: _Table) -> set[int]:
    found: set[int] = set()
    cut = len(lines)
    prose = 0
    for place in range(len(lines) - 1, -1, -1):
        line = lines[place]
        if place in gone:
            if not prose and _key(line, table) in table.cuts:
                cut = place
        elif _begins(line, table):
            found.add(place)
        elif prose or _is_prose(line):
            prose += 1
            if prose == TAIL:
                break
    return found | set(range(cut, len(lines))) if prose else found


def _is_prose(line: str) -> bool:
    if len(line) >= LONG:
        return True
    bare = line.rstrip(_CLOSERS)
    return bare.endswith(_STOPS) and not bare.endswith(_ELLIPSIS)


def _begins(line: str, table: _Table) -> bool:
    if len(line) >= LONG:
        return False
    head = _folded(line[:_INITIALS], table.fold)
    if len(head) == _INITIALS and head not in table.initials:
        return False
    return _folded(line, table.fold).startswith(table.prefixes)


def _key(line: str, table: _Table) -> str:
    return _folded(line, table.fold).strip(_MARKS)


def _folded(line: str, fold: Folding) -> str:
    return fold(line).strip(" ")


@lru_cache(maxsize=8)
def _table(packs: tuple[Pack, ...]) -> _Table:
    fold = Folding(pack.script for pack in packs)
    tables = [pack.boilerplate for pack in packs]
    lines = [_folded(form, fold).strip(_MARKS) for table in tables for form in table.lines]
    cuts = [_folded(form, fold).strip(_MARKS) for table in tables for form in table.cut_after]
    prefixes = [_folded(form, fold) for table in tables for form in table.prefixes]
    # Twice the longest: folding drops vowel signs, and marks may stand at both ends.
    longest = 2 * max(map(len, [*lines, *cuts]), default=0)
    return _Table(
        fold=fold,
        whole=frozenset([*lines, *cuts]) - {""},
        prefixes=tuple(prefixes),
        initials=frozenset(prefix[:_INITIALS] for prefix in prefixes),
        cuts=frozenset(cuts),
        longest=longest,
    )
