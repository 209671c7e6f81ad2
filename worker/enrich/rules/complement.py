"""Content that follows its cue: after a complementizer, a colon, or nothing at all."""

from __future__ import annotations

from typing import Final

from worker.enrich import clauses
from worker.enrich import kinds as k
from worker.enrich.prose import Range
from worker.enrich.rules import sources
from worker.enrich.statement import Frame, Statement


def cue_complement(frame: Frame) -> Statement | None:
    """Cue, source, complementizer, clause.

    *Qāla al-wazīr inna al-madāris satuftaḥ* · The mayor said that schools would open.
    """
    marker = frame.marker
    if marker is None:
        return frame.no("nothing opens the content: no complementizer, quotation mark or colon")
    kind = frame.prose.kinds[marker]
    if not kind & k.OPENS_CLAUSE:
        return frame.no("what opens the content is no complementizer")
    if frame.form.part == "noun" and not _has_clause(frame, marker):
        return frame.no("the clause is not what the noun of speech says")
    if sources.object_before(frame, marker, MOST_BEFORE_CLAUSE):
        return frame.no("the cue has an object before the complementizer")
    start = marker if kind & k.CLITIC_COMPLEMENTIZER else marker + 1
    content = clauses.clause(frame.prose, start, frame.site, frame.following)
    if content is None:
        return frame.no("no word is left for the claim behind the complementizer")
    source = sources.of(frame, marker)
    return source.says("cue-complement", frame.site, content)


def _has_clause(frame: Frame, marker: int) -> bool:
    """Whether the clause is what a noun of speech says, and not one that tells of the noun.

    The claim that it is safe; but *the claims that have been made*.
    """
    prose, after = frame.prose, marker + 1
    if prose.lexicon.subject_first and after < frame.sentence.stop:
        return not prose.kinds[after] & k.AUXILIARY and sources.belongs(frame, marker)
    return sources.belongs(frame, marker)


def cue_colon(frame: Frame) -> Statement | None:
    """Cue, source, colon, sentence without quotation marks.

    *Wa-qāla al-wazīr: lan natarājaʿ* · The mayor said: we will not go back.
    """
    marker = frame.marker
    if marker is None or not frame.prose.kinds[marker] & k.COLON:
        return frame.no("no colon opens the content")
    content = clauses.clause(frame.prose, marker + 1, frame.site, frame.following)
    if content is None:
        return frame.no("no word is left for the claim behind the colon")
    return sources.of(frame, marker).says("cue-colon", frame.site, content)


def cue_bare(frame: Frame) -> Statement | None:
    """Source, cue, clause with no complementizer.

    The mayor said schools would open · *Bīskūf qāla tamma tamrīr ar-rasāʾil*
    """
    if not _may_be_bare(frame):
        return frame.no("the cue does not take a bare clause here (takes: bare)")
    prose, site = frame.prose, frame.site
    start = _over_adverbials(frame)
    if start >= frame.sentence.stop or prose.kinds[start] & (k.MARK | k.PREPOSITION):
        return frame.no("a mark, a preposition or the end of the sentence follows, and no clause")
    participle = frame.form.part == "participle"
    mention = None if participle else sources.before(frame)
    if mention is None and not participle and not _joined(frame):
        return frame.no("no source stands before the cue")
    content = clauses.clause(prose, start, site, frame.following)
    if content is None or content.stop - content.start < SHORTEST_BARE:
        return frame.no("the words behind the cue are too few for a clause")
    if participle:
        source = sources.of_participle(frame)
    else:
        source = sources.Source(mention, carried=False) if mention else sources.shared(frame)
    if source.mention is None and not participle:
        return frame.no("no source is near the cue")
    return source.says("cue-bare", site, content)


def _joined(frame: Frame) -> bool:
    """Whether a verb follows its subject at a distance: opened the hall and said so."""
    subject_first = frame.prose.lexicon.subject_first
    start = frame.site.start
    while start > frame.sentence.start and frame.prose.kinds[start - 1] & (k.ADVERB | k.AUXILIARY):
        start -= 1
    joins = k.COORDINATOR | k.COMMA | k.DASH | k.CLOSING_BRACKET
    return subject_first and bool(frame.prose.kinds[start - 1] & joins)


def _may_be_bare(frame: Frame) -> bool:
    """Whether the cue takes a bare clause; in verb-first languages, after its subject only."""
    if "bare" in frame.takes:
        return True
    verb_first = not frame.prose.lexicon.subject_first
    return (
        verb_first
        and "clause" in frame.takes
        and frame.marker is None
        and sources.opening(frame) is not None
    )


def _over_adverbials(frame: Frame) -> int:
    """Return where the clause begins after ``on Friday`` or ``later``."""
    kinds = frame.prose.kinds
    i = frame.site.stop
    stop = frame.sentence.stop
    while i < stop and kinds[i] & (k.ADVERB | k.TIME):
        i += 1
    if i < stop and kinds[i] & k.PREPOSITION:
        for j in range(i + 1, min(i + REACH_OF_CHANNEL, stop - 1)):
            if kinds[j] & k.CHANNEL and kinds[j + 1] & (k.PRONOUN | k.DETERMINER):
                return j + 1
    return i


