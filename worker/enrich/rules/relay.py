"""What an agency passes on: the source speaks, the agency carries."""

from __future__ import annotations

from typing import Final

from worker.enrich import clauses, phrases
from worker.enrich import kinds as k
from worker.enrich.statement import LONGEST_GAP, Frame, Statement

REACH: Final = 20
"""Words between the verb and the preposition that opens the source."""
_OPENS: Final = k.OPENS_CLAUSE | k.COLON | k.QUOTATION_MARK


def relay(frame: Frame) -> Statement | None:
    """Verb of passing on, agency, preposition, source, perhaps a noun of speech, content.

    *Naqalat* the agency *ʿan* the minister *qawlahu inna* the road is open.
    """
    carries = frame.form.cue.carries
    if not carries:
        return frame.no("the cue passes nothing on (carries)")
    prose, site = frame.prose, frame.site
    last = min(site.stop + REACH, frame.sentence.stop)
    at = next((i for i in range(site.stop, last) if prose.words[i].text in carries), None)
    if at is None:
        return frame.no("no preposition opens the one whose words are passed on")
    opening = _content(frame, at + 1)
    if opening is None:
        return frame.no("no complementizer, colon or quotation opens the content")
    noun = next((s for s in frame.following if at < s.start < opening), None)
    source = phrases.after(prose, at + 1, noun.start if noun else opening)
    kept = prose.kinds[opening] & (k.CLITIC_COMPLEMENTIZER | k.QUOTATION_MARK)
    inside = [s for s in frame.following if s.start > opening]
    content = clauses.clause(prose, opening if kept else opening + 1, site, inside)
    if content is None:
        return frame.no("no word is left for the claim")
    return Statement("relay", noun or site, (content,), source, carried=source is None)


def _content(frame: Frame, start: int) -> int | None:
    """Return where the content opens: a complementizer, a colon or a long quotation."""
    prose = frame.prose
    for i in range(start, min(start + LONGEST_GAP, frame.sentence.stop)):
        if prose.kinds[i] & _OPENS:
            quotation = prose.quotation(i)
            if quotation is None or quotation.stop - quotation.start > LONGEST_NAME:
                return i
    return None


LONGEST_NAME: Final = 4
"""Words of a quotation that is still a name."""
