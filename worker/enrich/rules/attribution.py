"""Words of attribution, and content without marks that stands before its cue."""

from __future__ import annotations

from typing import Final

from worker.enrich import clauses, phrases
from worker.enrich import kinds as k
from worker.enrich.prose import Prose, Range
from worker.enrich.rules import sources
from worker.enrich.statement import Frame, Statement


def according_to(frame: Frame) -> Statement | None:
    """Preposition of attribution, source; the rest of the sentence is the content.

    *Wa-bi-ḥasab al-wizāra, satuftaḥ al-madāris* · Schools will open, according to the ministry.
    """
    prose, site = frame.prose, frame.site
    before = _before_as(prose, site.start)
    as_said = frame.form.part == "finite" and before < site.start
    if frame.form.part != "source" and not (as_said and _may_be_as(frame, before)):
        return frame.no("no word such as “as” stands before the verb")
    start = site.stop
    start = _over_verb(frame, start)
    mention = phrases.after(prose, start, _source_limit(frame, start), joined=True)
    after = mention.stop if mention else site.stop
    spans = [
        span
        for span in (
            clauses.trimmed(prose, _content_floor(frame), before),
            clauses.trimmed(prose, after, frame.sentence.stop),
        )
        if span is not None and span.stop - span.start >= _shortest(prose)
    ]
    if not spans:
        return frame.no("no words are left in the sentence for the claim")
    if spans[0].start < site.start and not _parenthetical(frame, before, after):
        spans = spans[:1]
    return Statement("according-to", site, tuple(spans), mention, carried=mention is None)


def _may_be_as(frame: Frame, before: int) -> bool:
    """Whether what opens with ``as`` tells a source: at the head of its sentence, no *kamā*."""
    kinds = frame.prose.kinds
    if before == frame.sentence.start:
        return not kinds[before] & k.TRANSITION
    return frame.marker is None


def _shortest(prose: Prose) -> int:
    """Return the words of the shortest content: two are a clause where the verb is first."""
    return SHORTEST - (not prose.lexicon.subject_first)


def _source_limit(frame: Frame, start: int) -> int:
    """Return where the source must have ended: at its comma, unless another comma follows soon.

    *According to the engineers, the wall will hold*; but *according to Lee, a lawyer, it will*.
    """
    kinds, stop = frame.prose.kinds, frame.sentence.stop
    if start - frame.sentence.start > LONGEST_OPENING:
        return stop
    commas = [i for i in range(start, min(start + LONGEST_SOURCE, stop)) if kinds[i] & k.COMMA]
    return commas[0] if len(commas) == 1 else stop


def _content_floor(frame: Frame) -> int:
    """Return where the sentence begins, or goes on after an attribution before this one."""
    for statement in reversed(frame.before[-3:]):
        if statement.rule == "according-to" and statement.spans[-1].stop <= frame.site.start:
            return max(frame.sentence.start, statement.spans[-1].stop)
    kinds, start = frame.prose.kinds, frame.sentence.start
    for i in range(frame.site.start - 1, max(start, frame.site.start - FARTHEST_SEMICOLON), -1):
        if kinds[i] & k.SEMICOLON:
            return i + 1
    return start


def _parenthetical(frame: Frame, before: int, after: int) -> bool:
    """Whether the attribution stands between commas, and its sentence goes on after it."""
    kinds = frame.prose.kinds
    if after + 1 >= frame.sentence.stop or not kinds[after] & kinds[before - 1] & k.COMMA:
        return False
    new = (
        k.TIME
        | k.PREPOSITION
        | k.ADVERB
        | k.SUBORDINATOR
        | k.COORDINATOR
        | k.PROCLITIC
        | k.CUE
        | k.CUE_OPENING
        | k.RELATIVE
    )
    return not kinds[after + 1] & new


def _before_as(prose: Prose, i: int) -> int:
    while i and prose.kinds[i - 1] & k.AS:
        i -= 1
    return i


def aside(frame: Frame) -> Statement | None:
    """Clause or quotation, words that own it; the speaker is known from before.

    Prices would fall, in her words.
    """
    for statement in reversed(frame.before[-3:]):
        if statement.site is not None and statement.site.sentence is frame.sentence:
            return frame.no("the sentence has a statement already")
    content = clauses.trimmed(frame.prose, frame.sentence.start, frame.site.start)
    if content is None or content.stop - content.start < SHORTEST:
        return frame.no("the words before it are too few for a clause")
    return Statement("aside", frame.site, (content,), None, carried=True)


def _over_verb(frame: Frame, i: int) -> int:
    """Return the first word after the verb of ``according to what … said``."""
    kinds, stop = frame.prose.kinds, frame.sentence.stop
    verb = k.CUE | k.CUE_OPENING | k.RELATIVE | k.AUXILIARY | k.SUBORDINATOR
    cue = k.CUE | k.CUE_OPENING
    if i + 1 < stop and not kinds[i] & phrases.NOMINAL and kinds[i + 1] & cue & ~k.PREPOSITION:
        i += 1
    while i < stop and kinds[i] & verb and not kinds[i] & phrases.NOMINAL:
        i += 1
        while i < stop and kinds[i - 1] & cue and kinds[i] & k.PREPOSITION:
            i += 1
    return i


