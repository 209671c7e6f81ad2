"""``Period``: takes in events, and holds of each article the claims of its last revision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from worker.errors import UsageError
from worker.event import Event
from worker.packs import Pack
from worker.report.corrections import Correction, revised
from worker.report.mentioned import of_article
from worker.report.said import Said, Story, story_of
from worker.report.voices import Voice, Voices
from worker.report.words import Words

MOST_CLAIMS: Final = 500_000


class Period:
    """The claims of a period as they are read."""

    def __init__(self, packs: Iterable[Pack], *, most: int = MOST_CLAIMS) -> None:
        """Hold at most ``most`` claims; the packs tell how words are compared."""
        self.words = Words(packs)
        self.corrections: list[Correction] = []
        self.superseded = 0
        """Revisions that a later one has taken the place of."""
        self._voices = Voices(self.words)
        self._stories: dict[str, tuple[Story, list[Said]]] = {}
        self._most = most
        self._held = 0

    def add(self, event: Event) -> None:
        """Take in the next event. Raises ``UsageError`` where the period is too large."""
        story = story_of(event.article, event.id)
        claims = list(self._read(event, story))
        before = self._stories.pop(story.article, None)
        if before:
            self._held -= len(before[1])
            if before[0].event != story.event:
                self.superseded += 1
                self.corrections += revised(before[1], claims, story)
        self._stories[story.article] = story, claims
        self._held += len(claims)
        if self._held > self._most:
            message = (
                f"the period has more than {self._most:,} claims; name a shorter one"
                " with --since and --until"
            )
            raise UsageError(message)

    @property
    def stories(self) -> Iterator[Story]:
        """The articles, in the order in which their last revisions came."""
        return (story for story, _ in self._stories.values())

    @property
    def claims(self) -> Iterator[Said]:
        """The claims, article by article, in the order of the text."""
        return (said for _, claims in self._stories.values() for said in claims)

    def voices(self) -> list[Voice]:
        """Return the voices, by number; some may be only of revisions that are past."""
        return self._voices.all()

    def _read(self, event: Event, story: Story) -> Iterator[Said]:
        speakers = {speaker.id: speaker for speaker in event.speakers}
        numbers = {key: self._voices.number(speaker) for key, speaker in speakers.items()}
        words = [self.words.of(claim.text) for claim in event.claims]
        mentions = of_article(self.words, event.speakers, numbers)
        for claim, its in zip(event.claims, words, strict=True):
            speaker = speakers.get(claim.speaker or "")
            yield Said(
                story=story,
                claim=claim.id,
                voice=numbers[speaker.id] if speaker else self._voices.number(None),
                role=None if speaker is None else speaker.role,
                stance=claim.stance,
                kind=claim.kind,
                text=claim.text,
                said_on=None if claim.time is None else claim.time.date,
                checkworthy=claim.checkworthy,
                confidence=claim.confidence,
                words=its,
                about=tuple(sorted(mentions.within(its))),
            )
