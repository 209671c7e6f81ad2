r"""``make bench``: seed-sized articles a second on one core, beside a bare pass over the words.

The bare pass is ``for m in re.finditer(r"\w+", text)`` over the title and text of the same
articles in the same run, so that the ratio holds on any machine. Times are CPU seconds of this
process: the best of several repetitions, in turns.
"""

from __future__ import annotations

import platform
import random
import re
import time
from collections import defaultdict
from collections.abc import Iterator

from tests.bench import streams
from worker import packs, pipeline
from worker.article import Article, Record
from worker.packs import Pack

REPETITIONS = 7
ARTICLES = 60
"""Articles of one repetition; few seeds are gone through as often as that takes."""

_WORD = re.compile(r"\w+")


def process(records: list[Record], loaded: dict[str, Pack]) -> float:
    """Return the seconds that the pipeline takes for the records."""
    started = time.process_time()
    for record in records:
        pipeline.process(record, loaded, now=streams.NOW)
    return time.process_time() - started


def bare(articles: list[Article]) -> float:
    """Return the seconds that a pass over the words of the articles takes."""
    texts = [f"{article.title}\n{article.text}" for article in articles]
    started = time.process_time()
    for text in texts:
        for _word in _WORD.finditer(text):
            pass
    return time.process_time() - started


def stages(records: list[Record], loaded: dict[str, Pack]) -> str:
    """Return each stage's share of the time, in words."""
    spent: defaultdict[str, float] = defaultdict(float)
    last = 0.0

    def lap(stage: str) -> None:
        nonlocal last
        now = time.perf_counter()
        spent[stage] += now - last
        last = now

    for record in records:
        last = time.perf_counter()
        pipeline.process(record, loaded, now=streams.NOW, lap=lap)
    total = sum(spent.values())
    return ", ".join(f"{name} {part / total:.0%}" for name, part in spent.items())


def batches(name: str, seeds: list[Record], articles: list[Article]) -> Iterator[list[Record]]:
    """Yield the records of each repetition."""
    chance = random.Random(2026)
    for _ in range(REPETITIONS):
        if name == "varied stream":
            yield streams.varied(articles, ARTICLES, chance)
        else:
            yield (seeds * ARTICLES)[:ARTICLES]


def row(name: str, seeds: list[Record], articles: list[Article], loaded: dict[str, Pack]) -> str:
    """Measure one stream."""
    ours: list[float] = []
    theirs: list[float] = []
    records: list[Record] = []
    for records in batches(name, seeds, articles):
        ours.append(process(records, loaded))
        theirs.append(bare([streams.article(record, loaded) for record in records]))
    rate = ARTICLES / min(ours)
    return f"{name:<14} {rate:>10.0f} {min(ours) / min(theirs):>8.1f}   {stages(records, loaded)}"


def main() -> None:
    """Measure each stream and print the table."""
    loaded = {language: packs.load(language) for language in packs.available()}
    records = streams.seeds()
    articles = [streams.article(record, loaded) for record in records]
    print(f"Python {platform.python_version()}, best of {REPETITIONS}, {ARTICLES} articles each")
    print(f"{'':<14} {'articles/s':>10} {'times':>8}   stages")
    print(f"{'':<14} {'':>10} {'bare pass':>8}")
    first = next(i for i, record in enumerate(records) if record.place.startswith("000_"))
    print(row("seed article", [records[first]], [articles[first]], loaded))
    print(row("all seeds", records, articles, loaded))
    print(row("varied stream", records, articles, loaded))


if __name__ == "__main__":
    main()