def content_before(frame: Frame) -> Statement | None:
    """Clause, comma, source and cue in either order, end of the sentence or another comma.

    Schools will open, the mayor said. · The vote, he added, was fair.
    """
    prose, site = frame.prose, frame.site
    kinds = prose.kinds
    if kinds[site.start] & k.PROCLITIC:
        return frame.no("a conjunction is joined to the cue, so that it opens a clause")
    mention: Range | None = None
    edge = site.start - 1
    # What follows a verb of telling is whom it was told to: it is not inverted.
    told = frame.form.cue.addressee and _subject_first(frame)
    if kinds[edge] & k.COMMA and site.start > frame.sentence.start and not told:
        mention = phrases.after(prose, site.stop, frame.limit)
    inverted = mention is not None
    if mention is None:
        mention = sources.before(frame)
        edge = mention.start - 1 if mention else site.start
    if mention is None or edge <= frame.sentence.start or not kinds[edge] & k.COMMA:
        return frame.no("no comma closes the content before source and cue")
    after = max(site.stop, mention.stop)
    closed = _names(frame, mention) if inverted else _closes(frame, after)
    if not closed:
        return frame.no("source and cue do not end their clause")
    spans = _around(frame, edge, frame.sentence.stop if inverted else after)
    if not spans:
        return frame.no("no word is left for the claim before the comma")
    return Statement("content-cue", site, spans, mention)


def _around(frame: Frame, edge: int, after: int) -> tuple[Range, ...]:
    """Return the content before the comma at ``edge``, and that after a comma at ``after``."""
    prose, stop = frame.prose, frame.sentence.stop
    kinds = prose.kinds
    first = clauses.trimmed(prose, sources.floor(frame), edge)
    if first and all(kind & k.TRANSITION for kind in kinds[first.start : first.stop]):
        first = None
    rest: Range | None = None
    if after < stop and kinds[after] & k.COMMA and (first or _subject_first(frame)):
        rest = clauses.trimmed(prose, after, stop)
    return tuple(span for span in (first, rest) if span)


def _subject_first(frame: Frame) -> bool:
    return frame.prose.lexicon.subject_first


LONGEST_OPENING: Final = 4
"""Words of an attribution that opens its sentence, with what stands before it."""
LONGEST_SOURCE: Final = 16
"""Words of a source with its apposition."""
FARTHEST_SEMICOLON: Final = 60
"""Words back in which the semicolon is looked for that the content begins after."""


def _closes(frame: Frame, i: int) -> bool:
    """Whether source and cue end their clause at ``i``: a mark follows, or first adverbials."""
    kinds, stop = frame.prose.kinds, frame.sentence.stop
    if i >= stop or kinds[i] & k.MARK:
        return True
    addressee = frame.form.cue.addressee
    if not (addressee or kinds[i] & (k.PREPOSITION | k.TIME | k.ADVERB)):
        return False
    if not _subject_first(frame):
        return True
    for j in range(i, min(i + LONGEST_ADVERBIAL, stop)):
        if kinds[j] & (k.COMMA | k.STOP):
            return True
        if kinds[j] & _CLAUSE and not kinds[j] & (k.DETERMINER | k.PREPOSITION):
            return addressee and j == i and bool(kinds[j] & k.PRONOUN)
    return i + LONGEST_ADVERBIAL >= stop


_CLAUSE: Final = k.AUXILIARY | k.PRONOUN | k.RELATIVE | k.QUOTATION_MARK


def _names(frame: Frame, mention: Range) -> bool:
    """Whether what follows an inverted verb is a name or a role, and no clause.

    "It will be tight, said Jane Roe, a pollster", unlike "Jane Roe, a pollster, said voters left".
    """
    if not _subject_first(frame):
        return _closes(frame, mention.stop)
    kinds, stop = frame.prose.kinds, frame.sentence.stop
    if mention.start != frame.site.stop:
        return False
    i, head = mention.start, False
    while i < stop and not kinds[i] & (k.MARK | k.PREPOSITION | k.RELATIVE | k.COORDINATOR):
        head = bool(kinds[i] & phrases.NOMINAL)
        i += 1
    end = i >= stop or bool(kinds[i] & (k.COMMA | k.STOP | k.OPENING_BRACKET | k.BREAK))
    return head and (end or not _holds_clause(frame, i))


def _holds_clause(frame: Frame, i: int) -> bool:
    """Whether a verb follows in the clause that ``i`` is in."""
    kinds = frame.prose.kinds
    for j in range(i, frame.sentence.stop):
        if kinds[j] & (k.COMMA | k.STOP | k.RELATIVE):
            return False
        if kinds[j] & _CLAUSE and not kinds[j] & (k.DETERMINER | k.PREPOSITION):
            return True
    return False


LONGEST_ADVERBIAL: Final = 12
"""Words after source and cue that tell when, where or to whom it was said."""
SHORTEST: Final = 3
"""Words of the shortest clause that counts as content."""
