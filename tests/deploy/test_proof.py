"""Every panel, annotation and rule is asked of a real Prometheus that scrapes real workers.

What they do, and what goes wrong, is in ``scene``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.deploy.asked import (
    BOARDS,
    expressions,
    panels,
    rules,
    substituted,
)
from tests.deploy.scene import INJECTED, JOBS, Prometheus, scene
from tests.patience import wait

# The client leaves sockets of connections that were lost to the collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    """Return the Prometheus that has seen it all."""
    with scene(tmp_path_factory.mktemp("scene")) as up:
        yield up


def _asked(expression: str) -> str:
    jobs = f"({'|'.join(JOBS)})"
    return substituted(expression, __rate_interval="10s", __range="1h", namespace=".*", job=jobs)


def _figures(series: list[Any]) -> list[float]:
    points = [point for one in series for point in one.get("values", [one.get("value")])]
    return [float(value) for _, value in points]


PANELS = {text: name for path in BOARDS for name, text in expressions(path)}
INSTANT = {
    target["expr"]
    for path in BOARDS
    for panel in panels(path)
    for target in panel["targets"]
    if target["instant"]
}


@pytest.mark.parametrize("expression", PANELS, ids=list(PANELS.values()))
def test_a_panel_shows_something(prometheus: Prometheus, expression: str) -> None:
    """With the variables filled in, each query gives a series with a figure in it."""
    ask = prometheus.ask_for_some if expression in INSTANT else prometheus.ask_over_time
    found = ask(_asked(expression))
    assert found
    assert any(math.isfinite(figure) for figure in _figures(found))


@pytest.mark.parametrize("name", [rule["record"] for rule in rules("record")])
def test_a_recording_rule_records(prometheus: Prometheus, name: str) -> None:
    """Each recorded series is there, with a figure in it."""
    found = prometheus.ask_over_time(name)
    assert any(math.isfinite(figure) for figure in _figures(found))


@pytest.mark.parametrize("rule", rules("alert"), ids=lambda rule: str(rule["alert"]))
def test_an_alert_has_something_to_judge(prometheus: Prometheus, rule: dict[str, Any]) -> None:
    """Asked whether instead of when, each alert gives an answer for a job."""
    whether = re.sub(r" (==|!=|>=|<=|>|<) ", r" \1 bool ", rule["expr"])
    assert prometheus.ask_for_some(whether)


def test_what_was_broken_is_alerted_and_nothing_else(prometheus: Prometheus) -> None:
    """Without their patience, the alerts of what was injected have fired, and no other stays."""
    assert prometheus.fired() >= INJECTED
    wait(lambda: prometheus.firing() <= INJECTED, "no other alert fires")
