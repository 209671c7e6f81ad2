"""The measured texts are what they claim to be; how fast they go is no test."""

from __future__ import annotations

import random

from tests.bench import streams
from worker import packs


def test_the_varied_stream_does_not_repeat_itself() -> None:
    """Articles are seed-sized, differ from draw to draw, and hold invented words."""
    loaded = {language: packs.load(language) for language in packs.available()}
    articles = [streams.article(record, loaded) for record in streams.seeds()]
    chance = random.Random(1)
    draws = [streams.varied(articles, 4, chance) for _ in range(2)]
    bodies = {record.body for draw in draws for record in draw}
    known = {word for article in articles for word in article.text.split()}
    assert len(bodies) == 8
    for body in bodies:
        words = body.decode().split()
        assert 600 <= len(words) <= 750
        assert 0.02 <= sum(word not in known for word in words) / len(words) <= 0.09
