"""``make bench-feeds``: how the feeds source fares, in one table, against servers of our own.

Times are CPU times; memory is that of the worker and its parser together.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.feeds import loaded, polls, simulation
from tests.cli.feeds.hostile_cases import CASES, attack
from tests.cli.feeds.hostile_world import MEGABYTE, World, resident

FEEDS, CROWD, HOURS = 10_000, 600, 12.0

Row = tuple[str, str, str]
"""What was measured, the measurement, and what it must be."""


def politeness() -> Iterator[Row]:
    """Poll thousands of feeds for hours on a simulated clock."""
    told = simulation.simulate(feeds=FEEDS, crowd=CROWD, hours=HOURS)
    yield f"{FEEDS:,} feeds, {HOURS:.0f} simulated hours: polls", f"{told.polls:,}", ""
    yield "requests a second to one domain, at most", f"{told.fastest_domain:.2f}", "≤ 1"
    yield "lateness at p95, of the interval", f"{told.late_share:.1%}", "< 5 %"
    yield "requests to a domain that rests", f"{told.asked_at_rest}", "0"
    yield "entries that were missed", f"{told.missed / max(told.new, 1):.2%}", ""


def cost() -> Iterator[Row]:
    """Poll a real server again and again."""
    for answer, each in polls.measured().items():
        told = f"{each.worker:.1f} + {each.parser:.1f} ms"
        yield f"a poll {answer}: worker + parser", told, "< 3 ms"


def memory() -> Iterator[Row]:
    """Load feeds, and meet every hostile server of the tests."""
    yield f"memory with {FEEDS:,} feeds", _mb(loaded.loaded_bytes(FEEDS)), "< 400 MB"
    names = [name for name in CASES if name != "rebinds"]
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), names)
        try:
            world.wait(lambda: world.state(world.healthy).polls >= 2)
            before = resident(world.process.pid)
            most = {name: attack(world, name).most - before for name in CASES}
        finally:
            world.close()
    worst = max(most, key=most.__getitem__)
    yield f"growth under {len(CASES)} hostile servers ({worst})", _mb(most[worst]), "< 200 MB"


def _mb(size: float) -> str:
    return f"{size / MEGABYTE:.0f} MB"


def main() -> None:
    """Print a row as soon as it is known."""
    print(f"Python {sys.version.split()[0]}")
    print(f"{'':<58} {'measured':>18}   wanted")
    for part in (politeness, cost, memory):
        for what, found, wanted in part():
            print(f"{what:<58} {found:>18}   {wanted}", flush=True)


if __name__ == "__main__":
    main()
