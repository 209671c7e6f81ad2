"""No text makes a rule quadratic: ten times the text costs about ten times the time."""

from __future__ import annotations

import datetime as dt
import gc
import math
import resource
import time
from collections.abc import Iterator
from typing import Final

import msgspec
import pytest

from tests.quality.hostile import Shape, shapes
from worker import enrich, packs, pipeline
from worker.article import Record
from worker.event import Published

SMALL: Final = 100_000
LARGE: Final = 1_000_000
"""Bytes of the text."""
GROWTH: Final = 30.0
"""Times that the large text may take of the small one's time: between the 10 of what is linear, which
caches make up to 16, and the 100 of what is quadratic."""
BOUND: Final = 2.0 if enrich.__file__.endswith(".so") else 6.0
"""CPU seconds of the large text; interpreted, the core takes three times as long."""
HOPELESS: Final = BOUND / 4
"""Seconds of the small text from which the large one is not tried: it might take an hour."""
FLOOR: Final = 0.02
"""Seconds below which a time is mostly noise: the small text counts as at least that."""
MEMORY: Final = 4_000_000_000
"""Bytes of address space: output that grows with the square of the text ends here."""
RUNS: Final = 2
"""A machine may be busy: the best of so many runs counts, each only where the one before failed."""

_NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
_PACKS = {language: packs.load(language) for language in packs.available()}


@pytest.fixture(autouse=True)
def _bounded_memory() -> Iterator[None]:
    """Let a text that takes all memory fail, and nothing else with it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))
    yield
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@pytest.fixture(autouse=True, scope="module")
def _warm() -> None:
    """Make what is made once: each pack's lexicon."""
    for text in (b"Ann Lee said that it was late.", "قال سامي حداد إن الوقت متأخر.".encode()):
        record = Record(form="text", body=text, place="warm")
        assert isinstance(pipeline.process(record, _PACKS, now=_NOW), Published)


def _seconds(shape: Shape, size: int) -> float:
    """Return the CPU time of the whole pipeline over a text of ``size`` bytes.

    What other tests left in memory is frozen, so that it costs the collector nothing here.
    """
    body = {"id": shape.name, "language": shape.language, "text": shape.text(size)}
    record = Record(form="json", body=msgspec.json.encode(body), place=shape.name)
    gc.collect()
    gc.freeze()
    started = time.process_time()
    outcome = pipeline.process(record, _PACKS, now=_NOW)
    spent = time.process_time() - started
    gc.unfreeze()
    assert isinstance(outcome, Published), outcome
    return spent


@pytest.mark.parametrize(
    "shape", list(shapes()), ids=lambda shape: f"{shape.language}: {shape.name}"
)
def test_time_grows_with_the_text(shape: Shape) -> None:
    """A hostile text of 1 MB takes at most 30 times what 100 kB of it take, and 2 seconds compiled."""
    small = large = math.inf
    for _ in range(RUNS):
        small = min(small, _seconds(shape, SMALL))
        if small > HOPELESS:
            continue
        large = min(large, _seconds(shape, LARGE))
        if large <= GROWTH * max(small, FLOOR) and large <= BOUND:
            break
    assert small <= HOPELESS, f"100 kB take {small:.2f} s"
    assert large <= BOUND, f"1 MB takes {large:.2f} s"
    assert large <= GROWTH * max(small, FLOOR), (
        f"1 MB takes {large:.2f} s, {large / small:.1f} times the {small:.3f} s of 100 kB"
    )
