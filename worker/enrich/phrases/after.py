"""The phrase that begins after a cue."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from mypy_extensions import mypyc_attr

from worker.enrich import kinds as k
from worker.enrich.phrases import grammar
from worker.enrich.phrases.grammar import NAMED, NOMINAL, PLAIN
from worker.enrich.prose import Prose, Range

LONGEST_UNKNOWN: Final = 2
"""Words that the pack does not know in a row, where the phrase's own grammar tells its end."""
_SKIPPED: Final = k.ADVERB | k.TIME | k.TRANSITION | k.AUXILIARY | k.NEGATION | k.COMMA
_TRAILING: Final = k.COMMA | k.PREPOSITION | k.COORDINATOR | k.DETERMINER


def after(  # noqa: PLR0913 - what the callers know of the end is three things
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
    limit = min(limit, i + grammar.LONGEST)
    start = _over_adverbials(prose.kinds, i, limit)
    if start >= limit or not _may_begin(prose, start, limit, joined=joined):
        return None
    if prose.kinds[start] & k.PRONOUN:
        return None if prose.kinds[start] & k.PROCLITIC else Range(start, start + 1)
    return _Reading(prose, start, limit, strict=strict, until=until).read()


def _over_adverbials(kinds: list[int], i: int, limit: int) -> int:
    """Return the first word that is no adverb, transition or phrase of time."""
    while i < limit and (
        (kinds[i] & _SKIPPED and not kinds[i] & NOMINAL)
        or (kinds[i] & k.DEMONSTRATIVE and i + 1 < limit and kinds[i + 1] & k.TIME)
    ):
        i += 1
        while i < limit and kinds[i] & k.ATTRIBUTE and kinds[i - 1] & k.TIME:
            i += 1
    return i


def _may_begin(prose: Prose, i: int, limit: int, *, joined: bool) -> bool:
    kinds, kind = prose.kinds, prose.kinds[i]
    if not joined and grammar.is_prefixed(prose, i):
        return False
    if kind & (k.PREPOSITION | k.CUE) and not kind & NOMINAL:
        return False
    return not kind & k.DEMONSTRATIVE or (i + 1 < limit and bool(kinds[i + 1] & k.DEFINITE))


@mypyc_attr(acyclic=True)
class _Reading:
    """A phrase while it is read, word by word."""

    __slots__ = ("definite", "end", "headed", "limit", "named", "prose", "start", "strict", "until")

    def __init__(
        self, prose: Prose, start: int, limit: int, *, strict: bool, until: Collection[str]
    ) -> None:
        self.prose = prose
        self.start = self.end = start
        self.limit = limit
        self.strict = strict
        self.until = until
        self.headed = False
        """Whether a noun such as ``minister`` was read."""
        self.named = False
        """Whether a name was read, with nothing after it that a name may follow."""
        self.definite = False
        """Whether the last word closes its noun phrase."""

    def read(self) -> Range | None:
        kinds = self.prose.kinds
        while self.end < self.limit and self._goes_on(kinds[self.end]):
            self.end += 1
        while self.end > self.start and kinds[self.end - 1] & _TRAILING:
            self.end -= 1
        return Range(self.start, self.end) if self.end > self.start else None

    def _goes_on(self, kind: int) -> bool:
        if kind & k.COMMA:
            return self._over_comma()
        if kind & k.QUOTATION_MARK:
            return self._over_quotation()
        if kind & k.OPENING_BRACKET:
            close = grammar.closing_bracket(self.prose.kinds, self.end, self.limit)
            self.end = close or self.end
            return close is not None
        if self._ends(kind) or (self.strict and self._begins_another()):
            return False
        self._take(kind)
        return True

    def _over_comma(self) -> bool:
        """Whether an apposition follows; where the end is not known, only the name of a role."""
        if not grammar.is_apposition(self.prose, self.end + 1, self.limit):
            return False
        name_follows = self.prose.kinds[self.end + 1] & NAMED
        if self.strict and (self.named or not self.headed or not name_follows):
            return False
        self.named = False
        return True

    def _over_quotation(self) -> bool:
        """Whether the mark opens a name; if so, go to its end."""
        quotation = self.prose.quotation(self.end)
        if quotation is None or not quotation.closed or quotation.stop >= self.limit:
            return False
        if self.strict and quotation.stop - quotation.start > grammar.LONGEST_QUOTED_NAME:
            return False
        self.end = quotation.stop
        return True

    def _ends(self, kind: int) -> bool:
        """Whether the word is none of the phrase, whatever its end is known by."""
        first = self.end == self.start
        if kind & grammar.ENDS and not kind & (k.ATTRIBUTE | k.PREPOSITION):
            return not (first and kind & NOMINAL)
        if self.until and self._opens_content(kind):
            return True
        accusative = self.prose.lexicon.pack.script.accusative
        if accusative and self.prose.words[self.end].text.endswith(accusative):
            return True
        if first:
            return False
        if grammar.is_second_noun(self.prose, self.end) or grammar.hides(
            self.prose.kinds, self.end
        ):
            return True
        if grammar.is_addressee(self.prose, self.start, self.end):
            return True
        return grammar.is_verb(kind) or grammar.leaves(
            self.prose, self.end, headed=self.headed, named=self.named
        )

    def _opens_content(self, kind: int) -> bool:
        """Whether the word is one of ``until``, or begins with one that is joined to it."""
        folded = self.prose.words[self.end].folded
        if folded in self.until:
            return True
        addressee = self.prose.lexicon.addressee
        return bool(kind & (k.JOINED | k.MAYBE_JOINED)) and any(
            folded.startswith(word) for word in self.until if len(word) == 1 and word != addressee
        )

    def _begins_another(self) -> bool:
        """Whether the word begins the next noun phrase, by grammar alone."""
        if self.end == self.start:
            return False
        if grammar.begins_another(
            self.prose, self.start, self.end, named=self.named, definite=self.definite
        ):
            return not self._reaches_content(self.end + 1)
        return self.end - self.start >= LONGEST_UNKNOWN and self._is_too_long_a_name()

    def _reaches_content(self, i: int) -> bool:
        """Whether what the cue is about opens at ``i``, or behind a comma."""
        i += bool(i < self.limit and self.prose.kinds[i] & k.COMMA)
        return i < self.limit and self.prose.words[i].folded in self.until

    def _is_too_long_a_name(self) -> bool:
        """Whether a run of unknown words is too long; a mark after it lets it go on."""
        kinds = self.prose.kinds
        if any(kind & ~PLAIN for kind in kinds[self.start : self.end + 1]):
            return False
        return self.end + 1 >= self.limit or not kinds[self.end + 1] & k.MARK

    def _take(self, kind: int) -> None:
        first = self.end == self.start
        if kind & k.TITLE and not first:
            self.named = False
        self.headed = self.headed or bool(kind & k.NOUN_HEAD)
        unknown = first and not kind & ~PLAIN and not self.prose.lexicon.capitals
        self.named = self.named or unknown or bool(kind & NAMED and not kind & k.NOUN_HEAD)
        self.definite = bool(kind & (k.DEFINITE | k.PLACE | k.NAME))
