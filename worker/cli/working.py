"""Settings → who looks into records: the worker itself, or a crew of processes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager

from worker.cli import wiring
from worker.cli.watching import Watching
from worker.config import Settings
from worker.packs import Pack
from worker.runtime.budget import Alone
from worker.runtime.crew import Crew, Terms
from worker.runtime.loop import Work

_HAND = (sys.executable, "-m", "worker.cli.hand")


@contextmanager
def working(settings: Settings, loaded: Mapping[str, Pack], watching: Watching) -> Iterator[Work]:
    """Give what looks into records, within this context."""
    budget = wiring.budget(settings)
    if settings.role == "ingest":
        yield Alone(wiring.relaying, budget)
    elif settings.pipeline.workers == 1:
        yield Alone(wiring.processor(loaded, lambda: watching.list), budget)
    else:
        terms = _Terms(settings, watching)
        with closing(Crew(_HAND, settings.pipeline.workers, terms)) as crew:
            yield crew


class _Terms:
    """The terms of the crew: the same object until the watch list changes."""

    def __init__(self, settings: Settings, watching: Watching) -> None:
        self._settings = settings
        self._watching = watching
        self._made = self._make()

    def __call__(self) -> Terms:
        if self._made.watch is not self._watching.body:
            self._made = self._make()
        return self._made

    def _make(self) -> Terms:
        pipeline = self._settings.pipeline
        return Terms(
            languages=pipeline.languages,
            cpu_seconds=pipeline.max_cpu_seconds,
            key=wiring.BUDGET_KEY,
            signs=self._settings.copies.enabled,
            watch=self._watching.body,
            watch_name=str(self._settings.watch.list or ""),
        )
