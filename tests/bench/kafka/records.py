"""Records to be moved: JSON with a URL of their own, of about 2 kB or of the size of the seed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Final

from tests.bench import streams
from worker import packs

SIZES: Final = {"2 kB": 2_000, "seed-sized": None}
"""What a record is cut to, by the name of the kind."""
KINDS: Final = 400
"""Different texts; each record has one of them, with a number and a few words of its own."""


def made(size: str, count: int) -> Iterator[bytes]:
    """Yield ``count`` records of a kind; no two are of one article."""
    chance = random.Random(2026)
    loaded = {language: packs.load(language) for language in packs.available()}
    articles = [streams.article(record, loaded) for record in streams.seeds()]
    texts = [record.body.decode() for record in streams.varied(articles, KINDS, chance)]
    cut = SIZES[size]
    for number in range(count):
        text = texts[number % KINDS]
        if cut:
            text = _cut(text, cut)
        record = {
            "url": f"https://bench.example/{number}",
            "title": f"Number {number}",
            "text": f"{text}\n\n{number:x}",
            "source": {"name": "Bench"},
        }
        yield json.dumps(record, ensure_ascii=False).encode()


def _cut(text: str, size: int) -> str:
    """Return the first words, about ``size`` bytes of them."""
    return text.encode()[:size].decode(errors="ignore").rpartition(" ")[0]
