"""HTML to paragraphs, by the table ``markup.toml``, and hostile markup."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.normalise import markup, unicode

CASES = tomllib.loads(Path(__file__).with_name("markup.toml").read_text("utf-8"))["case"]
HOSTILE = [
    *(
        "<",
        "<a",
        "<a ",
        "<!--",
        "<![CDATA[",
        "</",
        "<script>",
        "<script",
        "<p a='",
        '<p a="',
        "&",
        "&#1;",
    ),
    *(
        "<nav>",
        "</nav>",
        "<nav></nav>",
        "<b><p>",
        "<ul><li>x",
        "<style></script>",
        "&#",
        "a=1 ",
        "'",
        "<x ",
    ),
    *(
        "</script ",
        "<svg/>",
        "<!",
        "<title",
        "<nav><form></nav></form>",
        "&ampamp",
        "&#99999999999",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_markup_is_read(case: dict[str, Any]) -> None:
    """Each piece of HTML of the table gives the paragraphs beside it."""
    assert unicode.paragraphs(markup.text_of(case["html"])).split("\n\n") == case["paragraphs"]


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_markup_takes_linear_time(unit: str) -> None:
    """A megabyte of any piece of markup is read within two seconds."""
    start = time.process_time()
    markup.text_of("<p>" + unit * (1_000_000 // len(unit)))
    assert time.process_time() - start < 2


def test_a_number_too_long_for_an_integer_is_no_character() -> None:
    """A character reference of ten thousand digits does not raise."""
    assert markup.text_of(f"<p>a&#{'9' * 10_000};b") == "\na\ufffdb"


@given(st.text() | st.lists(st.sampled_from([*HOSTILE, ">", "x", "-->"])).map("".join))
def test_no_markup_makes_it_raise(source: str) -> None:
    """Any string has a text."""
    markup.text_of(source)
