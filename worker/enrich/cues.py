"""What a word that may be a cue is at its place: a cue, a noun, or part of another cue's words."""

from __future__ import annotations

from typing import Final

from worker.enrich import kinds as k
from worker.enrich.lexicon import Word
from worker.enrich.table import Form

_NO_VERB: Final = k.UNNAMED | k.ATTRIBUTE
"""Of the words of an entry that has nothing to say: asked not to be named."""
_NO_PREPOSITION: Final = (
    k.AUXILIARY | k.ADVERB | k.SUBORDINATOR | k.COORDINATOR | k.NAME | k.AFTERTHOUGHT
)
REACH_OF_CHANNEL: Final = 5
"""Words between a verb and the noun for the way it was said."""


def as_used(word: Word, kinds: list[int], i: int, form: Form, *, capitals: bool) -> Form | None:
    """Return what the form of the word at ``i`` is there: itself, a noun of speech, or no cue."""
    if form.part == "finite":
        if kinds[i] & _NO_VERB or (capitals and _is_head(kinds, i)):
            return None
        if kinds[i] & k.AFTERTHOUGHT or _is_noun(kinds, i):
            return word.noun if form.length == 1 else None
    elif form.part == "participle" and i and kinds[i - 1] & k.OPENS_CLAUSE:
        return None
    return form


def _is_head(kinds: list[int], i: int) -> bool:
    """Whether a sentence opens with what may be a participle: asked whether it would rain."""
    if (i and not kinds[i - 1] & (k.STOP | k.BREAK)) or i + 1 >= len(kinds):
        return False
    return bool(kinds[i + 1] & (k.SUBORDINATOR | k.PREPOSITION | k.OPENS_CLAUSE))


def _is_noun(kinds: list[int], i: int) -> bool:
    """Whether what may be a verb is a noun here: the claims, Ford's reports, out of fear."""
    before = kinds[i - 1] if i else 0
    if before & (k.ARTICLE | k.POSSESSIVE):
        return not before & (k.PRONOUN & ~k.DETERMINER | k.RELATIVE | k.AUXILIARY)
    return bool(before & k.PREPOSITION) and not before & _NO_PREPOSITION


def belongs(kinds: list[int], i: int, form: Form, last_stop: int, last: Form) -> bool:
    """Whether the cue at ``i`` is part of what the ``last`` one of its sentence says."""
    if form.part == "noun":
        return last.part == "finite" and _is_of_verb(kinds, i, last_stop)
    return form.part == "finite" and _is_of_noun(kinds, i)


def _is_of_verb(kinds: list[int], i: int, last_stop: int) -> bool:
    """Whether a noun of speech only tells how, or who: said in a statement · estimates show."""
    if last_stop == i:
        return bool(kinds[i] & k.DOCUMENT)
    if not kinds[i] & k.CHANNEL or i - last_stop > REACH_OF_CHANNEL:
        return False
    return any(kind & k.PREPOSITION for kind in kinds[last_stop:i])


def _is_of_noun(kinds: list[int], i: int) -> bool:
    """Whether a verb with its object joined to it tells of the noun before: a letter he wrote."""
    if not kinds[i] & k.OBJECT or i < 2:  # noqa: PLR2004 - the two words before
        return False
    before = kinds[i - 1] | kinds[i - 2]
    return bool(before & (k.CHANNEL | k.DOCUMENT)) and not before & k.MARK
