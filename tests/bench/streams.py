"""The texts that are measured: the seed articles as they are, and an endless stream made of them.

The same few texts over and over would flatter whatever remembers words. So the varied stream
shuffles paragraphs (whole ones: a torn quotation is not what articles look like) and puts
invented words, never seen before, in place of one word in twenty.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterator
from pathlib import Path

from worker import pipeline
from worker.article import Article, Form, Record
from worker.event import Published
from worker.packs import Pack

SEEDS = Path(__file__).parents[2] / "seeds" / "articles"
SEED_WORDS = 620
"""Words of the article that the project starts from."""
FRESH = 0.05
"""Share of words that are invented."""
NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)

_FORMS: dict[str, Form] = {".txt": "text", ".html": "html"}
_LETTERS = re.compile(r"[^\W\d_]+")


def seeds() -> list[Record]:
    """Read the seed articles, one record each."""
    return [record for path in sorted(SEEDS.iterdir()) for record in _records(path)]


def _records(path: Path) -> Iterator[Record]:
    body = path.read_bytes()
    if path.suffix == ".jsonl":
        for number, line in enumerate(body.splitlines(), 1):
            yield Record(form="json", body=line, place=f"{path.name}:{number}")
    else:
        yield Record(form=_FORMS[path.suffix], body=body, place=path.name)


def article(record: Record, packs: dict[str, Pack]) -> Article:
    """Return what the pipeline reads; a record that it does not publish can't be measured."""
    outcome = pipeline.process(record, packs, now=NOW)
    if not isinstance(outcome, Published):
        message = f"{record.place} is not published: {outcome}"
        raise SystemExit(message)
    return outcome.event.article


def varied(articles: list[Article], count: int, chance: random.Random) -> list[Record]:
    """Make ``count`` seed-sized records, the languages in turn; no two calls give the same."""
    pools: dict[str, list[str]] = {}
    for each in articles:
        pools.setdefault(each.language, []).extend(each.text.split("\n\n"))
    languages = sorted(pools)
    return [
        Record(
            form="text",
            body=_mixed(pools[languages[number % len(languages)]], chance).encode(),
            place=f"varied:{number}",
        )
        for number in range(count)
    ]


def _mixed(pool: list[str], chance: random.Random) -> str:
    """Draw paragraphs up to the size of the seed."""
    paragraphs: list[str] = []
    words = 0
    while words < SEED_WORDS:
        for paragraph in chance.sample(pool, len(pool)):
            if words >= SEED_WORDS:
                break
            paragraphs.append(_LETTERS.sub(lambda m: _fresh(m.group(), chance), paragraph))
            words += paragraph.count(" ") + 1
    return "\n\n".join(paragraphs)


def _fresh(word: str, chance: random.Random) -> str:
    """Return the word, or now and then its letters and a few more in disorder."""
    if chance.random() >= FRESH:
        return word
    letters = [*word, *chance.choices(word, k=3)]
    chance.shuffle(letters)
    return "".join(letters)
