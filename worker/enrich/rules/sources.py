"""Who speaks at a cue: the phrase after it, the phrase before it, or the speaker before."""

from __future__ import annotations

from typing import Final

from mypy_extensions import mypyc_attr

from worker.enrich import kinds as k
from worker.enrich import phrases
from worker.enrich.occurrences import is_surname
from worker.enrich.prose import Prose, Range, Site
from worker.enrich.rules.subject import owner_of, subject_before, subject_of
from worker.enrich.statement import Frame, Statement


@mypyc_attr(acyclic=True)
class Source:
    """The source phrase, or that the source is carried over, perhaps from an antecedent."""

    __slots__ = ("antecedent", "carried", "mention")

    def __init__(
        self, mention: Range | None, *, carried: bool, antecedent: Range | None = None
    ) -> None:
        self.mention: Final = mention
        self.carried: Final = carried
        self.antecedent: Final = antecedent

    def says(self, rule: str, site: Site, *spans: Range) -> Statement:
        """Return the statement of this source that ``rule`` has found."""
        return Statement(
            rule,
            site,
            spans,
            self.mention,
            carried=self.carried,
            antecedent=self.antecedent,
        )


def of(frame: Frame, stop: int, *, strict: bool = False) -> Source:
    """Return the source of the cue; ``stop`` is where its content begins.

    ``strict`` where the content is a phrase that nothing sets apart from the source.
    """
    site = frame.site
    if site.form.part == "passive":
        return Source(None, carried=False)
    if site.form.part == "participle":
        return of_participle(frame)
    if not frame.prose.lexicon.subject_first:
        source = _after_verb(frame, stop, strict=strict)
        if source is not None:
            return source
    elif site.form.part == "noun":
        owner = owner_of(frame.prose, site.start, floor(frame))
        return Source(owner, carried=False) if owner else shared(frame)
    mention = before(frame)
    if mention and not _may_begin(frame.prose, mention):
        mention = None
    return Source(mention, carried=False) if mention else shared(frame)


def _after_verb(frame: Frame, stop: int, *, strict: bool) -> Source | None:
    """Return the source of a verb that stands before its subject, where the subject is there."""
    site = frame.site
    subject = opening(frame)
    if subject is not None:
        return Source(subject, carried=False)
    if site.start and frame.prose.kinds[site.start - 1] & k.RELATIVE:
        mention = _after_relative(frame, stop) or before(frame)
        return Source(mention, carried=False) if mention else shared(frame)
    until = frame.form.cue.via if strict else ()
    mention = phrases.after(frame.prose, site.stop, stop, strict=strict, until=until)
    if mention and (_is_joined_object(frame, mention) or _is_oblique(frame, mention)):
        mention = None
    if mention is not None and strict and phrases.is_owned(frame.prose, mention.start):
        mention = None
    if mention is not None and not (strict and _is_object(frame, mention)):
        return Source(mention, carried=False)
    if frame.prose.kinds[site.start] & k.PROCLITIC:
        return shared(frame)
    return None


def _after_relative(frame: Frame, stop: int) -> Range | None:
    """Return the subject of a relative clause where it names one: the council whose head said."""
    mention = phrases.after(frame.prose, frame.site.stop, stop, strict=True)
    wanted = k.TITLE | k.NAME | k.CAPITAL
    return mention if mention and frame.prose.kinds[mention.start] & wanted else None


def object_before(frame: Frame, marker: int, most: int = 1) -> bool:
    """Whether the content begins before its marker: they announced the end of a "war"."""
    if "phrase" not in frame.takes or frame.form.part not in ("finite", "participle"):
        return False
    if marker - frame.site.stop <= 1:
        return False
    source = of(frame, marker, strict=True)
    start = max(frame.site.stop, source.mention.stop if source.mention else 0)
    if prepositions := frame.form.via:
        words, kinds = frame.prose.words, frame.prose.kinds
        between = [i for i in range(start, marker - 1) if not kinds[i] & k.UNNAMED]
        return any(words[i].folded in prepositions for i in between)
    kinds = frame.prose.kinds[start:marker]
    if kinds and kinds[0] & (k.PREPOSITION | k.COMMA):
        return False
    return sum(bool(kind & k.WORD) and not kind & k.TIME for kind in kinds) > most


