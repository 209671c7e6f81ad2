"""Which language a text is in, by the table ``language.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.normalise import language
from worker.packs import Pack, load

CASES = tomllib.loads(Path(__file__).with_name("language.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_text_is_in_its_language(case: dict[str, str], packs: dict[str, Pack]) -> None:
    """Each text of the table is read as the language beside it."""
    found = language.choose(case.get("declared"), "", case["text"], packs)
    assert found == case["language"]


def test_without_packs_there_is_a_name_all_the_same() -> None:
    """With no pack loaded, the language is still told, for the message."""
    assert language.choose(None, "", "Le ministère a annoncé la fin du mois.", {}) == "fr"


@given(declared=st.none() | st.text(), title=st.text(), text=st.text())
def test_no_text_makes_it_raise(declared: str | None, title: str, text: str) -> None:
    """Any strings give a language or none."""
    packs = {"ar": load("ar"), "en": load("en")}
    found = language.choose(declared, title, text, packs)
    assert bool(found) >= any(letter.isalpha() for letter in (title[:300] + text[:300]))
