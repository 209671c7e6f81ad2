"""A date in any form that sources write → UTC, and how it was got.

Rule: a clock of twelve hours becomes one of 24, by the packs' words. Then the first that reads it:
ISO 8601, RFC 5322, then numbers and words with the packs' months (``calendar``) and a time of day
beside them. A date without a zone is taken as UTC; one that lies more than a day ahead is taken as
now, a clock or a zone being wrong.

Contract: never raises; None for what can't be read, since an article without a date is worth
more than no article.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from typing import NamedTuple

import ciso8601

from worker.article import DatedBy
from worker.normalise import calendar
from worker.packs import Time

GRACE = dt.timedelta(days=1)
"""How far ahead a date may lie: zones are often left out."""
OLDEST = 1900
"""Years before this are placeholders for "unknown"."""

_SHORTEST = 8
_NOON = 12
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2})[:h](\d{2})(?!\d)")
_HALF_DAY = re.compile(
    r"(?<![\d:./-])(\d{1,2})(?:[:.h](\d{2})(:\d{2})?)?\s{0,3}((?:[^\W\d_]\.){2}|[^\W\d_]+)"
)


class Dated(NamedTuple):
    """A moment in UTC, and how it was got."""

    moment: dt.datetime
    by: DatedBy


def read(text: str | None, tables: Sequence[Time], *, now: dt.datetime) -> Dated | None:
    """Return the moment that ``text`` tells, in UTC and not past ``now`` and a day."""
    if not text or not _SHORTEST <= len(text := text.strip()) <= calendar.LONGEST:
        return None
    found = _read(_in_24_hours(text, tables), tables)
    if found is None:
        return None
    moment, by = found
    try:
        moment = moment.replace(tzinfo=moment.tzinfo or dt.UTC).astimezone(dt.UTC)
    except (OverflowError, ValueError):
        return None
    if moment.year < OLDEST:
        return None
    return Dated(moment, by) if moment <= now + GRACE else Dated(now, "clamped")


def _read(text: str, tables: Sequence[Time]) -> Dated | None:
    if moment := _iso(text):
        return Dated(moment, "rfc3339" if moment.tzinfo else "no-zone")
    if moment := _mail(text):
        return Dated(moment, "rfc2822" if moment.tzinfo else "no-zone")
    return Dated(moment, "words") if (moment := _words(text, tables)) else None


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


def _words(text: str, tables: Sequence[Time]) -> dt.datetime | None:
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


def _in_24_hours(text: str, tables: Sequence[Time]) -> str:
    """Return ``text`` with its time of day as a clock of 24 hours has it: 3 pm is 15:00."""
    if not text.isascii():
        text = "".join([sign for sign in text if not unicodedata.combining(sign)])
    for found in _HALF_DAY.finditer(text):
        word = found[4].replace(".", "").lower()
        hour = int(found[1])
        if any(word in table.before_noon for table in tables):
            hour = 0 if hour == _NOON else hour
        elif any(word in table.after_noon for table in tables):
            hour = hour + _NOON if hour < _NOON else hour
        else:
            continue
        clock = f"{hour:02}:{found[2] or '00'}{found[3] or ''}"
        return f"{text[: found.start()]}{clock}{text[found.end() :]}"
    return text