def belongs(frame: Frame, marker: int) -> bool:
    """Whether what opens the content belongs to a noun of speech: it stands close behind it."""
    between = frame.prose.kinds[frame.site.stop : marker]
    return len(between) <= REACH_OF_NOUN and not any(kind & k.COMMA for kind in between)


REACH_OF_NOUN: Final = 4
"""Words between a noun of speech and its content."""


def opening(frame: Frame) -> Range | None:
    """Return the subject before the verb where it opens the sentence, as in a headline."""
    if "opening" not in frame.known:
        frame.known["opening"] = _opening(frame)
    return frame.known["opening"]


def _opening(frame: Frame) -> Range | None:
    prose, site = frame.prose, frame.site
    if prose.kinds[site.start] & k.PROCLITIC or site.start == frame.sentence.start:
        return None
    start = frame.sentence.start
    while start < site.start and prose.kinds[start] & (k.TRANSITION | k.QUOTATION_MARK | k.COMMA):
        start += 1
    kind = prose.kinds[start]
    if kind & (k.JOINED | k.PROCLITIC) or not (kind & phrases.NOMINAL or not kind & ~phrases.PLAIN):
        return None
    mention = phrases.before(prose, site.start, start)
    if mention is None or mention.start != start:
        return None
    longest = LONGEST_OPENING if kind & phrases.NOMINAL else LONGEST_UNKNOWN
    return mention if mention.stop - mention.start <= longest else None


LONGEST_OPENING: Final = 8
LONGEST_UNKNOWN: Final = 2
"""Words of a subject that opens a sentence and begins with a word that the pack does not know."""


def _is_joined_object(frame: Frame, mention: Range) -> bool:
    """Whether the verb has its object joined to it and what follows names nobody."""
    kinds = frame.prose.kinds
    return bool(kinds[frame.site.start] & k.OBJECT) and not kinds[mention.start] & phrases.NOMINAL


def _is_oblique(frame: Frame, mention: Range) -> bool:
    """Whether the ending of a noun after a joined verb shows that it is the object."""
    prose = frame.prose
    kind, endings = prose.kinds[mention.start], prose.lexicon.oblique
    if not endings or not prose.kinds[frame.site.start] & k.PROCLITIC or not kind & k.DEFINITE:
        return False
    proper = k.NAME | k.PLACE | k.ROLE | k.ORGANISATION
    return not kind & proper and prose.words[mention.start].text.endswith(endings)


def _is_object(frame: Frame, mention: Range) -> bool:
    """Whether what stands after a joined verb is what it is about, and not who does it."""
    kind = frame.prose.kinds[mention.start]
    joined = frame.prose.kinds[frame.site.start] & k.PROCLITIC
    if not (joined and kind & k.DEFINITE and not kind & (phrases.NOMINAL & ~k.DOCUMENT)):
        return False
    following = frame.prose.kinds[mention.stop]
    if following & k.WORD and not following & _NO_OBJECT:
        return False
    return not is_surname(frame.prose, mention.start)


_NO_OBJECT: Final = (
    k.PREPOSITION
    | k.JOINED
    | k.MAYBE_JOINED
    | k.PROCLITIC
    | k.DEFINITE
    | k.RELATIVE
    | k.TIME
    | k.ADVERB
    | k.SUBORDINATOR
    | k.CUE
)
"""Of a word that is no object: what stands before it is not the subject, then."""


