"""The words of the report, in every language that there are words of."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest
from msgspec.structs import asdict

from worker.views.words import available, words_of
from worker.views.words.report import Change, Section


def flat(language: str) -> dict[str, str]:
    """Return each word under its place in the file."""
    found: dict[str, str] = {}
    for name, value in asdict(words_of(language)[1].report).items():
        words: dict[str, Any] = value if isinstance(value, dict) else {"": value}
        found |= {f"{name}.{key}": word for key, word in words.items()}
    return found


@pytest.mark.parametrize("language", available())
def test_every_language_says_the_same(language: str) -> None:
    """Each file has every word that the others have, with the same figures set into it."""
    mine, english = flat(language), flat("en")
    assert list(mine) == list(english)
    assert all(word.strip() for word in mine.values())
    for name, word in mine.items():
        assert set(re.findall(r"\{\w+\}", word)) == set(re.findall(r"\{\w+\}", english[name])), name


@pytest.mark.parametrize("language", available())
def test_every_section_and_change_has_a_word(language: str) -> None:
    """The sections are in the order of the page, and each kind of correction is named."""
    words = words_of(language)[1].report
    assert list(words.sections) == list(get_args(Section))
    assert set(words.change) == set(get_args(Change))
