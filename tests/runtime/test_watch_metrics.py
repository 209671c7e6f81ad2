"""Metrics of watched speakers."""

from __future__ import annotations

from typing import get_args

from msgspec.structs import replace
from prometheus_client import CollectorRegistry

from tests.runtime.memory import NOON, claim, event, record
from worker.event import Published, Speaker, Stance, Unresolved
from worker.runtime.happenings import RecordSettled, WatchListFailed, WatchListRead
from worker.runtime.watch_metrics import WatchMetrics


def make(*entities: str) -> tuple[WatchMetrics, CollectorRegistry]:
    """Make metrics in a registry of their own, with a list read."""
    registry = CollectorRegistry()
    metrics = WatchMetrics(registry)
    metrics(WatchListRead(entities=entities, collisions=0))
    return metrics, registry


def speaker(number: int, entity: str | None) -> Speaker:
    """Make a speaker."""
    return Speaker(
        id=f"s{number}",
        name="Ann Lee",
        kind="person",
        role=None,
        organisation=None,
        aliases=[],
        entity=entity,
        mentions=[],
    )


def claims(registry: CollectorRegistry, entity: str) -> dict[str, float | None]:
    """Return the claims of an entity by stance; None where the child is not there."""
    return {
        stance: registry.get_sample_value(
            "qala_watched_claims_total", {"entity": entity, "stance": stance}
        )
        for stance in get_args(Stance)
    }


def test_every_entity_begins_at_nought() -> None:
    """Each entity of the list has each stance at 0 before its first claim."""
    _, registry = make("x:a", "x:b")
    assert set(claims(registry, "x:b").values()) == {0}
    assert registry.get_sample_value("qala_watch_list_entities") == 2
    for reason in ("ambiguous", "unconfirmed"):
        labels = {"reason": reason}
        assert registry.get_sample_value("qala_watch_unresolved_total", labels) == 0


def test_claims_count_for_whom_they_are_of() -> None:
    """A claim of a watched speaker counts under its stance, one of anybody else does not."""
    metrics, registry = make("x:a", "x:b")
    said = [
        replace(claim(), speaker="s1", stance="deny"),
        replace(claim(), speaker="s1", stance="deny"),
        replace(claim(), speaker="s2"),
        replace(claim(), speaker=None),
    ]
    article = replace(event("a", claims=said), speakers=[speaker(1, "x:a"), speaker(2, None)])
    unresolved = [Unresolved(speaker="s2", candidates=["x:a", "x:b"], why="ambiguous")]
    outcome = Published(event=article, unresolved=unresolved)
    metrics(RecordSettled(record=record("a"), outcome=outcome, at=NOON))
    assert claims(registry, "x:a") == dict.fromkeys(get_args(Stance), 0) | {"deny": 2}
    assert set(claims(registry, "x:b").values()) == {0}
    labels = {"reason": "ambiguous"}
    assert registry.get_sample_value("qala_watch_unresolved_total", labels) == 1


def test_who_left_the_list_is_told_no_more() -> None:
    """After a reload there are the entities of the new list, and those kept go on."""
    metrics, registry = make("x:a", "x:b")
    article = replace(
        event("a", claims=[replace(claim(), speaker="s1", stance="deny")]),
        speakers=[speaker(1, "x:b")],
    )
    metrics(RecordSettled(record=record("a"), outcome=Published(event=article), at=NOON))
    metrics(WatchListRead(entities=["x:b", "x:c"], collisions=0))
    metrics(WatchListFailed(message="faults"))
    assert set(claims(registry, "x:a").values()) == {None}
    assert claims(registry, "x:b")["deny"] == 1
    assert set(claims(registry, "x:c").values()) == {0}
    for result, number in (("read", 2), ("failed", 1)):
        labels = {"result": result}
        assert registry.get_sample_value("qala_watch_list_readings_total", labels) == number
