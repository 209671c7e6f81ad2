"""What a rule sees (a frame) and what it gives (a statement)."""

from __future__ import annotations

from typing import Final

from mypy_extensions import mypyc_attr

from worker.enrich import kinds as k
from worker.enrich.prose import Prose, Range, Site


@mypyc_attr(acyclic=True)
class Statement:
    """Cue, content and source, as words of the prose."""

    __slots__ = ("antecedent", "carried", "mention", "rule", "site", "spans")

    def __init__(  # noqa: PLR0913 - what a rule can tell is six things
        self,
        rule: str,
        site: Site | None,
        spans: tuple[Range, ...],
        mention: Range | None = None,
        *,
        carried: bool = False,
        antecedent: Range | None = None,
    ) -> None:
        self.rule: Final = rule
        """The name of the rule that found it."""
        self.site: Final = site
        """The cue; None where no word introduces it."""
        self.spans: Final = spans
        """The content, in the order of the text."""
        self.mention: Final = mention
        """The source as named; None where it is carried over, or nobody is named."""
        self.carried: Final = carried
        """Whether the source is that of the statement before."""
        self.antecedent: Final = antecedent
        """Who the sentence before is about, where that is likelier than who spoke last."""

    @property
    def start(self) -> int:
        """The first word of cue and content."""
        first = self.spans[0].start
        return first if self.site is None else min(first, self.site.start)

    def and_then(self, content: Range) -> Statement:
        """Return the statement with more content behind what it has."""
        return Statement(
            self.rule,
            self.site,
            (*self.spans, content),
            self.mention,
            carried=self.carried,
            antecedent=self.antecedent,
        )


@mypyc_attr(acyclic=True)
class Frame:
    """A cue with its surroundings: what the rules ask about it, worked out once."""

    __slots__ = (
        "before",
        "following",
        "form",
        "known",
        "limit",
        "marker",
        "prose",
        "refusal",
        "sentence",
        "site",
        "takes",
    )

    def __init__(
        self, prose: Prose, site: Site, following: list[Site], before: list[Statement]
    ) -> None:
        self.prose = prose
        self.site = site
        self.form = site.form
        self.takes = site.form.cue.takes
        self.sentence = site.sentence
        self.before = before
        """The statements found so far, in order."""
        self.following = following
        """The next cues of the sentence."""
        self.known: dict[str, Range | None] = {}
        """What more than one rule has asked for."""
        self.refusal = ""
        """Why the rule that was asked last has refused, in words."""
        self.limit = _limit(prose, site, following)
        """Where the words that this cue may govern before its content end."""
        self.marker = self._marker()
        """Where the content opens: a complementizer, a quotation mark or a colon."""

    def no(self, why: str) -> Statement | None:
        """Refuse: a rule's answer, with the reason for those who ask for it."""
        self.refusal = why
        return None

    @property
    def negated(self) -> bool:
        """Whether the cue is denied: they did not say."""
        start = self.site.start
        return start > self.sentence.start and bool(self.prose.kinds[start - 1] & k.NEGATION)

    def _marker(self) -> int | None:
        last = self.site.stop - 1
        if last > self.site.start and self.prose.kinds[last] & k.OPENS_CLAUSE:
            return last
        if self.prose.lexicon.subject_first:
            return self._near_marker()
        kinds = self.prose.kinds
        last = self.site.stop - 1
        if last > self.site.start and kinds[last] & k.OPENS_CLAUSE:
            return last
        for i in range(self.site.stop, min(self.limit, self.site.stop + LONGEST_GAP)):
            kind = kinds[i]
            if not kind & _MARKER_OR_END:
                continue
            if kind & _MARKER and not kind & k.SUBORDINATOR and not self._passing(i):
                return i
            if kind & _END and not self.prose.quotation(i):
                return None
        return None

    def _near_marker(self) -> int | None:
        """Return the marker where the source stands before the cue.

        Only adverbs, phrases of time, phrases that a preposition opens and an addressee may
        stand between: said on Friday in a speech that; told reporters that. Any other word opens
        a bare clause or a phrase, whatever marks it may hold: said the bill is "dead".
        """
        kinds, start = self.prose.kinds, self.site.start
        phrase = self.form.cue.addressee or (
            self.form.part == "finite" and start == self.sentence.start
        )
        verbs = (s.start for s in self.following if s.form.part != "noun")
        limit = min(next(verbs, self.sentence.stop), self.site.stop + LONGEST_GAP)
        for i in range(self.site.stop, limit):
            kind = kinds[i]
            if kind & _MARKER and not self._passing(i):
                return i
            if kind & k.PREPOSITION or kind & k.OPENING_BRACKET:
                phrase = True
            elif (not phrase and not kind & _BETWEEN) or (
                kind & _NOT_BETWEEN and not kind & _BETWEEN
            ):
                return None
        return None

    def _passing(self, i: int) -> bool:
        """Whether the mark or quotation at ``i`` is part of the source: a name in marks."""
        quotation = self.prose.quotation(i)
        if quotation is None:
            return False
        if i != quotation.start - 1:
            return True
        kinds = self.prose.kinds
        if quotation.stop - quotation.start > LONGEST_NAME:
            return False
        if i == self.site.stop:
            after = quotation.stop + 1
            short = quotation.stop - quotation.start <= LONGEST_NAME_ALONE
            return short and after < self.limit and bool(kinds[after] & k.OPENS_CLAUSE)
        if kinds[i - 1] & (k.COLON | k.COMMA) or not quotation.closed:
            return False
        if kinds[i - 1] & (k.ORGANISATION | k.OUTLET | k.PLACE | k.PREPOSITION):
            return True
        return any(
            kinds[j] & (k.OPENS_CLAUSE | k.COLON)
            for j in range(quotation.stop + 1, min(quotation.stop + 9, self.limit))
        )


