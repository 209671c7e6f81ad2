"""Dates as sources write them, by the table ``dates.toml``."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.normalise import dates
from worker.packs import Pack, load

CASES = tomllib.loads(Path(__file__).with_name("dates.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_date_is_read(case: dict[str, str], packs: dict[str, Pack], now: dt.datetime) -> None:
    """Each date of the table is the moment beside it, or none."""
    found = dates.read(case["raw"], [pack.time for pack in packs.values()], now=now)
    assert (found.isoformat() if found else "") == (case["moment"] and f"{case['moment']}+00:00")


@given(st.text(st.characters(exclude_categories=[])) | st.text("0123456789-:/+TZ ,.٣مارس"))
def test_no_string_makes_it_raise(raw: str) -> None:
    """Any string is a date or none."""
    now = dt.datetime(2025, 3, 20, tzinfo=dt.UTC)
    found = dates.read(raw, [load("ar").time, load("en").time], now=now)
    assert found is None or found <= now + dates.GRACE
