"""Prometheus metrics of watched speakers, beside those of ``metrics`` and by the same rules.

The label ``entity`` is bounded by the watch list: when it is read anew, what is new in it begins
at 0, and what has left it is no longer told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, disable_created_metrics

from worker.event import Published, Stance, Unresolved
from worker.ports import Happening
from worker.runtime.happenings import RecordSettled, WatchListFailed, WatchListRead

_REASONS = ("ambiguous", "unconfirmed")


class WatchMetrics:
    """All metrics of the watch list, in a registry of the caller's."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Make every metric; its entities come with the list."""
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._entities: frozenset[str] = frozenset()
        self._claims = Counter(
            "qala_watched_claims",
            "Claims published of speakers on the watch list",
            ("entity", "stance"),
            registry=registry,
        )
        self._unresolved = Counter(
            "qala_watch_unresolved",
            "Speakers with a name of the watch list that stay without an entity, by reason",
            ("reason",),
            registry=registry,
        )
        self._size = Gauge(
            "qala_watch_list_entities", "Entities of the watch list in force", registry=registry
        )
        self._readings = Counter(
            "qala_watch_list_readings",
            "Readings of the watch list, by what came of them",
            ("result",),
            registry=registry,
        )
        for reason in _REASONS:
            self._unresolved.labels(reason)
        for result in ("read", "failed"):
            self._readings.labels(result)

    def __call__(self, happening: Happening, /) -> None:
        """Count ``happening``."""
        match happening:
            case WatchListRead(entities=entities):
                self._readings.labels("read").inc()
                self._take(entities)
            case WatchListFailed():
                self._readings.labels("failed").inc()
            case RecordSettled(outcome=Published() as outcome):
                self._count(outcome)

    def _take(self, entities: Sequence[str]) -> None:
        stances = get_args(Stance)
        for entity in self._entities - set(entities):
            for stance in stances:
                self._claims.remove(entity, stance)
        for entity in entities:
            for stance in stances:
                self._claims.labels(entity, stance)
        self._entities = frozenset(entities)
        self._size.set(len(entities))

    def _count(self, outcome: Published) -> None:
        watched = {each.id: each.entity for each in outcome.event.speakers if each.entity}
        for claim in outcome.event.claims if watched else ():
            if entity := watched.get(claim.speaker or ""):
                self._claims.labels(entity, claim.stance).inc()
        self._count_unresolved(outcome.unresolved)

    def _count_unresolved(self, unresolved: Iterable[Unresolved]) -> None:
        for each in unresolved:
            self._unresolved.labels(each.why).inc()
