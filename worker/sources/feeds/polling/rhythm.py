"""When in the week a feed brings entries: entries an hour, for each hour of the week."""

from __future__ import annotations

from typing import Final

from worker.sources.feeds.feed import HOURS_OF_A_WEEK
from worker.sources.feeds.polling.hints import HOUR

_LEARN: Final = 0.3
"""The weight of a new observation of a whole hour."""
_LONGEST: Final = 24 * HOUR
"""A longer time without a poll tells nothing of its single hours."""
_EPOCH_HOUR: Final = 72
"""The epoch began on a Thursday, at this hour of the week."""
STRONGEST: Final = 2.0
"""No hour changes an interval by more than this factor."""


def hour_of_week(at: float) -> int:
    """Return the hour of the week, in UTC; 0 is Monday's first."""
    return (int(at // HOUR) + _EPOCH_HOUR) % HOURS_OF_A_WEEK


def learnt(rhythm: list[float], since: float, now: float, new: int) -> list[float]:
    """Return the rhythm after ``new`` entries came between ``since`` and ``now``."""
    if not 0 < now - since <= _LONGEST:
        return rhythm
    rates = list(rhythm) or [0.0] * HOURS_OF_A_WEEK
    rate = new * HOUR / (now - since)
    at = since
    while at < now:
        end = min((at // HOUR + 1) * HOUR, now)
        hour = hour_of_week(at)
        rates[hour] += _LEARN * (end - at) / HOUR * (rate - rates[hour])
        at = end
    return rates


def busy(rhythm: list[float], at: float, *, polls: int) -> float:
    """Return how busy the hour of ``at`` is: 1 as any, up to 2 and down to a half.

    It is 1 as long as there were fewer ``polls`` than a week has hours: most hours are unknown.
    """
    total = sum(rhythm)
    if not total or polls < HOURS_OF_A_WEEK:
        return 1.0
    share = rhythm[hour_of_week(at)] * HOURS_OF_A_WEEK / total
    return min(max(share, 1 / STRONGEST), STRONGEST)


def expected(rhythm: list[float], since: float, now: float) -> float:
    """Return the entries that the rhythm lets expect between ``since`` and ``now``."""
    if not rhythm:
        return 0.0
    return sum(rhythm) / HOURS_OF_A_WEEK * (now - since) / HOUR
