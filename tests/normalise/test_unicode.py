"""One spelling for one word, by the table ``unicode.toml`` and by properties."""

from __future__ import annotations

import re
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.normalise import unicode

CASES = tomllib.loads(Path(__file__).with_name("unicode.toml").read_text("utf-8"))["case"]

odd = st.text(
    st.sampled_from(
        "aب ،.\n\r\t\x00\x1c\x85\xa0\xad\u0301\u061c\u0640\u064e\u0654\u200b\u200c\u200d\u200f\u2028\u202b"
        "\u3000\ud800\udfff\ufb50\ufbb2\ufc5e\ufdfa\ufdfc\ufdfd\ufe70\ufe71\ufefb\ufeff\uffff😀"
    )
)
anything = st.one_of(odd, st.text(st.characters(exclude_categories=[])))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_text_is_kept_as_the_table_says(case: dict[str, str]) -> None:
    """Each text of the table is kept as it says."""
    assert unicode.paragraphs(case["raw"]) == case["kept"]


@given(anything)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """A clean text is left as it is."""
    once = unicode.paragraphs(text)
    assert unicode.paragraphs(once) == once


@given(anything)
def test_the_only_white_space_is_one_space_or_two_line_feeds(text: str) -> None:
    """Paragraphs hold single spaces and nothing else that is white, and none at their ends."""
    for paragraph in (clean := unicode.paragraphs(text)).split("\n\n") if text else []:
        assert paragraph == " ".join(paragraph.split())
        assert paragraph or not clean


@given(anything)
def test_the_result_can_be_encoded(text: str) -> None:
    """No lone surrogate and no NUL is left."""
    assert b"\0" not in unicode.paragraphs(text).encode("utf-8")


@given(anything)
def test_a_title_is_one_line(text: str) -> None:
    """A title holds no line break, and is left as it is the second time."""
    title = unicode.line(text)
    assert title == " ".join(title.split())
    assert unicode.line(title) == title


@given(st.text(st.characters(categories=["L", "N", "P"], max_codepoint=0x24F)))
def test_latin_letters_digits_and_marks_stay(text: str) -> None:
    """Nothing a reader sees in a Latin text changes."""
    assert unicode.paragraphs(text) == text


@pytest.mark.parametrize("unit", ["\u200c", "\ufefb", "ب\u0654", " \n", "\u202b", "  ", "\u0301"])
def test_a_million_odd_characters_take_linear_time(unit: str) -> None:
    """A megabyte of any odd character is cleaned within two seconds."""
    start = time.process_time()
    unicode.paragraphs(unit * (1_000_000 // len(unit)))
    assert time.process_time() - start < 2


def test_no_form_of_the_arabic_blocks_is_left_that_has_an_ordinary_letter() -> None:
    """What stays of the presentation blocks are the signs that decompose to nothing."""
    forms = "".join(
        map(chr, [*range(0xFB50, 0xFDD0), *range(0xFDF0, 0xFE00), *range(0xFE70, 0xFEFF)])
    )
    left = set(re.findall("[\ufb50-\ufdff\ufe70-\ufefe]", unicode.paragraphs(" ".join(forms))))
    assert len(left) < 120
    assert not left & set(map(chr, range(0xFE80, 0xFEFD)))
