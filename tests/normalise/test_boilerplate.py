"""Lines that are no part of the article, by the table ``boilerplate.toml``."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.normalise import boilerplate
from worker.packs import Pack, load

CASES = tomllib.loads(Path(__file__).with_name("boilerplate.toml").read_text("utf-8"))["case"]
PROSE = f"{'word ' * 40}end."
LINES = [
    *("Share", "Related stories", "مواضيع ذات صلة", "شاركها.", "Follow us on X", "A short line"),
    *("He said no.", "تابعونا على تويتر", "Comments", PROSE),
]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_boilerplate_is_removed(case: dict[str, Any], packs: dict[str, Pack]) -> None:
    """Each text of the table loses the lines beside it, and keeps the others as they are."""
    lines = [PROSE if line == "P" else line for line in case["text"]]
    kept, removed = boilerplate.remove("\n\n".join(lines), packs.values())
    assert removed == case["removed"]
    assert [line for line in kept.split("\n\n") if line] == [x for x in lines if x not in removed]


@given(st.lists(st.sampled_from(LINES), max_size=30))
def test_removing_twice_removes_no_more(lines: list[str]) -> None:
    """What is kept once is kept for good."""
    packs = [load("ar"), load("en")]
    kept, _ = boilerplate.remove("\n\n".join(lines), packs)
    assert boilerplate.remove(kept, packs) == (kept, [])


@given(st.lists(st.sampled_from(LINES), max_size=30))
def test_nothing_is_lost(lines: list[str]) -> None:
    """Every line is either kept or removed, in its order."""
    kept, removed = boilerplate.remove("\n\n".join(lines), [load("ar"), load("en")])
    assert sorted([*filter(None, kept.split("\n\n")), *removed]) == sorted(lines)


@pytest.mark.parametrize("line", ["Share", "Related stories", "a", "Follow us on X", "a."])
def test_a_million_characters_of_short_lines_take_linear_time(line: str) -> None:
    """A megabyte of lines is gone through within two seconds."""
    text = "\n\n".join([line] * (1_000_000 // (len(line) + 2)))
    start = time.process_time()
    boilerplate.remove(text, [load("ar"), load("en")])
    assert time.process_time() - start < 2
