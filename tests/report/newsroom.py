"""An invented press: articles as records, with copies in other outlets and corrected revisions.

The same number of articles gives the same records. Of each hundred articles about twelve are
copied, by one to three outlets and under another lead, and about eight are printed again at
the same address with a figure changed, a sentence gone or a sentence more.
"""

from __future__ import annotations

import datetime as dt
import random
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from worker import pipeline
from worker.article import Record
from worker.event import Event, Published
from worker.packs import Pack

PRESS: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("newsroom.toml").read_text(encoding="utf-8")
)
FIRST = dt.datetime(2026, 9, 1, 5, tzinfo=dt.UTC)
DAYS = 30
_COPIED = 0.12
_CORRECTED = 0.08


def records(count: int) -> Iterator[Record]:
    """Yield ``count`` articles and, among them, their copies and revisions."""
    chance = random.Random(2026)  # noqa: S311 - what the press writes is no secret
    for number in range(count):
        language = "en" if chance.random() < 0.2 else "ar"
        yield from _Story(number, language, chance).records()


def events(count: int, packs: dict[str, Pack]) -> Iterator[Event]:
    """Yield what the pipeline makes of them."""
    for record in records(count):
        outcome = pipeline.process(record, packs, now=FIRST + dt.timedelta(days=DAYS))
        assert isinstance(outcome, Published), outcome
        yield outcome.event


class _Story:
    def __init__(self, number: int, language: str, chance: random.Random) -> None:
        self._number = number
        self._language = language
        self._press = PRESS[language]
        self._chance = chance
        self._outlets = chance.sample(self._press["outlets"], 4)
        day = min(chance.randrange(DAYS), chance.randrange(DAYS) + 8)
        self._at = FIRST + dt.timedelta(days=day, minutes=chance.randrange(900))

    def records(self) -> Iterator[Record]:
        sentences = [self._sentence() for _ in range(self._chance.choice((3, 4, 5, 6)))]
        yield self._record(0, sentences, 0)
        if self._chance.random() < _COPIED:
            for copy in range(1, self._chance.choice((2, 3, 4))):
                yield self._record(copy, sentences, copy * 50)
        if self._chance.random() < _CORRECTED:
            yield self._record(0, self._corrected(sentences), 95)

    def _corrected(self, sentences: list[str]) -> list[str]:
        match self._chance.randrange(3):
            case 0:
                return sentences[:-1]
            case 1:
                return [*sentences, self._sentence()]
            case _:
                return [_other_figure(sentence) for sentence in sentences]

    def _record(self, outlet: int, sentences: list[str], minutes: int) -> Record:
        lead = self._filled(self._chance.choice(self._press["leads"]))
        place = self._outlets[outlet]
        slug = self._press["outlets"].index(place)
        body = {
            "url": f"https://{self._language}{slug}.example/{self._number}",
            "title": lead.rstrip("."),
            "text": "\n\n".join([lead, *sentences]),
            "language": self._language,
            "published_at": (self._at + dt.timedelta(minutes=minutes)).isoformat(),
            "source": {"name": place},
        }
        return Record(form="json", body=orjson.dumps(body), place=f"newsroom:{self._number}")

    def _sentence(self) -> str:
        speaker = self._speaker()
        shape = self._chance.choice(self._press["sentences"])
        sentence = shape["feminine" if speaker["feminine"] else "masculine"]
        what = self._filled(self._chance.choice(self._press["claims"]), speaker)
        quote = self._filled(self._chance.choice(self._press["quotes"]), speaker)
        who = f"{speaker['role']} {speaker['name']}"
        filled: str = sentence.format(who=who, what=what, quote=quote)
        return filled[0].upper() + filled[1:]

    def _filled(self, sentence: str, speaker: dict[str, Any] | None = None) -> str:
        others = [each["name"] for each in self._press["speakers"] if each is not speaker]
        filled: str = sentence.format(
            n=self._chance.randrange(3, 90),
            place=self._chance.choice(self._press["places"]),
            other=self._chance.choice(others),
        )
        return filled

    def _speaker(self) -> dict[str, Any]:
        speakers = self._press["speakers"]
        [speaker] = self._chance.choices(speakers, [each["weight"] for each in speakers])
        found: dict[str, Any] = speaker
        return found


def _other_figure(sentence: str) -> str:
    return " ".join(str(int(word) + 4) if word.isdigit() else word for word in sentence.split())
