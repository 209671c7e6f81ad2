"""Spellings as they are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.normalise.folding import Folding, folding
from worker.packs import Pack, load

WORDS = [
    ("hamza, tāʾ marbūṭa and vowel signs", "أُمّة الإمارات", ["امه", "الامارات"]),
    ("marks part words, and are gone", "«نعم»، قال-ها: لا!", ["نعم", "قال", "ها", "لا"]),
    ("digits of any script are the same", "٢٠٢٦ 2026 ۲۰۲۶", ["2026", "2026", "2026"]),
    ("case", "Straße STRASSE strasse", ["strasse", "strasse", "strasse"]),
    ("combining marks are no part of a word", "Ste\u0301phane", ["stephane"]),
    ("emoji part words", "rain\U0001f327fell", ["rain", "fell"]),
    ("lone surrogates part words", "rain\ud800fell", ["rain", "fell"]),
    ("nothing", " \n", []),
]


@pytest.mark.parametrize(
    ("text", "words"), [row[1:] for row in WORDS], ids=[row[0] for row in WORDS]
)
def test_words(text: str, words: list[str], packs: dict[str, Pack]) -> None:
    """Texts become the words that are compared."""
    assert Folding(pack.script for pack in packs.values()).words(text) == words


@given(letters=st.text(st.characters(categories=["Ll", "Lu", "Lo", "Mn"], max_codepoint=0xFFFF)))
def test_a_text_folds_as_its_spellings_do(letters: str) -> None:
    """Reading a text by the table changes nothing that folding its spellings had not changed."""
    fold = folding(load("ar").script)
    assert fold.words(letters) == fold.words(fold(letters))


def test_the_table_is_made_once(packs: dict[str, Pack]) -> None:
    """Compiled or not: it takes as long as some hundred articles."""
    made = Folding([packs["ar"].script])
    made.words("one")
    table = made._signs  # noqa: SLF001 - nothing else shows it
    made.words("two")
    assert made._signs is table is not None  # noqa: SLF001
