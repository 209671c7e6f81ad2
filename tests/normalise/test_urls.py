"""One URL for one page, by the table ``urls.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.normalise import urls

CASES = tomllib.loads(Path(__file__).with_name("urls.toml").read_text("utf-8"))["case"]

tail = st.text(st.characters(exclude_categories=[]) | st.sampled_from("/?&=%#:@[]."))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_url_has_one_form(case: dict[str, str]) -> None:
    """Each URL of the table has the canonical form beside it, or none."""
    assert (urls.canonical(case["raw"]) or "") == case["canonical"]


@given(st.one_of(tail, tail.map("https://".__add__), tail.map("http://example.com/".__add__)))
def test_the_form_of_a_form_is_itself(raw: str) -> None:
    """No string makes it raise, and a canonical URL is its own canonical URL."""
    canonical = urls.canonical(raw)
    assert canonical is None or urls.canonical(canonical) == canonical


def test_an_endless_url_is_none() -> None:
    """A URL longer than any browser takes is no URL."""
    assert urls.canonical("https://example.com/" + "a" * urls.LONGEST) is None
