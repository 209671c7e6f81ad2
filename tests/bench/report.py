"""``python -m tests.bench.report``: what a report over 20,000 claims and over 200,000 costs.

Articles are of the invented press, with their copies and revisions; of three speakers one gets
a name of its own, so that there are thousands of voices. Times are CPU seconds of this process,
memory is what it holds more than before.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from msgspec.structs import replace

from tests.bench.copies import resident
from tests.report import newsroom
from worker import packs
from worker.event import Event, Speaker
from worker.packs import Pack
from worker.report import Figures, Period, figures
from worker.views.report import CSV_FILES, csv_lines, json_parts, report_page

ARTICLES = (3_700, 37_000)

T = TypeVar("T")


def crowd(count: int, loaded: dict[str, Pack]) -> Iterator[Event]:
    """Yield the events of ``count`` articles and their copies, with thousands of speakers."""
    for number, event in enumerate(newsroom.events(count, loaded)):
        speakers = [
            _renamed(speaker, number) if (number + place) % 3 == 0 else speaker
            for place, speaker in enumerate(event.speakers)
        ]
        yield replace(event, speakers=speakers)


def _renamed(speaker: Speaker, number: int) -> Speaker:
    letters = "".join(chr(ord("a") + int(digit)) for digit in str(number % 9000))
    return replace(speaker, name=f"{speaker.name} {letters}")


def timed(name: str, work: Callable[[], T]) -> T:
    """Print what ``work`` takes, and return what it gives."""
    started = time.process_time()
    made = work()
    print(f"  {name:<28}{time.process_time() - started:>8.2f} s")
    return made


def read(events: list[Event], loaded: dict[str, Pack]) -> Period:
    """Return the period of the events."""
    period = Period(loaded.values())
    for event in events:
        period.add(event)
    return period


def exported(found: Figures) -> int:
    """Return the bytes of the exports."""
    size = sum(map(len, json_parts(found)))
    return size + sum(len(line) for name in CSV_FILES for line in csv_lines(found, name))


def main() -> None:
    """Measure and print."""
    loaded = {language: packs.load(language) for language in packs.available()}
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores")
    for count in ARTICLES:
        events = list(crowd(count, loaded))
        before = resident()
        period = timed("events into the period", lambda: read(events, loaded))  # noqa: B023
        found = timed("figures", lambda: figures(period))  # noqa: B023
        held = resident() - before
        page = timed("page", lambda: report_page(found, "ar", bounded=False))  # noqa: B023
        timed("exports", lambda: exported(found))  # noqa: B023
        claims = found.totals.claims
        print(f"  {claims:,} claims, {found.totals.voices:,} voices")
        print(f"  page {len(page.encode()) / 1e6:.1f} MB, {held / claims:,.0f} bytes a claim\n")


if __name__ == "__main__":
    main()
