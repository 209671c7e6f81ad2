"""Content in quotation marks, before its cue, after it, or on both sides."""

from __future__ import annotations

from typing import Final

from worker.enrich import clauses, phrases
from worker.enrich import kinds as k
from worker.enrich.prose import Prose, Range
from worker.enrich.quotations import Quotation
from worker.enrich.rules import sources
from worker.enrich.rules.sources import Source
from worker.enrich.statement import Frame, Statement


def quotation_before(frame: Frame) -> Statement | None:
    """Quotation, cue, source; or quotation, source, cue; and perhaps a second quotation.

    "We will open," the mayor said, "whatever it costs." · «*Sanaftaḥ abwābanā*», *qāla al-wazīr*
    """
    prose, site = frame.prose, frame.site
    if not prose.quotations:
        return frame.no("nothing stands in quotation marks")
    if prose.kinds[site.start] & k.PROCLITIC:
        return frame.no("a conjunction is joined to the cue, so that it opens a clause")
    if site.form.part == "participle" and not prose.lexicon.subject_first:
        return frame.no("a participle does not follow its quotation in this language")
    quotation, source = _quotation_left(frame)
    if quotation is None or source is None:
        return frame.no("no quotation ends right before the cue or its source")
    if _is_of_before(frame, quotation):
        return frame.no("the quotation ends the sentence before")
    marker = frame.marker
    if marker is not None and (
        prose.kinds[marker] & (k.OPENS_CLAUSE | k.COLON) or site.form.part == "participle"
    ):
        return frame.no("the cue has content behind it, too")
    start = _content_start(frame, quotation)
    spans = [span for span in (clauses.trimmed(prose, start, quotation.stop),) if span]
    after = (
        source.mention.stop if source.mention and source.mention.start > site.start else site.stop
    )
    second = _quotation_right(frame, after)
    if second is not None:
        spans += [span for span in (clauses.trimmed(prose, second.start, second.stop),) if span]
    if not spans:
        return frame.no("no word is left for the claim in the quotation")
    return source.says("quotation-cue", site, *spans)


def _quotation_left(frame: Frame) -> tuple[Quotation | None, Source | None]:
    """Return the quotation that ends right before the cue or its source, and the source."""
    prose, site = frame.prose, frame.site
    quotation = _ending_at(prose, site.start - 1)
    if quotation is not None:
        limit = frame.marker if frame.marker is not None else frame.limit
        mention = phrases.after(prose, site.stop, limit)
        return quotation, Source(mention, carried=mention is None)
    if site.form.part == "noun" and not prose.lexicon.subject_first:
        return None, None
    mention = sources.before(frame)
    if mention is not None:
        quotation = _ending_at(prose, mention.start - 1)
        return quotation, Source(mention, carried=False)
    return None, None


def _is_of_before(frame: Frame, quotation: Quotation) -> bool:
    """Whether a quotation ends the sentence before, and the cue has content of its own.

    It was "a bad day." The mayor said he had slept.
    """
    before = quotation.stop < frame.sentence.start
    return before and frame.sentence.stop - frame.site.stop > LONGEST_REST


def _ending_at(prose: Prose, i: int) -> Quotation | None:
    """Return the quotation that ends at ``i``, but for a comma or an adverb."""
    kinds = prose.kinds
    for j in range(i, max(i - 3, -1), -1):
        if kinds[j] & k.QUOTATION_MARK:
            quotation = prose.quotation(j)
            return quotation if quotation is not None and quotation.stop == j else None
        if not kinds[j] & (k.COMMA | k.ADVERB | k.DASH | k.TRANSITION):
            return None
    return None


def _content_start(frame: Frame, quotation: Quotation) -> int:
    """Return where the content begins: words before the quotation in its clause belong to it."""
    prose = frame.prose
    start = max(frame.sentence.start, sources.floor(frame))
    opening = quotation.start - 1
    for i in range(opening - 1, start - 1, -1):
        if prose.kinds[i] & (k.COLON | k.BREAK | k.STOP):
            return quotation.start
    if opening - start < 1 or prose.sentence(opening).start != frame.sentence.start:
        return quotation.start
    return start


def _quotation_right(frame: Frame, i: int) -> Quotation | None:
    """Return the quotation that goes on after cue and source."""
    prose = frame.prose
    kinds = prose.kinds
    for j in range(i, min(i + REACH_OF_SECOND, len(kinds))):
        if kinds[j] & k.BREAK:
            return None
        if kinds[j] & k.QUOTATION_MARK:
            quotation = prose.quotation(j)
            if quotation is None or quotation.start != j + 1 or _has_cue(frame, quotation, j):
                return None
            return quotation
        if kinds[j] & k.CUE and j >= frame.limit:
            return None
    return None


def _has_cue(frame: Frame, quotation: Quotation, opening: int) -> bool:
    """Whether a quotation in a sentence of its own has a cue of its own behind it."""
    prose, stop = frame.prose, quotation.stop
    if opening < frame.sentence.stop or not prose.kinds[stop - 1] & k.COMMA:
        return False
    kinds = prose.kinds[stop + 1 : stop + 1 + REACH_OF_CUE]
    return any(kind & k.CUE for kind in kinds)


def cue_quotation(frame: Frame) -> Statement | None:
    """Cue, source, perhaps a colon, quotation; what follows in the clause belongs to it.

    *Wa-qāla al-wazīr: «sanaftaḥ abwābanā»* · The mayor said: "We will open."
    """
    marker = frame.marker
    if marker is None or (frame.form.part == "noun" and not sources.belongs(frame, marker)):
        return frame.no("nothing opens the content, or not close to the noun of speech")
    prose = frame.prose
    opening = marker + bool(prose.kinds[marker] & k.COLON)
    while opening < len(prose.kinds) and prose.kinds[opening] & (k.BREAK | k.COMMA):
        opening += 1
    quotation = prose.quotation(opening) if opening < len(prose.kinds) else None
    if quotation is None or quotation.start != opening + 1:
        return frame.no("no quotation opens the content")
    if prose.kinds[marker] & k.QUOTATION_MARK and sources.object_before(frame, marker):
        return frame.no("the cue has an object before the quotation")
    source = sources.of(frame, marker)
    goes_on = quotation.closed and not prose.kinds[marker] & k.COLON and _goes_on(prose, quotation)
    if goes_on:
        content = clauses.clause(prose, opening, frame.site, frame.following)
        content = content and _to_comma(prose, content, quotation)
    else:
        content = clauses.trimmed(prose, quotation.start, quotation.stop)
    if content is None:
        return frame.no("no word is left for the claim in the quotation")
    return source.says("cue-quotation", frame.site, content)


def _to_comma(prose: Prose, content: Range, quotation: Quotation) -> Range:
    """End the content at the first comma after the quotation."""
    for i in range(quotation.stop, content.stop):
        if prose.kinds[i] & k.COMMA:
            return Range(content.start, i)
    return content


def _goes_on(prose: Prose, quotation: Quotation) -> bool:
    """Whether the clause goes on after the quotation."""
    i = quotation.stop + 1
    if i >= len(prose.kinds):
        return False
    return not prose.kinds[i] & k.MARK and not prose.kinds[quotation.stop - 1] & (k.STOP | k.COMMA)


LONGEST_REST: Final = 4
"""Words and marks after a cue that has no content of its own in its sentence."""
REACH_OF_CUE: Final = 4
"""Words between a quotation and the cue behind it."""
REACH_OF_SECOND: Final = 8
"""Words between the source and the rest of an interrupted quotation."""
