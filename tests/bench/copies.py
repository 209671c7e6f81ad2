"""``python -m tests.bench.copies``: articles a second and bytes an article of the window of copies.

Articles are seed-sized mixtures of the seeds' words, every tenth a copy of an earlier one with
another lead and a trimmed tail. The window is full from the middle on, so that each article
also makes one be forgotten. Times are CPU seconds of this process.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import random
import resource
import time
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from tests.bench import streams
from worker import packs
from worker.article import Article
from worker.copies import Rules, Window
from worker.copies.signature import sign
from worker.event import Event, Published
from worker.normalise.folding import folding
from worker.packs import Pack

ARTICLES = 40_000
HELD = 20_000
COPIES = 10
"""One article in so many is a copy."""


def articles(loaded: dict[str, Pack], count: int) -> Iterator[Article]:
    """Yield articles of words in disorder, and now and then one that was there before, changed."""
    chance = random.Random(2026)
    seeds = [streams.article(record, loaded) for record in streams.seeds()]
    pools = {
        language: [
            word for each in seeds if each.language == language for word in each.text.split()
        ]
        for language in sorted({each.language for each in seeds})
    }
    before: dict[str, str] = {}
    for number in range(count):
        language = sorted(pools)[number % len(pools)]
        words = chance.choices(pools[language], k=streams.SEED_WORDS)
        if number % COPIES == COPIES - 1 and language in before:
            words = words[:60] + before[language].split()[60:-60]
        before[language] = " ".join(words)
        yield replace(
            seeds[0], id=f"{number:024x}", language=language, title="", text=before[language]
        )


def event(article: Article) -> Published:
    """Return an event without claims."""
    return Published(
        event=Event(
            id=f"{article.id}-{article.id}", article=article, speakers=[], claims=[], packs={}
        )
    )


def resident() -> int:
    """Return the bytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


def main() -> None:
    """Measure and print."""
    loaded = {language: packs.load(language) for language in packs.available()}
    rules = Rules(
        span=dt.timedelta(hours=72), most=HELD, copy_similarity=0.4, cluster_similarity=0.25
    )
    foldings = {language: folding(pack.script) for language, pack in loaded.items()}
    for each in foldings.values():
        each.words("")
    before = resident()
    window = Window(rules, loaded)
    window.place(event(next(articles(loaded, 1))), at=streams.NOW)
    signing = placing = 0.0
    copies = 0
    held = 0
    for number, article in enumerate(articles(loaded, ARTICLES)):
        started = time.process_time()
        sign(article.title, article.text, foldings[article.language])
        signed = time.process_time()
        outcome = window.place(event(article), at=streams.NOW)
        placing += time.process_time() - signed
        signing += signed - started
        copies += isinstance(outcome, Published) and bool(outcome.event.article.duplicate_of)
        window.settle()
        if number == HELD:
            held = resident() - before
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {ARTICLES:,} articles")
    print(f"signature alone            {ARTICLES / signing:>8,.0f} articles/s")
    print(f"signature, lookup, insert  {ARTICLES / placing:>8,.0f} articles/s")
    print(f"memory                     {held / HELD:>8,.0f} bytes an article, {HELD:,} held")
    print(f"copies found               {copies / (ARTICLES / COPIES):>8.3f} of those made")


if __name__ == "__main__":
    main()
