"""A date in any form that sources write → UTC.

Rule, first that reads it: ISO 8601, RFC 5322, then numbers and words with the packs' months
(``calendar``) and a time of day beside them. A date without a zone is taken as UTC; one
that lies more than a day ahead is taken as now, a clock or a zone being wrong.

Contract: never raises; None for what can't be read, since an article without a date is worth
more than no article.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from email.utils import parsedate_to_datetime

import ciso8601

from worker.normalise import calendar
from worker.packs import Time

GRACE = dt.timedelta(days=1)
"""How far ahead a date may lie: zones are often left out."""
OLDEST = 1900
"""Years before this are placeholders for "unknown"."""

_SHORTEST = 8
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?!\d)")


def read(text: str | None, tables: Iterable[Time], *, now: dt.datetime) -> dt.datetime | None:
    """Return the moment that ``text`` tells, in UTC and not past ``now`` and a day."""
    if not text or not _SHORTEST <= len(text := text.strip()) <= calendar.LONGEST:
        return None
    moment = _iso(text) or _mail(text) or _words(text, tables)
    if moment is None:
        return None
    try:
        moment = moment.replace(tzinfo=moment.tzinfo or dt.UTC).astimezone(dt.UTC)
    except (OverflowError, ValueError):
        return None
    if moment.year < OLDEST:
        return None
    return moment if moment <= now + GRACE else now


def _iso(text: str) -> dt.datetime | None:
    try:
        return ciso8601.parse_datetime(text)
    except ValueError:
        return None


def _mail(text: str) -> dt.datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _words(text: str, tables: Iterable[Time]) -> dt.datetime | None:
    for table in tables:
        if day := calendar.stated_date(text, table):
            return dt.datetime.combine(day, _clock(text), dt.UTC)
    return None


def _clock(text: str) -> dt.time:
    found = _CLOCK.search(text)
    try:
        return dt.time(int(found[1]), int(found[2])) if found else dt.time()
    except ValueError:
        return dt.time()