def _limit(prose: Prose, site: Site, following: list[Site]) -> int:
    for other in following:
        if other.form.part != "source" and not _in_aside(prose, site, other):
            return other.start
    return site.sentence.stop


def _in_aside(prose: Prose, site: Site, other: Site) -> bool:
    """Whether ``other`` stands between a verb, its subject and what is said, and parts them not.

    In a relative clause between commas (the team, which asked all, found that), or as a noun
    behind a preposition (in reply to a question).
    """
    if prose.lexicon.subject_first:
        return False
    kinds = prose.kinds
    if other.form.part == "noun":
        return bool(kinds[other.start - 1] & k.PREPOSITION)
    if not kinds[other.start - 1] & k.RELATIVE or not kinds[other.start - 2] & k.COMMA:
        return False
    last = min(site.stop + LONGEST_GAP, site.sentence.stop)
    opens = next((i for i in range(other.stop, last) if kinds[i] & k.OPENS_CLAUSE), None)
    return opens is not None and bool(kinds[opens - 1] & k.COMMA)


_MARKER: Final = k.OPENS_CLAUSE | k.COLON | k.QUOTATION_MARK
_END: Final = k.SEMICOLON | k.STOP
_MARKER_OR_END: Final = _MARKER | _END
_BETWEEN: Final = k.ADVERB | k.TIME | k.COMMA | k.TRANSITION | k.DETERMINER
_NOT_BETWEEN: Final = (
    k.STOP | k.SEMICOLON | k.BREAK | k.AUXILIARY | k.NEGATION | k.SUBORDINATOR | k.RELATIVE
)
LONGEST_GAP: Final = 40
"""Words between a cue and its content: in Arabic news 4 at the median, 13 at the 90th centile."""
LONGEST_NAME: Final = 6
"""Words of a name that stands in quotation marks."""
LONGEST_NAME_ALONE: Final = 2
"""The same where no noun says what the name is: "The Bell" said that."""
