"""A text that is no text must not be cut into a million words."""

from __future__ import annotations

import pytest

from worker import packs
from worker.enrich.lexicon import LONGEST_CHUNK, lexicon
from worker.enrich.prose import Prose, Range


@pytest.mark.parametrize("letter", ["a", "\u201c", "1.", "\u0627"])
def test_an_endless_run_of_characters_is_one_mark(letter: str) -> None:
    """A run without a space that is longer than any text's is one mark, and is forgotten."""
    words = lexicon(packs.load("en"))
    endless = letter * (LONGEST_CHUNK + 1)
    prose = Prose(f"She said {endless} twice.", words)
    assert [word.text for word in prose.words] == ["She", "said", endless, "twice", "."]
    assert prose.words[2].kinds == 0
    assert prose.said(Range(2, 3)) == endless
    assert endless not in words.known


def test_a_run_of_the_longest_length_is_read() -> None:
    """A run that is as long as a text's may be is cut into its words."""
    words = lexicon(packs.load("en"))
    prose = Prose("ab," * (LONGEST_CHUNK // 3), words)
    assert len(prose.words) == LONGEST_CHUNK // 3 * 2
