"""Words that tell a date → the date: "yesterday", "on Friday", "14 March", in any pack's words.

Rule, first that holds:

    a date      numbers and a month, or numbers alone (day, month, year; or year first). Without
                a year it is the nearest such day to the publication
    a weekday   the last such day up to and including the publication's; strictly before it with
                a word of the past, strictly after it with a word of the future or a relative
                day that lies ahead ("tomorrow, Friday")
    a relative  day: so many days from the publication

Contract: pure; None where the words tell no single day. Words are compared in lower case and
without vowel signs; numbers may be in any script's digits.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from worker.normalise import hijri
from worker.packs import Time

LONGEST = 200
"""Characters of a phrase; a longer one tells no date."""

_SPLIT = re.compile(r"[^\w\u0300-\u036f]+|_")
_NUMBER = re.compile(r"(\d{1,4})\D{0,2}")
_NUMERIC = re.compile(r"(?<![\d.:])(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})(?![\d:])")
_YEAR_FROM = 32
_MONTHS = 12
_WEEK = 7

Role = Literal["weekday", "relative", "past", "future", "month", "hijri"]


class _Sense(NamedTuple):
    """What a form of the pack means: Monday is ``weekday 0``, yesterday ``relative -1``."""

    role: Role
    value: int


class _Index(NamedTuple):
    """A pack's table, by folded form."""

    senses: dict[tuple[str, ...], _Sense]
    longest: int


def resolve(phrase: str, published_at: dt.datetime | None, table: Time) -> dt.date | None:
    """Return the day that ``phrase`` tells in an article of that publication date."""
    return _resolved(phrase, published_at.date() if published_at else None, table)


@lru_cache(maxsize=20_000)
def _resolved(phrase: str, published: dt.date | None, table: Time) -> dt.date | None:
    """Resolve; remembered, for the articles of a day tell it in the same few phrases."""
    if (stated := stated_date(phrase, table, near=published)) or not published:
        return stated
    try:
        return _relative(_by_role(_read(phrase, table)), published)
    except OverflowError:  # the day after the last that a date can hold
        return None


def stated_date(phrase: str, table: Time, *, near: dt.date | None = None) -> dt.date | None:
    """Return the date that stands in ``phrase``; without a year only where ``near`` is given."""
    if len(phrase) > LONGEST:
        return None
    return _numeric(phrase) or _with_month(list(_read(phrase, table)), near)


def _relative(senses: dict[Role, int], published: dt.date) -> dt.date | None:
    if (weekday := senses.get("weekday")) is not None:
        return _weekday(weekday, published, senses)
    offset = senses.get("relative")
    if offset is None or (not offset and senses.keys() & {"past", "future"}):
        return None
    return published + dt.timedelta(days=offset)


def _weekday(weekday: int, published: dt.date, senses: dict[Role, int]) -> dt.date:
    back = (published.weekday() - weekday) % _WEEK
    if "future" in senses or senses.get("relative", 0) > 0:
        return published + dt.timedelta(days=_WEEK - back)
    if "past" in senses and not back:
        back = _WEEK
    return published - dt.timedelta(days=back)


def _by_role(tokens: Iterable[_Sense | int]) -> dict[Role, int]:
    found: dict[Role, int] = {}
    for token in tokens:
        if isinstance(token, _Sense):
            found.setdefault(token.role, token.value)
    return found


def _numeric(phrase: str) -> dt.date | None:
    if not (found := _NUMERIC.search(phrase)):
        return None
    first, month, last = int(found[1]), int(found[3]), int(found[4])
    year, day = (first, last) if first >= _YEAR_FROM else (last, first)
    if month > _MONTHS >= day:
        month, day = day, month
    return _gregorian(year if year >= 100 else 2000 + year, month, day)  # noqa: PLR2004 - "25"


def _with_month(tokens: list[_Sense | int], near: dt.date | None) -> dt.date | None:
    for role in ("month", "hijri"):
        if (place := _first(role, tokens)) is not None:
            return _beside(tokens, place, near)
    return None


def _first(role: Role, tokens: list[_Sense | int]) -> int | None:
    return next((i for i, t in enumerate(tokens) if isinstance(t, _Sense) and t.role == role), None)


def _beside(tokens: list[_Sense | int], place: int, near: dt.date | None) -> dt.date | None:
    """Read the numbers before and after a month; its second name may stand between."""
    month = tokens[place]
    end = place + 1
    while end < len(tokens) and tokens[end] == month:
        end += 1
    around = [*tokens[:place][-1:], *tokens[end : end + 2]]
    numbers = [token for token in around if not isinstance(token, _Sense)]
    days = [number for number in numbers if 0 < number < _YEAR_FROM]
    years = [number for number in numbers if number >= 1000]  # noqa: PLR2004 - four digits
    if not days or not isinstance(month, _Sense):
        return None
    return _nearest(month, days[0], years[0] if years else None, near)


def _nearest(month: _Sense, day: int, year: int | None, near: dt.date | None) -> dt.date | None:
    convert = _hijri if month.role == "hijri" else _gregorian
    if year:
        return convert(year, month.value, day)
    if not near:
        return None
    this = hijri.year_of(near) if month.role == "hijri" else near.year
    dates = [convert(this + shift, month.value, day) for shift in (0, -1, 1)]
    return min((date for date in dates if date), key=lambda date: abs(date - near), default=None)


def _gregorian(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _hijri(year: int, month: int, day: int) -> dt.date | None:
    try:
        return hijri.to_gregorian(year, month, day)
    except ValueError:
        return None


def _read(phrase: str, table: Time) -> Iterator[_Sense | int]:
    """Yield what the words mean, the longest form first; words that mean nothing are left out."""
    index = _index(table)
    words = _words(phrase[:LONGEST])
    start = 0
    while start < len(words):
        for size in range(index.longest, 0, -1):
            if sense := index.senses.get(tuple(words[start : start + size])):
                yield sense
                start += size
                break
        else:
            if number := _NUMBER.fullmatch(words[start]):
                yield int(number[1])
            start += 1


def _words(phrase: str) -> list[str]:
    bare = "".join([sign for sign in phrase.lower() if not unicodedata.combining(sign)])
    return [word for word in _SPLIT.split(bare) if word]


@lru_cache(maxsize=64)
def _index(table: Time) -> _Index:
    senses: dict[tuple[str, ...], _Sense] = {}
    for form, sense in _forms(table):
        senses.setdefault(tuple(_words(form)), sense)
    return _Index(senses, max(map(len, senses), default=0))


def _forms(table: Time) -> Iterator[tuple[str, _Sense]]:
    for number, forms in enumerate(table.weekdays):
        yield from ((form, _Sense("weekday", number)) for form in forms)
    for form, days in table.relative_days.items():
        yield form, _Sense("relative", days)
    for month in table.months:
        role: Role = "hijri" if month.calendar == "hijri" else "month"
        yield from ((name, _Sense(role, month.number)) for name in month.names)
    yield from ((form, _Sense("past", -1)) for form in table.past)
    yield from ((form, _Sense("future", 1)) for form in table.future)
