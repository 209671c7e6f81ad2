"""Voices: the speakers of many articles, joined.

Rule: one entity is one voice; without an entity, one folded name and kind. Unnamed sources are
one voice together, and so are claims without any source: who they are is not known, and a
shared description says nothing about it.
"""

from __future__ import annotations

from collections import Counter
from typing import Final, Literal

from msgspec import Struct

from worker.event import Speaker, SpeakerKind
from worker.report.words import Words

VoiceKind = SpeakerKind | Literal["nobody"]
NAMED: Final = frozenset({"person", "organisation", "group"})


class Voice(Struct, frozen=True, kw_only=True):
    """A speaker of a period, over all articles."""

    number: int
    """Counted from 0 in the order of first speech."""
    name: str
    """The spelling that most articles have; empty for unnamed sources and for nobody."""
    kind: VoiceKind
    role: str | None
    """The role that most articles give."""
    organisation: str | None
    entity: str | None
    """The id in the user's watch list, by which the voice is then joined."""
    spellings: list[str]
    """All names that articles give in full, the most frequent first."""

    @property
    def named(self) -> bool:
        """Whether it is somebody with a name."""
        return self.kind in NAMED


class Voices:
    """Numbers the voices of a period as they come."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._numbers: dict[tuple[str, ...], int] = {}
        self._heard: list[_Heard] = []

    def number(self, speaker: Speaker | None) -> int:
        """Return the number of the voice of ``speaker``; None where the text names no source."""
        key = self._key(speaker)
        number = self._numbers.setdefault(key, len(self._heard))
        if number == len(self._heard):
            self._heard.append(_Heard(speaker))
        if speaker:
            self._heard[number].add(speaker)
        return number

    def all(self) -> list[Voice]:
        """Return the voices by number."""
        return [heard.voice(number) for number, heard in enumerate(self._heard)]

    def _key(self, speaker: Speaker | None) -> tuple[str, ...]:
        if speaker is None:
            return ("nobody",)
        if speaker.entity:
            return ("entity", speaker.entity)
        if speaker.kind == "unnamed":
            return ("unnamed",)
        folded = self._words.folded(speaker.name)
        return (speaker.kind, *(folded or ("", speaker.name)))


class _Heard:
    """What the articles say of one voice."""

    def __init__(self, speaker: Speaker | None) -> None:
        self._kind: VoiceKind = speaker.kind if speaker else "nobody"
        self._entity = speaker and speaker.entity
        self._names: Counter[str] = Counter()
        self._roles: Counter[str] = Counter()
        self._organisations: Counter[str] = Counter()

    def add(self, speaker: Speaker) -> None:
        if self._kind == "unnamed" and not self._entity:
            return
        self._names[speaker.name] += 1
        if speaker.role:
            self._roles[speaker.role] += 1
        if speaker.organisation:
            self._organisations[speaker.organisation] += 1

    def voice(self, number: int) -> Voice:
        spellings = [name for name, _ in self._names.most_common()]
        return Voice(
            number=number,
            name=spellings[0] if spellings else "",
            kind=self._kind,
            role=_first(self._roles),
            organisation=_first(self._organisations),
            entity=self._entity or None,
            spellings=spellings,
        )


def _first(counted: Counter[str]) -> str | None:
    return next((word for word, _ in counted.most_common(1)), None)