def _may_begin(prose: Prose, mention: Range) -> bool:
    """Whether a phrase before a verb-first cue is a subject and not the clause before."""
    if prose.lexicon.subject_first:
        return True
    kinds = prose.kinds
    kind = kinds[mention.start]
    surname = kind & k.UNKNOWN and not phrases.is_prefixed(prose, mention.start)
    if not surname and (not kind & phrases.NOMINAL or kind & (k.JOINED | k.TIME)):
        return False
    return mention.start == 0 or bool(kinds[mention.start - 1] & _CLAUSE_BEFORE)


_CLAUSE_BEFORE: Final = (
    k.MARK
    | k.COORDINATOR
    | k.SUBORDINATOR
    | k.TRANSITION
    | k.ADVERB
    | k.OPENS_CLAUSE
    | k.RELATIVE
    | k.AUXILIARY
)


def before(frame: Frame) -> Range | None:
    """Return the phrase before the cue, which several rules ask for."""
    if "before" not in frame.known:
        frame.known["before"] = phrases.before(frame.prose, frame.site.start, floor(frame))
    return frame.known["before"]


def floor(frame: Frame) -> int:
    """Return the first word that may name the source before the cue."""
    start = frame.sentence.start
    for statement in reversed(frame.before):
        if statement.site is None or statement.site.start < start:
            break
        if statement.site.stop <= frame.site.start:
            return max(start, statement.site.stop)
    return start


def of_participle(frame: Frame) -> Source:
    """Return who goes on: the noun right before, the subject of the sentence, or the one after.

    A group backing the plan · The mayor spoke, calling it a start · Calling it a start, the mayor …
    """
    prose, start = frame.prose, frame.site.start
    kinds = prose.kinds
    if not prose.lexicon.subject_first:
        return shared(frame)
    while start > frame.sentence.start and kinds[start - 1] & (k.ADVERB | k.TRANSITION):
        start -= 1
    if start == frame.sentence.start:
        comma = next((i for i in range(start, frame.sentence.stop) if kinds[i] & k.COMMA), None)
        mention = comma and phrases.after(prose, comma + 1, frame.sentence.stop)
        return Source(mention, carried=False) if mention else shared(frame)
    before = kinds[start - 1]
    if before & k.AUXILIARY or (before & k.WORD and not before & _CLOSED):
        mention = phrases.before(prose, start, floor(frame))
        if mention is not None:
            return Source(mention, carried=False)
    return shared(frame)


_CLOSED: Final = k.PREPOSITION | k.COORDINATOR | k.SUBORDINATOR | k.NEGATION | k.TIME


def shared(frame: Frame) -> Source:
    """Return the source of the statement before, with its mention if in the same sentence."""
    for last in reversed(frame.before[-3:]):
        if last.site is None or last.site.sentence is not frame.sentence:
            break
        if last.mention and (frame.form.part == "participle" or not _holds(last, frame)):
            return Source(last.mention, carried=True)
    if _goes_on(frame) and _opens(frame):
        return Source(None, carried=True, antecedent=subject_before(frame))
    start = max(frame.sentence.start, frame.site.start - REACH_BACK)
    subject = subject_of(frame.prose, start, frame.site.start)
    return Source(subject, carried=subject is None)


def _goes_on(frame: Frame) -> bool:
    """Whether a verb without a subject goes on from the sentence before, as its place tells."""
    if frame.prose.kinds[frame.site.start] & k.PROCLITIC:
        return True
    verb_first = not frame.prose.lexicon.subject_first
    return verb_first and frame.form.part == "finite"


def _holds(statement: Statement, frame: Frame) -> bool:
    return any(span.start <= frame.site.start < span.stop for span in statement.spans)


def _opens(frame: Frame) -> bool:
    """Whether nothing but marks and transitions stands before the cue in its sentence."""
    kinds = frame.prose.kinds
    return not any(
        kinds[i] & k.WORD and not kinds[i] & k.TRANSITION
        for i in range(frame.sentence.start, frame.site.start)
    )


REACH_BACK: Final = 60
"""Words before the cue in which its subject is looked for."""
