"""Voices that are named inside of claims.

Rule: a name counts where all its words stand in the claim one after the other, the first of
them alone or behind what the language joins to it. A name of one word counts only in an
article that has that speaker, since elsewhere it may be another's. Descriptions (groups,
unnamed sources) are no names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from worker.event import Speaker
from worker.report.said import Said
from worker.report.voices import Voice
from worker.report.words import Words

_NAMED: Final = frozenset({"person", "organisation"})


class Mentions:
    """An index of names."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._by_first: dict[int, list[tuple[tuple[int, ...], int]]] = {}

    def add(self, name: str, voice: int, *, least: int) -> None:
        """Know ``voice`` by ``name``, if that has ``least`` words or more and the period has it."""
        folded = self._words.folded(name)
        if len(folded) < max(least, 1):
            return
        rest = [self._words.known(word) for word in folded[1:]]
        if None in rest:
            return
        tail = tuple(number for number in rest if number is not None)
        for first in self._words.written(folded[0]):
            self._by_first.setdefault(first, []).append((tail, voice))

    def within(self, words: Sequence[int]) -> set[int]:
        """Return the voices that are named among ``words``."""
        found: set[int] = set()
        for place, word in enumerate(words):
            for tail, voice in self._by_first.get(word, ()):
                if tuple(words[place + 1 : place + 1 + len(tail)]) == tail:
                    found.add(voice)
        return found


def of_article(words: Words, speakers: Iterable[Speaker], numbers: Mapping[str, int]) -> Mentions:
    """Return the names of the speakers of one article, with whatever else it calls them."""
    mentions = Mentions(words)
    for speaker in speakers:
        if speaker.kind in _NAMED:
            for name in {speaker.name, *speaker.aliases}:
                mentions.add(name, numbers[speaker.id], least=1)
    return mentions


def of_period(words: Words, voices: Iterable[Voice]) -> Mentions:
    """Return the names of two words and more of all voices."""
    mentions = Mentions(words)
    for voice in voices:
        if voice.kind in _NAMED:
            for name in {" ".join(words.folded(spelling)) for spelling in voice.spellings}:
                mentions.add(name, voice.number, least=2)
    return mentions


def about(said: Said, mentions: Mentions) -> list[int]:
    """Return who the claim names besides the one who makes it, by number."""
    return sorted({*said.about, *mentions.within(said.words)} - {said.voice})
