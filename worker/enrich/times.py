"""When it was said: the phrase of time that stands by the cue, and its date."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from typing import Final

from worker.enrich import kinds as k
from worker.enrich.prose import Prose, Range, Site
from worker.event import Time
from worker.normalise.calendar import resolve

REACH: Final = 14
"""Words around the cue in which its time is looked for."""


def said_at(
    prose: Prose, site: Site, spans: tuple[Range, ...], day: dt.datetime | None
) -> Time | None:
    """Return the phrase of time nearest to the cue, outside of the content."""
    for i in _around(prose.times, site):
        if not any(span.start <= i < span.stop for span in spans):
            return _time(prose, i, site.sentence, day)
    return None


def _around(times: list[int], site: Site) -> list[int]:
    """Return the words of time behind the cue, then those before it, nearest first."""
    first, last = bisect_left(times, site.start - REACH), bisect_right(times, site.stop + REACH)
    if first == last:
        return []
    near, sentence = times[first:last], site.sentence
    behind = [i for i in near if site.stop <= i < min(site.stop + REACH, sentence.stop)]
    return behind + [i for i in reversed(near) if sentence.start <= i < site.start]


def _time(prose: Prose, i: int, sentence: Range, day: dt.datetime | None) -> Time:
    start = stop = i
    while start > sentence.start and prose.kinds[start - 1] & k.TIME:
        start -= 1
    while stop < sentence.stop and prose.kinds[stop] & (k.TIME | k.ATTRIBUTE | k.NUMBER):
        stop += 1
    text = prose.said(Range(start, stop))
    date = resolve(text, day, prose.lexicon.pack.time)
    return Time(text=text, date=date.isoformat() if date else None)
