"""Names, labels and figures of the metrics."""

from __future__ import annotations

import datetime as dt
from typing import get_args

from msgspec.structs import replace
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from tests.runtime.memory import NOON, MemorySink, MemorySource, claim, event, job, record
from worker.event import Kind, Published, Stance
from worker.runtime.happenings import Failed, GaveUp, RecordSettled, Started
from worker.runtime.loop import Loop
from worker.runtime.metrics import Metrics
from worker.runtime.stop import Stop

LABELS = {
    "qala_records_total": {"source", "outcome"},
    "qala_rejected_total": {"reason"},
    "qala_claims_total": {"language", "kind", "stance"},
    "qala_claims_without_speaker_total": {"language"},
    "qala_copies_total": {"language"},
    "qala_unknown_fields_total": set(),
    "qala_failures_total": {"part"},
    "qala_stage_seconds_count": {"stage"},
    "qala_freshness_seconds_count": set(),
    "qala_batch_seconds_count": set(),
    "qala_batch_records_count": set(),
    "qala_build_info": {"version", "sink", "packs"},
}


def make() -> tuple[Metrics, CollectorRegistry]:
    """Make metrics in a registry of their own, with the worker started."""
    registry = CollectorRegistry()
    metrics = Metrics(registry, source="files", languages=["ar", "en"], reasons=["empty", "bug"])
    metrics(Started(version="1.0", source="files", sink="sqlite", packs={"ar": "2", "en": "3"}))
    return metrics, registry


def samples(registry: CollectorRegistry) -> dict[str, set[str]]:
    """Return sample → labels of what a scrape gives, without buckets, sums and the process."""
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(generate_latest(registry).decode()):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    own = {name for name in found if name.startswith("qala_")}
    return {name: found[name] for name in own if not name.endswith(("_bucket", "_sum"))}


def settled(metrics: Metrics, outcome: Published) -> None:
    """Tell of a settled record."""
    metrics(RecordSettled(record=record("x"), outcome=outcome, at=NOON))


def test_all_metrics_are_there_from_the_start() -> None:
    """Every metric has its name, help and labels before the first record, and no other."""
    _, registry = make()
    assert samples(registry) == LABELS


def test_children_begin_at_zero() -> None:
    """Each outcome, reason, stage and claim label is there at 0, so that an increase shows."""
    _, registry = make()
    for outcome in ("published", "duplicate", "skipped", "rejected"):
        labels = {"source": "files", "outcome": outcome}
        assert registry.get_sample_value("qala_records_total", labels) == 0
    assert registry.get_sample_value("qala_rejected_total", {"reason": "bug"}) == 0
    assert registry.get_sample_value("qala_stage_seconds_count", {"stage": "enrich"}) == 0
    for kind in get_args(Kind):
        for stance in get_args(Stance):
            labels = {"language": "ar", "kind": kind, "stance": stance}
            assert registry.get_sample_value("qala_claims_total", labels) == 0


def test_a_run_is_counted() -> None:
    """Outcomes, reasons, unknown fields, stages and batches of a run add up."""
    metrics, registry = make()
    source = MemorySource([["a", "bad-b", "c"], [], ["skip-d", "bug-e"]])
    Loop(job(source, MemorySink()), observe=metrics, stop=Stop(), now=lambda: NOON).run()
    value = registry.get_sample_value
    assert value("qala_records_total", {"source": "files", "outcome": "published"}) == 2
    assert value("qala_records_total", {"source": "files", "outcome": "skipped"}) == 1
    assert value("qala_records_total", {"source": "files", "outcome": "rejected"}) == 2
    assert value("qala_rejected_total", {"reason": "empty"}) == 1
    assert value("qala_rejected_total", {"reason": "bug"}) == 1
    assert value("qala_unknown_fields_total") == 2
    assert value("qala_stage_seconds_count", {"stage": "intake"}) == 5
    assert value("qala_stage_seconds_count", {"stage": "enrich"}) == 2
    assert value("qala_batch_seconds_count") == 2
    assert value("qala_batch_records_sum") == 5
    assert value("qala_freshness_seconds_sum") == 2 * 3600


def test_claims_are_counted_by_language_kind_and_stance() -> None:
    """A claim without a speaker is counted in both metrics."""
    metrics, registry = make()
    claims = [claim("deny"), claim("deny", "s1"), claim("warn", "s1")]
    settled(metrics, Published(event=event("a", claims=claims)))
    labels = {"language": "en", "kind": "direct", "stance": "deny"}
    assert registry.get_sample_value("qala_claims_total", labels) == 2
    without = registry.get_sample_value("qala_claims_without_speaker_total", {"language": "en"})
    assert without == 1


def test_copies_are_counted_by_language() -> None:
    """An article that copies another counts, and the other does not."""
    metrics, registry = make()
    first = event("a")
    copy = replace(first, article=replace(first.article, cluster="b", duplicate_of="b"))
    for each in (first, copy):
        settled(metrics, Published(event=each))
    assert registry.get_sample_value("qala_copies_total", {"language": "en"}) == 1
    assert registry.get_sample_value("qala_copies_total", {"language": "ar"}) == 0


def test_failures_are_counted_by_part() -> None:
    """A sink that fails twice and is given up counts three times; the other parts stay at 0."""
    metrics, registry = make()
    for attempt in (1, 2):
        metrics(Failed(part="sink", attempt=attempt, wait=1.0, message="locked"))
    metrics(GaveUp(part="sink", message="locked"))
    value = registry.get_sample_value
    assert value("qala_failures_total", {"part": "sink"}) == 3
    assert value("qala_failures_total", {"part": "source"}) == 0


def test_an_article_from_the_future_is_fresh() -> None:
    """A clock that is ahead gives no negative freshness, and no date gives none at all."""
    metrics, registry = make()
    settled(metrics, Published(event=event("a", age=dt.timedelta(hours=-2))))
    settled(metrics, Published(event=event("b")))
    assert registry.get_sample_value("qala_freshness_seconds_sum") == 0
    assert registry.get_sample_value("qala_freshness_seconds_count") == 1


def test_two_workers_in_one_process_do_not_meet() -> None:
    """Nothing is registered globally."""
    make()
    make()
