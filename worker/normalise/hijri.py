"""The Islamic calendar → the Gregorian, by arithmetic.

Rule: the tabular (civil) calendar, cycles of 30 years of which 11 are leap. What a country
announces by sighting the moon differs from it by a day at times, by two rarely.
"""

from __future__ import annotations

import datetime as dt

_EPOCH = 227014
"""The day before 1 Muharram of the year 1, as ``date.toordinal`` counts."""
_MONTH_LENGTH = 30


def to_gregorian(year: int, month: int, day: int) -> dt.date:
    """Return the date of a day of the tabular calendar. Raises ValueError for no such day."""
    if not (1 <= month <= 12 and 1 <= day <= _MONTH_LENGTH and year >= 1):  # noqa: PLR2004 - months
        message = f"no such day: {year}-{month}-{day} of the Islamic calendar"
        raise ValueError(message)
    days_before_month = (59 * (month - 1) + 1) // 2
    days_before_year = (year - 1) * 354 + (3 + 11 * year) // 30
    try:
        return dt.date.fromordinal(_EPOCH + days_before_year + days_before_month + day)
    except OverflowError as fault:
        raise ValueError(str(fault)) from fault


def year_of(date: dt.date) -> int:
    """Return the year of the tabular calendar that ``date`` is in."""
    return (30 * (date.toordinal() - _EPOCH - 1) + 10646) // 10631
