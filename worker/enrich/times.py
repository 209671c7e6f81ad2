"""When it was said: the phrase of time that stands by the cue, and its date."""

from __future__ import annotations

import datetime as dt

from worker.enrich import kinds as k
from worker.enrich.prose import Prose, Range
from worker.enrich.statement import Statement
from worker.event import Time
from worker.normalise.calendar import resolve

REACH = 14
"""Words around the cue in which its time is looked for."""


def said_at(prose: Prose, statement: Statement, day: dt.datetime | None) -> Time | None:
    """Return the phrase of time nearest to the cue, outside of the content."""
    site = statement.site
    assert site is not None
    kinds = prose.kinds
    sentence = site.sentence
    order = [
        *range(site.stop, min(site.stop + REACH, sentence.stop)),
        *range(site.start - 1, max(site.start - REACH, sentence.start) - 1, -1),
    ]
    for i in order:
        if kinds[i] & k.TIME and not any(s.start <= i < s.stop for s in statement.spans):
            return _time(prose, i, sentence, day)
    return None


def _time(prose: Prose, i: int, sentence: Range, day: dt.datetime | None) -> Time:
    start = stop = i
    while start > sentence.start and prose.kinds[start - 1] & k.TIME:
        start -= 1
    while stop < sentence.stop and prose.kinds[stop] & (k.TIME | k.ATTRIBUTE | k.NUMBER):
        stop += 1
    text = prose.said(Range(start, stop))
    date = resolve(text, day, prose.lexicon.pack.time)
    return Time(text=text, date=date.isoformat() if date else None)
