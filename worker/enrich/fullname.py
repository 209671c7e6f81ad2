"""The fullest form of a name in the article, and the role that stands by it somewhere."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from worker.enrich import kinds as k
from worker.enrich import names, phrases
from worker.enrich.occurrences import places
from worker.enrich.prose import Prose, Range

_OTHER = (
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
LONGEST_NAME = 4
LONGEST_ROLE = 9
FARTHEST_NAME = 120
"""Words before a pronoun in which the person is looked for that it stands for."""
MOST_PLACES = 40
"""Places of a name that are looked at."""


class Fullest(NamedTuple):
    """What the article tells elsewhere of a name."""

    name: str | None
    tokens: frozenset[str]
    role: str | None
    head: str


def fullest(prose: Prose, proses: Sequence[Prose], name: Range) -> Fullest:
    """Look at every place where the last word of ``name`` stands."""
    last = prose.words[name.stop - 1]
    best: str | None = None
    tokens: frozenset[str] = frozenset()
    role: str | None = None
    head = ""
    length = name.stop - name.start
    for other in proses:
        for i in places(other, last):
            start = _start(other, i)
            if i + 1 - start > length and start < i:
                length = i + 1 - start
                best = other.said(Range(start, i + 1))
                tokens = frozenset(w.folded for w in other.words[start : i + 1])
            if role is None and (found := _role(other, start, i + 1)):
                role, head = found
    return Fullest(best, tokens, role, head)


def person_before(prose: Prose, i: int) -> Range | None:
    """Return the last full name of a person in the words before ``i``."""
    kinds = prose.kinds
    for stop in range(i, max(i - FARTHEST_NAME, 1), -1):
        if kinds[stop - 1] & (k.NAME | k.CAPITAL) and kinds[stop - 2] & k.NAME:
            start = _start(prose, stop - 1)
            if kinds[start] & k.NAME and stop - start > 1:
                return Range(start, stop)
    return None


def bearer(prose: Prose, proses: Sequence[Prose], role: Range) -> Fullest:
    """Look for the name that stands beside a role: the president … President Jane Roe."""
    wanted = [_bare(prose, i) for i in range(role.start, role.stop)]
    for other in proses:
        places = [i for i in range(len(other.words)) if other.kinds[i] & k.TITLE]
        for i in places[:MOST_PLACES]:
            if _bare(other, i) != wanted[0] or (i and other.kinds[i - 1] & k.TITLE):
                continue
            stop = i + 1
            while stop < min(len(other.words), i + LONGEST_ROLE + LONGEST_NAME) and not (
                other.kinds[stop] & _AFTER_NAME
            ):
                stop += 1
            if stop < len(other.words) and other.kinds[stop] & k.COMMA:
                stop = _past_apposition(other, stop)
            named = names.read(other, Range(i, stop))
            if named.name is None or named.role is None:
                continue
            have = [_bare(other, j) for j in range(named.role.start, named.role.stop)]
            if all(word in have for word in wanted) or have == wanted[: len(have)]:
                name = _name_only(other, named.name)
                if not _sure(other, name):
                    continue
                tokens = frozenset(other.words[j].folded for j in range(name.start, name.stop))
                return Fullest(other.said(name), tokens, None, "")
    return Fullest(None, frozenset(), None, "")


def _sure(prose: Prose, name: Range) -> bool:
    """Whether words after a title are a name: known as one, or standing together again."""
    if any(prose.kinds[i] & (k.NAME | k.CAPITAL) for i in range(name.start, name.stop)):
        return True
    return prose.text.count(prose.said(name)) > 1


def fullest_organisation(prose: Prose, proses: Sequence[Prose], name: Range) -> Fullest:
    """Look for the full name behind a single definite word: the ministry … ministry of health."""
    kinds = prose.kinds
    nothing = Fullest(None, frozenset(), None, "")
    if name.stop - name.start > 1 or not kinds[name.start] & k.DEFINITE:
        return nothing
    if not kinds[name.start] & k.ORGANISATION or kinds[name.start] & (k.PLACE | k.OUTLET | k.NAME):
        return nothing
    wanted = _bare(prose, name.start)
    for other in proses:
        at = other.text.find(prose.said(name).removeprefix(prose.lexicon.pack.script.article))
        while at >= 0:
            i = bisect_right(other.starts, at) - 1
            kind = other.kinds[i]
            if _bare(other, i) == wanted and kind & k.ORGANISATION and not kind & k.DEFINITE:
                full = phrases.after(other, i, min(len(other.words), i + LONGEST_ROLE), strict=True)
                if full is not None and full.stop - full.start > 1:
                    tokens = frozenset(_bare(other, j) for j in range(full.start, full.stop))
                    return Fullest(spoken(other, full), tokens, None, "")
            at = other.text.find(
                prose.said(name).removeprefix(prose.lexicon.pack.script.article), at + 1
            )
    return nothing


def spoken(prose: Prose, words: Range) -> str:
    """Return words as they stand, but for a preposition joined to the first."""
    said = prose.said(words)
    if prose.kinds[words.start] & k.PROCLITIC:
        said = said[prose.words[words.start].prefix :]
    if not prose.kinds[words.start] & k.JOINED:
        return said
    script = prose.lexicon.pack.script
    for preposition in script.prepositions:
        if said.startswith(preposition):
            rest = said[len(preposition) :]
            if script.article and rest.startswith(script.article[1:]):
                return script.article[0] + rest
            return rest
    return said


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


def _bare(prose: Prose, i: int) -> str:
    return prose.words[i].folded.removeprefix(prose.lexicon.pack.script.article)


_AFTER_NAME = (
    k.MARK
    | k.CUE
    | k.OPENS_CLAUSE
    | k.RELATIVE
    | k.TIME
    | k.SUBORDINATOR
    | k.AUXILIARY
    | k.NEGATION
)


def _start(prose: Prose, i: int) -> int:
    """Return where the name that ends at ``i`` begins."""
    kinds, start = prose.kinds, i
    wanted = k.CAPITAL if prose.lexicon.pack.script.capitals else k.NAME
    while start > 0 and i - start < LONGEST_NAME - 1:
        kind = kinds[start - 1]
        if not kind & wanted or kind & k.PROCLITIC or not kind & k.WORD:
            break
        if kind & _OTHER and not kind & k.NAME:
            break
        start -= 1
    return start


def _role(prose: Prose, start: int, stop: int) -> tuple[str, str] | None:
    """Return the role before or after the name, with its first word."""
    role = _role_before(prose, start, stop) or _role_after(prose, stop)
    return _said(prose, role) if role else None


def _role_before(prose: Prose, start: int, stop: int) -> Range | None:
    """Read ``the chief of police, |Jane Roe``, with or without the comma."""
    kinds = prose.kinds
    end = start - 1 if start and kinds[start - 1] & k.COMMA else start
    for i in range(end - 1, max(end - LONGEST_ROLE, -1), -1):
        if kinds[i] & (k.MARK | k.OPENS_CLAUSE) or _verb(kinds[i]):
            break
        if kinds[i] & k.RELATIVE and not kinds[i] & k.PREPOSITION:
            break
        if kinds[i] & k.TITLE and not (i and kinds[i - 1] & k.TITLE):
            if end < start:
                return Range(i, end) if names.read(prose, Range(i, end)).name is None else None
            named = names.read(prose, Range(i, stop))
            if named.role is not None and named.name is not None and named.name.start == start:
                return named.role
    return None


def _role_after(prose: Prose, stop: int) -> Range | None:
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
    role = phrases.after(prose, first, min(len(kinds), first + LONGEST_ROLE), strict=True)
    if role is None or names.read(prose, role).name is not None:
        return None
    return role


def _verb(kind: int) -> bool:
    return bool(kind & k.CUE) and not kind & (k.TITLE | k.DEFINITE | k.ATTRIBUTE | k.NAME)


def _said(prose: Prose, role: Range) -> tuple[str, str]:
    article = prose.lexicon.pack.script.article
    return spoken(prose, role), prose.words[role.start].folded.removeprefix(article)
