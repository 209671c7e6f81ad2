"""Dates as sources write them, by the table ``dates.toml``."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.normalise import dates, hijri
from worker.packs import Pack, load

FAMILIES = tomllib.loads(Path(__file__).with_name("months.toml").read_text("utf-8"))["family"]
CASES = tomllib.loads(Path(__file__).with_name("dates.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_date_is_read(case: dict[str, str], packs: dict[str, Pack], now: dt.datetime) -> None:
    """Each date of the table is the moment beside it, got as it says, or none."""
    found = dates.read(case["raw"], [pack.time for pack in packs.values()], now=now)
    moment = f"{found.moment:%Y-%m-%dT%H:%M:%S}" if found else ""
    assert (moment, found.by if found else "") == (case["moment"], case.get("by", ""))
    assert found is None or found.moment.tzinfo is dt.UTC


@given(st.text(st.characters(exclude_categories=[])) | st.text("0123456789-:/+TZ ,.٣مارسصampm"))
def test_no_string_makes_it_raise(raw: str) -> None:
    """Any string is a date or none."""
    now = dt.datetime(2025, 3, 20, tzinfo=dt.UTC)
    found = dates.read(raw, [load("ar").time, load("en").time], now=now)
    assert found is None or found.moment <= now + dates.GRACE


@pytest.mark.parametrize("family", FAMILIES, ids=[family["name"] for family in FAMILIES])
def test_every_month_of_every_family_is_known(
    family: dict[str, Any], packs: dict[str, Pack], now: dt.datetime
) -> None:
    """The twelve months of each family of names are read, in order."""
    tables = [pack.time for pack in packs.values()]
    found = [
        dates.read(f"14 {name} {family['year']} 10:30", tables, now=now)
        for name in family["months"]
    ]
    year = family["year"]
    days = [
        hijri.to_gregorian(year, month, 14) if year < 1900 else dt.date(year, month, 14)
        for month in range(1, 13)
    ]
    moments = [dt.datetime.combine(day, dt.time(10, 30), dt.UTC) for day in days]
    assert [each and (each.moment, each.by) for each in found] == [
        (moment, "words") for moment in moments
    ]
