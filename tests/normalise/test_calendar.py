"""Words that tell a date, by the table ``calendar.toml``."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.normalise import calendar, hijri
from worker.packs import Pack, load

CASES = tomllib.loads(Path(__file__).with_name("calendar.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_phrase_tells_its_date(case: dict[str, Any], packs: dict[str, Pack]) -> None:
    """Each phrase of the table tells the date beside it, or none."""
    published = case["published"]
    moment = dt.datetime.fromisoformat(f"{published}T09:00:00+00:00") if published else None
    found = calendar.resolve(case["phrase"], moment, packs[case["language"]].time)
    assert (found.isoformat() if found else "") == case["date"]


def test_a_phrase_of_any_length_is_read_in_no_time(packs: dict[str, Pack]) -> None:
    """What is too long to be a phrase of time tells no date, and costs nothing."""
    phrase = "14 march 2025 " * 100_000
    assert calendar.stated_date(phrase, packs["en"].time) is None


@given(phrase=st.text(), published=st.none() | st.datetimes(timezones=st.just(dt.UTC)))
def test_no_phrase_makes_it_raise(phrase: str, published: dt.datetime | None) -> None:
    """Any string and any publication date give a date or none, at the ends of time too."""
    for language in ("ar", "en"):
        calendar.resolve(phrase, published, load(language).time)


@given(
    words=st.lists(
        st.sampled_from(
            ["غدا", "أمس", "الجمعة", "المقبل", "الماضي", "محرم", "مارس", "1", "31", "9999", "1446"]
        ),
        max_size=6,
    ),
    published=st.datetimes(timezones=st.just(dt.UTC)),
)
def test_no_order_of_time_words_makes_it_raise(words: list[str], published: dt.datetime) -> None:
    """Time words in any order give a date or none, at the ends of time too."""
    calendar.resolve(" ".join(words), published, load("ar").time)


@given(st.dates(min_value=dt.date(650, 1, 1), max_value=dt.date(2200, 1, 1)))
def test_every_day_has_its_day_in_the_islamic_calendar(date: dt.date) -> None:
    """Counting on from the start of its year, each date is met."""
    start = hijri.to_gregorian(hijri.year_of(date), 1, 1)
    assert start <= date < hijri.to_gregorian(hijri.year_of(date) + 1, 1, 1)


@pytest.mark.parametrize(
    "phrase", ["tomorrow", "next friday", "friday", "yesterday", "last friday"]
)
@pytest.mark.parametrize("year", [dt.MINYEAR, dt.MAXYEAR])
def test_days_beyond_the_ends_of_time_are_none(
    phrase: str, year: int, packs: dict[str, Pack]
) -> None:
    """At the first and the last day that a date can hold, nothing raises."""
    month, day = (1, 1) if year == dt.MINYEAR else (12, 31)
    end = dt.datetime(year, month, day, tzinfo=dt.UTC)
    calendar.resolve(phrase, end, packs["en"].time)
