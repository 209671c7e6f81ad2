"""When it was said: the phrase of time that stands by the cue, and its date."""

from __future__ import annotations

import datetime as dt
from typing import Final

from worker.enrich import kinds as k
from worker.enrich.ordered import first_from
from worker.enrich.prose import Prose, Range, Site
from worker.event import Time
from worker.normalise.calendar import resolve

REACH: Final = 14
"""Words around the cue in which its time is looked for."""


def said_at(
    prose: Prose, site: Site, spans: tuple[Range, ...], day: dt.datetime | None
) -> Time | None:
    """Return the phrase of time nearest to the cue, outside of the content."""
    times, sentence = prose.times, site.sentence
    behind = at = first_from(times, site.stop)
    last = min(site.stop + REACH, sentence.stop)
    while behind < len(times) and times[behind] < last:
        if not _within(times[behind], spans):
            return _time(prose, times[behind], sentence, day)
        behind += 1
    first = max(site.start - REACH, sentence.start)
    while at > 0 and times[at - 1] >= first:
        at -= 1
        if times[at] < site.start and not _within(times[at], spans):
            return _time(prose, times[at], sentence, day)
    return None


def _within(i: int, spans: tuple[Range, ...]) -> bool:
    for span in spans:  # noqa: SIM110 - any() costs more than its one or two turns
        if span.start <= i < span.stop:
            return True
    return False


def _time(prose: Prose, i: int, sentence: Range, day: dt.datetime | None) -> Time:
    start = stop = i
    while start > sentence.start and prose.kinds[start - 1] & k.TIME:
        start -= 1
    while stop < sentence.stop and prose.kinds[stop] & (k.TIME | k.ATTRIBUTE | k.NUMBER):
        stop += 1
    text = prose.said(Range(start, stop))
    date = resolve(text, day, prose.lexicon.pack.time)
    return Time(text=text, date=date.isoformat() if date else None)
