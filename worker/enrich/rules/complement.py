"""Content that follows its cue: after a complementizer, a colon, or nothing at all."""

from __future__ import annotations

from worker.enrich import clauses, phrases
from worker.enrich import kinds as k
from worker.enrich.prose import Range
from worker.enrich.rules import sources
from worker.enrich.statement import Frame, Statement


def cue_complement(frame: Frame) -> Statement | None:
    """Cue, source, complementizer, clause.

    قال الوزير إن المدارس ستفتح أبوابها · The mayor said that schools would open.
    """
    marker = frame.marker
    if marker is None or "clause" not in frame.takes:
        return None
    kind = frame.prose.kinds[marker]
    if not kind & k.OPENS_CLAUSE:
        return None
    start = marker if kind & k.CLITIC_COMPLEMENTIZER else marker + 1
    content = clauses.clause(frame.prose, start, frame.site, frame.following)
    if content is None:
        return None
    source = sources.of(frame, marker)
    return Statement("cue-complement", frame.site, (content,), *source)


def cue_colon(frame: Frame) -> Statement | None:
    """Cue, source, colon, sentence without quotation marks.

    وقال الوزير: لن نتراجع · The mayor said: we will not go back.
    """
    marker = frame.marker
    if marker is None or not frame.prose.kinds[marker] & k.COLON:
        return None
    content = clauses.clause(frame.prose, marker + 1, frame.site, frame.following)
    if content is None:
        return None
    return Statement("cue-colon", frame.site, (content,), *sources.of(frame, marker))


def cue_bare(frame: Frame) -> Statement | None:
    """Source, cue, clause with no complementizer.

    The mayor said schools would open · بيسكوف قال تم تمرير الرسائل
    """
    if "bare" not in frame.takes or frame.form.part not in ("finite", "participle"):
        return None
    prose, site = frame.prose, frame.site
    start = _over_adverbials(frame)
    if start >= frame.sentence.stop or prose.kinds[start] & (k.MARK | k.PREPOSITION):
        return None
    mention = phrases.before(prose, site.start, sources.floor(frame))
    if mention is None and frame.form.part == "finite":
        return None
    content = clauses.clause(prose, start, site, frame.following)
    if content is None or content.stop - content.start < SHORTEST_BARE:
        return None
    source = sources.shared(frame) if mention is None else sources.Source(mention, carried=False)
    return Statement("cue-bare", site, (content,), *source)


def _over_adverbials(frame: Frame) -> int:
    """Return where the clause begins after ``on Friday`` or ``later``."""
    kinds = frame.prose.kinds
    i = frame.site.stop
    while i < frame.sentence.stop and kinds[i] & (k.ADVERB | k.TIME):
        i += 1
    return i


def cue_phrase(frame: Frame) -> Statement | None:
    """Cue, source, noun phrase or infinitive that is the content.

    نفى المصدر هذه الأنباء · دعا الرئيس إلى وقف القتال · The mayor called for a vote.
    """
    if "phrase" not in frame.takes or frame.form.part in ("noun", "source"):
        return None
    prose, site = frame.prose, frame.site
    cue = frame.form.cue
    if prose.lexicon.pack.word_order == "subject-first":
        opening = _via(frame, site.stop, site.stop + 1)
        if opening is None:
            return None
        source = sources.of(frame, site.stop)
    else:
        source = sources.of(frame, frame.limit, strict=True)
        start = source.mention.stop if source.mention else site.stop
        if source.mention and source.mention.start < site.start:
            start = site.stop
        opening = _via(frame, start, start + REACH_OF_VIA)
        if opening is None:
            return None
    if source.mention is None and not source.carried:
        return None
    content = clauses.clause(prose, opening, site, frame.following)
    if content is None or (cue.via and content.stop - content.start < SHORTEST_PHRASE):
        return None
    return Statement("cue-phrase", site, (content,), *source)


def _via(frame: Frame, start: int, stop: int) -> int | None:
    """Return where the content begins: after one of the cue's prepositions, or right here."""
    prose = frame.prose
    via = frame.form.cue.via
    stop = min(stop, frame.sentence.stop)
    for i in range(start, stop):
        word = prose.words[i]
        if word.folded in via:
            return i + 1
        for preposition in via:
            if prose.kinds[i] & k.JOINED and word.folded.startswith(preposition):
                return i
    if not via and start < stop and not prose.kinds[start] & (k.MARK | k.PREPOSITION | k.OPENS_CLAUSE):
        return start
    return None


REACH_OF_VIA = 8
SHORTEST_BARE = 3
SHORTEST_PHRASE = 1
