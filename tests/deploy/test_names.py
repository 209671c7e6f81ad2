"""Metrics have one name: in the worker, the dashboards, the rules and the operator's guide."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
from prometheus_client import CollectorRegistry

from tests.deploy.asked import (
    BOARDS,
    DEPLOY,
    RULES,
    expressions,
    family,
    rules,
    selectors,
)
from worker.cli import wiring
from worker.config.settings import Settings
from worker.ports.kafka import LagSeen
from worker.runtime.feed_metrics import FeedMetrics
from worker.runtime.happenings import WatchListRead
from worker.runtime.kafka_metrics import KafkaMetrics
from worker.runtime.metrics import Metrics
from worker.runtime.watch_metrics import WatchMetrics

GUIDE = (DEPLOY / "README.md").read_text(encoding="utf-8")


def _given() -> dict[str, set[str]]:
    """Return what a worker gives: metric → labels."""
    registry = CollectorRegistry()
    Metrics(registry, source="feeds", languages=["ar"], reasons=wiring.reasons())
    FeedMetrics(
        registry,
        results=wiring.poll_results(),
        standings=wiring.standings(),
        subscriptions=wiring.subscriptions(),
    )
    WatchMetrics(registry)(WatchListRead(entities=["x:a"], collisions=0))
    KafkaMetrics(registry, topic="records")(LagSeen(topic="records", lags={0: 1}, stalled=0))
    given: dict[str, set[str]] = {}
    for found in registry.collect():
        name = found.name + ("_total" if found.type == "counter" else "")
        labels = {label for sample in found.samples for label in sample.labels} - {"le"}
        given[name] = labels
    return given


def _asked() -> Iterator[tuple[str, set[str]]]:
    """Return what dashboards and rules ask for: metric, and labels that it is matched by."""
    texts = [text for path in BOARDS for _, text in expressions(path)]
    texts += [rule["expr"] for kind in ("alert", "record") for rule in rules(kind)]
    for text in texts:
        for selector in selectors(text):
            labels = set(selector.labels) - {"namespace", "job", "le", "__name__"}
            yield family(selector.name), labels


def _shown() -> set[str]:
    return {name for name, _ in _asked() if ":" not in name} - {"up", "ALERTS"}


def _own(names: set[str]) -> set[str]:
    return {name for name in names if name.startswith("qala_")}


def test_what_is_asked_for_is_given() -> None:
    """Dashboards and rules name no metric and match no label that no worker gives."""
    given = _given() | {"up": set(), "ALERTS": {"alertname", "alertstate"}}
    given |= {rule["record"]: set() for rule in rules("record")}
    for name, labels in _asked():
        assert name in given
        assert labels <= given[name]


def test_what_is_given_is_shown() -> None:
    """Each metric of the worker is on a dashboard or in a rule."""
    assert set(_own(set(_given()))) <= _shown()


def test_what_is_recorded_is_used() -> None:
    """No rule records what nobody asks for."""
    used = {name for name, _ in _asked()}
    assert {rule["record"] for rule in rules("record")} <= used


def test_the_guide_lists_every_metric_with_its_labels() -> None:
    """The table of metrics has a row for each, and no other."""
    table = GUIDE.split("<!-- metrics -->")[1].split("\n\n")[0]
    rows = re.findall(r"^\| `([a-z_]+)`(?: by ([^|]*))? \|", table, re.MULTILINE)
    listed = {name: set(re.findall(r"`([a-z_]+)`", labels)) for name, labels in rows}
    given = {name: labels for name, labels in _given().items() if name.startswith("qala_")}
    build = {"qala_build_info": {"version", "sink", "packs"}}
    assert listed == given | build


def _keys(shape: type[msgspec.Struct], section: str = "") -> Iterator[str]:
    """Return every setting, and every section of settings."""
    for field in msgspec.structs.fields(shape):
        yield section + field.name
        if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
            yield from _keys(field.type, f"{section}{field.name}.")


def test_settings_that_runbooks_name_exist() -> None:
    """A setting in a runbook or the guide is one that `qala config` knows, by its full name."""
    keys = {key for key in _keys(Settings) if "." in key}
    sections = {key.split(".")[0] for key in keys}
    pages = [*(DEPLOY / "runbooks").glob("*.md"), DEPLOY / "README.md"]
    for page in pages:
        for named in re.findall(r"`([a-z_]+(?:\.[a-z_]+)+)", page.read_text(encoding="utf-8")):
            if named.split(".")[0] in sections:
                assert named in keys, f"{page.name}: {named}"


def test_rules_stand_in_two_files() -> None:
    """What is loaded by Prometheus is what the tests read."""
    assert [path.name for path in RULES] == ["alerts.yml", "recording.yml"]


def test_links_and_commands_of_the_guide_exist() -> None:
    """The guide leads to files that are there, and names commands of the Makefile."""
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", GUIDE)
    assert links
    assert [link for link in links if not (DEPLOY / link).exists()] == []
    makefile = (DEPLOY.parent / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", GUIDE)) <= targets
