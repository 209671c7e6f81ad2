"""Prometheus metrics, kept out of the logic: an observer of happenings.

Names begin with ``qala_``. The registry is passed in. Labels are bounded: languages, reasons
and stances are known beforehand, and never a URL, a feed or a name. Each child is there from
the start at 0, so that the first occurrence already shows as an increase.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)

from worker.event import Duplicate, Event, Kind, Published, Rejected, Relayed, Skipped, Stance
from worker.ports import Happening
from worker.runtime.acquaintance import STAGE
from worker.runtime.happenings import (
    BatchSettled,
    Failed,
    GaveUp,
    Part,
    RecordProcessed,
    RecordSettled,
    Started,
)

OUTCOMES: dict[type, str] = {
    Published: "published",
    Relayed: "published",
    Duplicate: "duplicate",
    Skipped: "skipped",
    Rejected: "rejected",
}

_STAGE_BUCKETS = (1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 2.5e-2, 0.1, 0.5, 2.5, 10)
_BATCH_BUCKETS = (0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
_SIZE_BUCKETS = (0, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 5000)
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_FRESHNESS_BUCKETS = (
    *(1, 5, 15, 30, _MINUTE, 2 * _MINUTE, 5 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE),
    *(_HOUR, 3 * _HOUR, 6 * _HOUR, 12 * _HOUR, _DAY, 2 * _DAY, 7 * _DAY, 30 * _DAY),
)


class Metrics:
    """All metrics of a worker, in a registry of the caller's."""

    def __init__(
        self,
        registry: CollectorRegistry,
        *,
        source: str,
        languages: Iterable[str],
        reasons: Iterable[str],
        stages: Iterable[str] = ("intake", "enrich", STAGE),
    ) -> None:
        """Make every metric, with all the labels that can occur."""
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._source = source
        self._make_counters(registry)
        self._make_histograms(registry)
        self._info = Gauge(
            "qala_build_info",
            "Always 1; the labels say which qala, sink and packs run",
            ("version", "sink", "packs"),
            registry=registry,
        )
        ProcessCollector(registry=registry)
        self._make_children(tuple(languages), reasons, stages)

    def _make_counters(self, registry: CollectorRegistry) -> None:
        self._records = Counter(
            "qala_records",
            "Records settled, by their outcome",
            ("source", "outcome"),
            registry=registry,
        )
        self._rejected = Counter(
            "qala_rejected",
            "Records sent to the dead letters, by reason",
            ("reason",),
            registry=registry,
        )
        self._claims = Counter(
            "qala_claims", "Claims published", ("language", "kind", "stance"), registry=registry
        )
        self._unattributed = Counter(
            "qala_claims_without_speaker",
            "Claims published whose speaker is not known",
            ("language",),
            registry=registry,
        )
        self._copies = Counter(
            "qala_copies",
            "Articles published that copy another one",
            ("language",),
            registry=registry,
        )
        self._unknown_fields = Counter(
            "qala_unknown_fields",
            "Fields of records that qala does not know and left out",
            registry=registry,
        )
        self._failures = Counter(
            "qala_failures",
            "Times that source, sink or memory failed and was asked again or given up",
            ("part",),
            registry=registry,
        )

    def _make_histograms(self, registry: CollectorRegistry) -> None:
        self._stage = Histogram(
            "qala_stage_seconds",
            "Time that a record took in a stage",
            ("stage",),
            buckets=_STAGE_BUCKETS,
            registry=registry,
        )
        self._freshness = Histogram(
            "qala_freshness_seconds",
            "From an article's publication to its event",
            buckets=_FRESHNESS_BUCKETS,
            registry=registry,
        )
        self._batch_seconds = Histogram(
            "qala_batch_seconds",
            "From the end of a batch's reading to its commit",
            buckets=_BATCH_BUCKETS,
            registry=registry,
        )
        self._batch_records = Histogram(
            "qala_batch_records",
            "Records of a batch",
            buckets=_SIZE_BUCKETS,
            registry=registry,
        )

    def _make_children(
        self, languages: Iterable[str], reasons: Iterable[str], stages: Iterable[str]
    ) -> None:
        for outcome in OUTCOMES.values():
            self._records.labels(self._source, outcome)
        for reason in reasons:
            self._rejected.labels(reason)
        for part in get_args(Part):
            self._failures.labels(part)
        for stage in stages:
            self._stage.labels(stage)
        for language in languages:
            self._unattributed.labels(language)
            self._copies.labels(language)
            for kind in get_args(Kind):
                for stance in get_args(Stance):
                    self._claims.labels(language, kind, stance)

    def __call__(self, happening: Happening, /) -> None:
        """Count ``happening``."""
        match happening:
            case Started(version=version, sink=sink, packs=packs):
                names = ",".join(f"{language}={packs[language]}" for language in sorted(packs))
                self._info.labels(version, sink, names).set(1)
            case RecordProcessed(seconds=seconds):
                for stage, taken in seconds.items():
                    self._stage.labels(stage).observe(taken)
            case RecordSettled():
                self._count(happening)
            case BatchSettled(records=records, seconds=seconds) if records:
                self._batch_seconds.observe(seconds)
                self._batch_records.observe(records)
            case Failed(part=part) | GaveUp(part=part):
                self._failures.labels(part).inc()

    def _count(self, settled: RecordSettled) -> None:
        outcome = settled.outcome
        self._records.labels(self._source, OUTCOMES[type(outcome)]).inc()
        if isinstance(outcome, Rejected):
            self._rejected.labels(outcome.reason).inc()
        elif isinstance(outcome, Published):
            self._unknown_fields.inc(outcome.unknown_fields)
            self._count_claims(outcome.event)
            if outcome.event.article.duplicate_of:
                self._copies.labels(outcome.event.article.language).inc()
            if outcome.event.article.published_at is not None:
                age = settled.at - outcome.event.article.published_at
                self._freshness.observe(max(age.total_seconds(), 0.0))

    def _count_claims(self, event: Event) -> None:
        language = event.article.language
        for claim in event.claims:
            self._claims.labels(language, claim.kind, claim.stance).inc()
            if claim.speaker is None:
                self._unattributed.labels(language).inc()
