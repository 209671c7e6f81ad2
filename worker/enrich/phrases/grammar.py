"""What goes on with a phrase that names someone, and what begins another."""

from __future__ import annotations

from typing import Final

from worker.enrich import kinds as k
from worker.enrich.occurrences import is_of_another, is_surname, stands_again
from worker.enrich.prose import Prose, Range

LONGEST: Final = 30
"""Words of the longest phrase that names a source."""
LONGEST_QUOTED_NAME: Final = 4
"""Words of a name that stands in quotation marks."""
NAMED: Final = k.NAME | k.CAPITAL
NOMINAL: Final = k.NOUN_HEAD | k.NAME | k.HONORIFIC | k.PLACE | k.OUTLET | k.CAPITAL
"""Classes of words that may begin the phrase that names a source."""
PLAIN: Final = k.WORD | k.MAYBE_JOINED | k.ATTRIBUTE | k.MASCULINE | k.FEMININE
"""Of a word that the pack does not know, such as a foreign name."""
ENDS: Final = (
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
"""Classes of words and marks that end a phrase."""
_MAY_LEAVE: Final = k.PREPOSITION | k.JOINED | k.COORDINATOR | k.PROCLITIC | k.DEMONSTRATIVE
_LONGEST_BRACKET: Final = 8


def hides(kinds: list[int], i: int) -> bool:
    """Whether words begin that ask not to be named: they are no part of what names someone."""
    if not kinds[i] & k.UNNAMED:
        return False
    return bool(kinds[i] & k.CUE) or (i + 1 < len(kinds) and bool(kinds[i + 1] & k.NEGATION))


def is_addressee(prose: Prose, start: int, i: int) -> bool:
    """Whether a family name behind a full one is of whom it is said to: Jane Roe told |Lund."""
    kinds = prose.kinds
    if not kinds[i] & k.DEFINITE or i - 2 < start or not kinds[i - 1] & kinds[i - 2] & k.NAME:
        return False
    return is_of_another(prose, i)


def is_verb(kind: int) -> bool:
    """Whether a word is a cue and nothing that a name may hold."""
    return bool(kind & k.CUE) and not kind & (NOMINAL | k.DEFINITE | k.ATTRIBUTE)


def leaves(prose: Prose, i: int, *, headed: bool, named: bool) -> bool:
    """Whether the word at ``i`` is no part of the phrase any more."""
    kinds = prose.kinds
    kind = kinds[i]
    if not kind & _MAY_LEAVE:
        return False
    following = kinds[i + 1] if i + 1 < len(kinds) else k.BREAK
    if kind & k.PREPOSITION and not kind & NOMINAL and not following & k.MARK & ~k.QUOTATION_MARK:
        if not kind & k.LINK:
            return True
        if following & k.QUOTATION_MARK and _is_told_to(prose, i):
            return True
        return named or not headed or bool(following & (k.CHANNEL | k.TIME | k.DEMONSTRATIVE))
    if kind & k.UNKNOWN and kinds[i - 1] & k.NAME and stands_again(prose, Range(i, i + 1)):
        return False
    if kind & k.UNKNOWN and kinds[i - 1] & k.NAME and not kinds[i - 2] & k.NAME:
        return not following & (k.OPENING_BRACKET | k.OPENS_CLAUSE | k.COLON | k.COMMA)
    if kind & k.JOINED:
        outlet = bool(kind & k.OUTLET) and not kind & k.DEFINITE
        outlet = outlet or bool(kind & k.ORGANISATION and following & k.OUTLET)
        return named or not headed or outlet or bool(kind & (k.CHANNEL | k.TIME))
    if kind & k.COORDINATOR:
        return not following & (NOMINAL | k.DEFINITE)
    if kind & k.PROCLITIC:
        return not kind & (NOMINAL | k.DEFINITE)
    return bool(kind & k.DEMONSTRATIVE) and not kinds[i - 1] & k.DETERMINER


def _is_told_to(prose: Prose, i: int) -> bool:
    """Whether a preposition before a name in marks says who was told: sources told "The Bell"."""
    kinds = prose.kinds
    if i + 2 < len(kinds) and kinds[i + 2] & k.OUTLET:
        return True
    if prose.words[i].folded != prose.lexicon.addressee:
        return False
    return bool((kinds[i - 1] | kinds[i - 2]) & (k.UNNAMED | k.GROUP))


def is_second_noun(prose: Prose, i: int) -> bool:
    """Whether a definite noun stands behind another: whom the first one speaks to."""
    kind, before = prose.words[i].kinds, prose.words[i - 1].kinds
    if not kind & (k.GROUP | k.ORGANISATION) or not kind & before & k.DEFINITE:
        return False
    other = k.HONORIFIC | k.NAME | k.PLACE | k.OUTLET | k.JOINED | k.PROCLITIC
    return not (kind | before) & other and not kind & k.ATTRIBUTE


def begins_another(prose: Prose, start: int, i: int, *, named: bool, definite: bool) -> bool:
    """Whether the word at ``i`` can't go on with the phrase from ``start``, and begins another."""
    kind = prose.kinds[i]
    following = prose.kinds[i + 1] if i + 1 < len(prose.kinds) else k.BREAK
    if not prose.lexicon.capitals and _is_of_others(prose, start, i, named=named):
        return True
    if (
        kind & k.MAYBE_JOINED
        and following & k.MARK
        and not any(known & ~PLAIN for known in prose.kinds[start:i])
    ):
        return False
    if kind & (k.HONORIFIC | k.ROLE) and following & k.NAME and not named:
        return False
    last = prose.kinds[i - 1]
    joined = bool(kind & (k.JOINED | k.MAYBE_JOINED)) and not kind & (
        k.DEFINITE | k.NOUN_HEAD | k.PLACE
    )
    if named:
        if following & k.TITLE:
            return False
        unknown = bool(last & k.DEFINITE) and not last & k.NAME and not kind & ~PLAIN
        other = bool(kind & (k.DEFINITE | k.JOINED)) and not kind & (k.NAME | k.CAPITAL)
        return (joined or unknown or other) and not _is_family_name(prose, start, i)
    if joined:
        return True
    if definite and _is_construct(kind, following):
        return True
    goes_on = k.ATTRIBUTE | k.NAME | k.PLACE | k.JOINED
    titled = any(kind & k.TITLE for kind in prose.kinds[start:i])
    if definite and not titled and not prose.lexicon.capitals:
        return not kind & (goes_on | k.DEFINITE | k.PREPOSITION | k.MARK | k.COORDINATOR)
    return definite and bool(kind & k.DEFINITE) and not kind & goes_on


def _is_of_others(prose: Prose, start: int, i: int, *, named: bool) -> bool:
    """Whether a noun can't be in apposition: an organisation to a name, a title to a group."""
    kind, before = prose.kinds[i], prose.kinds[i - 1]
    if kind & (k.ATTRIBUTE | k.NAME | k.PLACE | k.JOINED | k.PROCLITIC):
        return False
    if kind & k.TITLE:
        group = bool(prose.kinds[start] & (k.GROUP | k.ORGANISATION))
        return group and bool(kind & before & k.DEFINITE)
    theirs = k.ORGANISATION | k.GROUP | k.DOCUMENT
    return named and bool(kind & theirs) and not (kind | before) & k.DEFINITE


def _is_construct(kind: int, following: int) -> bool:
    """Whether an indefinite noun with a definite one behind it begins: the ban of the book."""
    if kind & ~(PLAIN | k.DOCUMENT) or kind & k.ATTRIBUTE:
        return False
    if following & k.DEMONSTRATIVE:
        return True
    return bool(following & k.DEFINITE) and not following & (k.NAME | k.ATTRIBUTE | k.JOINED)


def _is_family_name(prose: Prose, start: int, i: int) -> bool:
    """Whether a definite word behind a single given name is the family name."""
    if stands_again(prose, Range(i - 1, i + 1)):
        return True
    kinds = prose.kinds
    given = kinds[i - 1]
    if not (given & k.NAME and kinds[i] & k.DEFINITE) or kinds[i] & (k.JOINED | k.NOUN_HEAD):
        return False
    if i - 2 >= start and kinds[i - 2] & k.NAME:
        return False
    endings = prose.lexicon.plural_endings
    return not prose.words[i].text.endswith(endings) and not is_surname(prose, i - 1)


def is_prefixed(prose: Prose, i: int) -> bool:
    """Whether a word begins with a joined preposition, and is no family name that begins so."""
    kind = prose.kinds[i]
    return bool(kind & k.JOINED) and not (kind & k.UNKNOWN and is_surname(prose, i))


def is_owned(prose: Prose, i: int) -> bool:
    """Whether a noun that the pack does not know has its owner joined to it: their wish."""
    word, script = prose.words[i], prose.lexicon.pack.script
    if word.kinds & ~PLAIN or len(word.text) < SHORTEST_OWNED:
        return False
    return word.text.endswith(tuple(script.object_suffixes)) and not is_surname(prose, i)


SHORTEST_OWNED: Final = 5
"""Letters of a noun with its owner; a shorter word is as likely a name."""


def is_apposition(prose: Prose, i: int, limit: int) -> bool:
    """Whether what stands after a comma goes on naming the source."""
    if i >= limit:
        return False
    kind = prose.kinds[i]
    if kind & (ENDS | k.PREPOSITION | k.JOINED | k.CUE) and not kind & NOMINAL:
        return False
    if kind & (k.CHANNEL | k.TIME) or hides(prose.kinds, i):
        return False
    if kind & (NOMINAL | k.DEFINITE | k.DETERMINER):
        return True
    return not prose.lexicon.capitals and not kind & ~PLAIN


def closing_bracket(kinds: list[int], i: int, limit: int) -> int | None:
    """Return the bracket that closes the one at ``i``."""
    for j in range(i + 1, min(i + _LONGEST_BRACKET, limit)):
        if kinds[j] & k.CLOSING_BRACKET:
            return j
    return None
