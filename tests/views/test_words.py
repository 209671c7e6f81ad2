"""The words of the pages, in every language that there are words of."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest

from worker import packs
from worker.event import Kind, SpeakerKind, Stance
from worker.views.words import Words, available, words_of


@pytest.mark.parametrize("language", available())
def test_every_word_is_there(language: str) -> None:
    """A file has each word, and one for each kind and stance; none is empty."""
    spoken, words = words_of(language)
    assert spoken == language
    assert list(words.kinds) == list(get_args(Kind))
    assert list(words.stances) == list(get_args(Stance))
    assert list(words.speaker_kinds) == list(get_args(SpeakerKind))
    plain = msgspec.structs.asdict(words)
    flat = [value for value in plain.values() if isinstance(value, str)]
    flat += [word for table in plain.values() if isinstance(table, dict) for word in table.values()]
    assert [word for word in flat if not word.strip()] == []


def test_languages_go_as_their_packs_say() -> None:
    """The direction of a page's words is that of the pack of the same language."""
    both = set(available()) & set(packs.available())
    assert both == {"ar", "en"}
    for language in both:
        assert words_of(language)[1].direction == packs.load(language).script.direction


def test_other_languages_are_spoken_to_in_english() -> None:
    """Around an article in a language without words, the page speaks English."""
    assert words_of("xx") == words_of("en")
    assert words_of("../en") == words_of("en")
    assert isinstance(words_of("xx")[1], Words)
