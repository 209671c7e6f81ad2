"""Who speaks in an event, and what, in the order of the page.

The page has numbers of its own for speakers and claims, so that no id of an event is ever an
anchor of the page.
"""

from __future__ import annotations

from msgspec import Struct

from worker.event import Claim, Event, Speaker
from worker.views.colours import voice


class Said(Struct, frozen=True, kw_only=True):
    """A claim and its place on the page."""

    number: int
    """From 1, in the order of the event."""
    claim: Claim
    speaker: int | None
    """The position of its speaker in the cast."""
    within: int | None
    """The number of the claim around it."""
    depth: int
    """How many claims are around it."""


class Voice(Struct, frozen=True, kw_only=True):
    """A speaker and all that they say; without a speaker, what nobody is named for."""

    position: int | None
    speaker: Speaker | None
    said: list[Said]

    @property
    def name(self) -> str | None:
        """The speaker's name."""
        return self.speaker.name if self.speaker else None


class Cast(Struct, frozen=True, kw_only=True):
    """The speakers and the claims of an event."""

    speakers: list[Speaker]
    said: list[Said]

    @property
    def voices(self) -> list[Voice]:
        """Each speaker with their claims, in the order of the event; last those of nobody."""
        claims: dict[int | None, list[Said]] = {at: [] for at in range(len(self.speakers))}
        claims[None] = []
        for said in self.said:
            claims[said.speaker].append(said)
        return [
            Voice(position=at, speaker=None if at is None else self.speakers[at], said=claims[at])
            for at in claims
            if at is not None or claims[at]
        ]

    def name_of(self, said: Said) -> str | None:
        """Return the name of who says it."""
        return None if said.speaker is None else self.speakers[said.speaker].name


def cast_of(event: Event) -> Cast:
    """Return the cast of ``event``; a reference to what is not there counts as none."""
    positions = {speaker.id: at for at, speaker in enumerate(event.speakers)}
    numbers = {claim.id: number for number, claim in enumerate(event.claims, start=1)}
    said = [
        Said(
            number=number,
            claim=claim,
            speaker=positions.get(claim.speaker or ""),
            within=numbers.get(claim.within or ""),
            depth=_depth(claim, event.claims, numbers),
        )
        for number, claim in enumerate(event.claims, start=1)
    ]
    return Cast(speakers=event.speakers, said=said)


def look_of(position: int | None) -> str:
    """Return the classes of a speaker's colour and line."""
    return "nobody" if position is None else voice(position)


def sign_of(position: int | None) -> str:
    """Return the speaker's number as the page shows it."""
    return "?" if position is None else str(position + 1)


def _depth(claim: Claim, claims: list[Claim], numbers: dict[str, int]) -> int:
    depth, seen = 0, {claim.id}
    while (number := numbers.get(claim.within or "")) and claims[number - 1].id not in seen:
        claim = claims[number - 1]
        seen.add(claim.id)
        depth += 1
    return depth