def cue_phrase(frame: Frame) -> Statement | None:
    """Cue, source, noun phrase or infinitive that is the content.

    *Nafā al-maṣdar hādhihi al-anbāʾ* · *Daʿā ar-raʾīs ilā waqf al-qitāl* ·
    The mayor called for a vote.
    """
    if frame.negated:
        return frame.no("the cue is denied")
    prose, site = frame.prose, frame.site
    if prose.lexicon.subject_first:
        opening = _via(frame, site.stop, site.stop + 1)
        source = sources.of(frame, site.stop) if opening is not None else None
    else:
        opening, source = _behind_subject(frame) if _verb_may_stand(frame) else (None, None)
    if opening is None:
        return frame.no("the phrase is not where the cue takes it (via, target, direct)")
    if source is None or (source.mention is None and not source.carried):
        return frame.no("no source is near the cue")
    content = clauses.phrase(prose, opening, site, frame.following)
    if content is None or _is_pointer(frame, content):
        return frame.no("nothing is left for the claim, or only a pronoun")
    return source.says("cue-phrase", site, content)


def _behind_subject(frame: Frame) -> tuple[int | None, sources.Source]:
    """Return where the content opens behind a verb and its subject, and the source."""
    site = frame.site
    source = sources.of(frame, frame.limit, strict=True)
    mention = source.mention
    if mention is None or mention.start < site.start:
        return _via(frame, site.stop, site.stop + REACH_OF_VIA), source
    opening = _via(frame, mention.stop, mention.stop + REACH_OF_VIA)
    if opening is None and _two_nouns(frame, mention):
        subject = Range(mention.start, mention.stop - 1)
        return subject.stop, sources.Source(subject, carried=False)
    if opening is None and frame.prose.kinds[site.start] & k.PROCLITIC:
        return _via(frame, site.stop, site.stop + 1), sources.shared(frame)
    return opening, source


def _two_nouns(frame: Frame, mention: Range) -> bool:
    """Whether two definite nouns are who did it and what it is about."""
    kinds = frame.prose.kinds[mention.start : mention.stop]
    if len(kinds) != 2:  # noqa: PLR2004 - subject and object
        return False
    first, second = kinds
    return bool(first & second & k.DEFINITE) and not second & (k.ATTRIBUTE | k.NAME | k.JOINED)


def _is_pointer(frame: Frame, content: Range) -> bool:
    """Whether the content is only ``this`` or ``it``."""
    kind = frame.prose.kinds[content.start]
    return content.stop - content.start == 1 and bool(kind & (k.DEMONSTRATIVE | k.PRONOUN))


def _verb_may_stand(frame: Frame) -> bool:
    """Whether a verb may stand here: not after a noun that is no subject, nor a preposition."""
    kinds, start = frame.prose.kinds, frame.site.start
    if start == frame.sentence.start or kinds[start] & k.PROCLITIC:
        return True
    return bool(kinds[start - 1] & _BEFORE_VERB) or sources.opening(frame) is not None


_BEFORE_VERB: Final = (
    k.MARK
    | k.AUXILIARY
    | k.NEGATION
    | k.COORDINATOR
    | k.SUBORDINATOR
    | k.RELATIVE
    | k.TRANSITION
    | k.ADVERB
    | k.TIME
    | k.OPENS_CLAUSE
)


def _via(frame: Frame, start: int, stop: int) -> int | None:
    """Return where the content begins: after one of the cue's prepositions, or right here."""
    prose = frame.prose
    cue = frame.form.cue
    via = frame.form.via
    start = _over_asides(frame, start)
    stop = min(max(stop, start + 1), frame.sentence.stop)
    for i in range(start, stop if via else start):
        folded = prose.words[i].folded
        if folded in via:
            return i + 1
        joined = i - start < REACH_OF_JOINED and prose.kinds[i] & (k.JOINED | k.MAYBE_JOINED)
        if joined and folded.startswith(via):
            return i
    if start >= stop:
        return None
    kind, ends = prose.kinds[start], k.MARK | k.PREPOSITION | k.OPENS_CLAUSE
    if cue.target and kind & k.OPENS_CLAUSE:
        return start
    if cue.target and prose.words[start].folded in cue.target:
        return start + 1
    if (cue.direct or not via) and not kind & ends:
        return start
    return None


def _over_asides(frame: Frame, i: int) -> int:
    """Return the first word after commas, phrases of time and a relative clause in commas."""
    kinds, stop = frame.prose.kinds, frame.sentence.stop
    while i < stop and kinds[i] & (k.COMMA | k.TIME | k.ADVERB):
        if kinds[i] & k.COMMA and i + 1 < stop and kinds[i + 1] & _OPENS_ASIDE:
            close = next(
                (j for j in range(i + 2, min(i + LONGEST_ASIDE, stop)) if kinds[j] & k.COMMA), None
            )
            if close is None:
                return i
            i = close
        i += 1
    return i


_OPENS_ASIDE: Final = k.RELATIVE | k.PREPOSITION | k.SUBORDINATOR | k.CUE | k.CUE_OPENING
LONGEST_ASIDE: Final = 20
"""Words of a relative clause in commas that is stepped over."""
REACH_OF_VIA: Final = 25
"""Words between a source and the preposition that opens the content."""
REACH_OF_JOINED: Final = 8
"""The same where the preposition is joined to its noun, since many words begin like it."""
REACH_OF_CHANNEL: Final = 5
"""Words up to the noun for the way it was said, behind which a bare clause may open."""
MOST_BEFORE_CLAUSE: Final = 3
"""Words between a source and a complementizer that may still name whom it was said to."""
SHORTEST_BARE: Final = 3
"""Words of a clause without complementizer; fewer are an object."""
