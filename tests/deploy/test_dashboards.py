"""Dashboards: code and JSON agree, and every panel keeps the rules of a good one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deploy.grafana.__main__ import BOARDS as MADE
from deploy.grafana.__main__ import texts
from deploy.grafana.overview import OBJECTIVE, OBJECTIVE_SECONDS
from deploy.grafana.panel import RUNBOOKS
from tests.deploy.asked import BOARDS, DEPLOY, board, expressions, panels, rules, selectors

EVERY = pytest.mark.parametrize("path", BOARDS, ids=lambda path: path.stem)
PANELS = [(path, panel) for path in BOARDS for panel in panels(path)]
EVERY_PANEL = pytest.mark.parametrize(
    "panel", [panel for _, panel in PANELS], ids=[f"{p.stem}: {q['title']}" for p, q in PANELS]
)
EXPRESSIONS = [each for path in BOARDS for each in expressions(path)]
EVERY_EXPRESSION = pytest.mark.parametrize(
    "expression",
    [expression for _, expression in EXPRESSIONS],
    ids=[name for name, _ in EXPRESSIONS],
)

UNITS = {"short", "s", "bytes", "percentunit"}
COUNTERS = ("_total", "_bucket", "_sum", "_count")
WIDTH = 24


def test_json_is_what_the_code_makes() -> None:
    """The committed files are those that `make dashboards` writes, and there is no other."""
    assert {path.name: path.read_text(encoding="utf-8") for path in BOARDS} == dict(texts())
    assert len(MADE) == 3


@EVERY
def test_variables_are_the_same_everywhere(path: Path) -> None:
    """Each dashboard has data source, namespace and job, and takes them from qala's own metrics."""
    variables = {each["name"]: each for each in board(path)["templating"]["list"]}
    assert list(variables) == ["datasource", "namespace", "job"]
    assert variables["datasource"]["query"] == "prometheus"
    for name in ("namespace", "job"):
        assert variables[name]["definition"].startswith("label_values(qala_build_info")
        assert variables[name]["includeAll"]


@EVERY
def test_nobody_edits_it_in_place(path: Path) -> None:
    """A dashboard is not editable, has its own uid, and leads to the others and to the runbooks."""
    loaded = board(path)
    assert loaded["editable"] is False
    assert loaded["uid"] == f"qala-{path.stem}"
    assert [link["type"] for link in loaded["links"]] == ["dashboards", "link"]
    assert {each["name"] for each in loaded["annotations"]["list"]} == {
        "Starts",
        "Rebalances",
        "Alerts",
    }


@EVERY
def test_it_opens_with_whether_it_is_healthy(path: Path) -> None:
    """The first row answers that, with figures only."""
    first, *rest = board(path)["panels"]
    assert (first["type"], first["title"]) == ("row", "Is it healthy?")
    end = next(place for place, panel in enumerate(rest) if panel["type"] == "row")
    assert {panel["type"] for panel in rest[:end]} == {"stat"}
    assert end >= 6


@EVERY
def test_panels_lie_side_by_side(path: Path) -> None:
    """No panel reaches over the edge or over another one, and numbers and titles are unique."""
    loaded = board(path)["panels"]
    taken: set[tuple[int, int]] = set()
    for panel in loaded:
        at = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert at["x"] + at["w"] <= WIDTH
        assert not cells & taken, panel["title"]
        taken |= cells
    assert len({panel["id"] for panel in loaded}) == len(loaded)
    assert len({panel["title"] for panel in panels(path)}) == len(panels(path))


@EVERY_PANEL
def test_a_panel_explains_itself(panel: dict[str, object]) -> None:
    """It has a title, a sentence that explains it, a unit, a query, and the variable data source."""
    assert panel["title"]
    assert re.fullmatch(r"[A-Z].{15,}\.", str(panel["description"]))
    unit = panel["fieldConfig"]["defaults"]["unit"]  # type: ignore[index]
    assert unit in UNITS or re.fullmatch(r"suffix: \S+", unit)
    assert panel["targets"]
    for part in (panel, *panel["targets"]):  # type: ignore[misc]
        assert part["datasource"] == {"type": "prometheus", "uid": "${datasource}"}


@EVERY_PANEL
def test_series_are_named(panel: dict[str, object]) -> None:
    """Every query names its series, so that no legend shows a bare expression."""
    legends = [target["legendFormat"] for target in panel["targets"]]  # type: ignore[attr-defined]
    assert all(legends)
    assert len(set(legends)) == len(legends)


@EVERY_EXPRESSION
def test_queries_are_of_the_chosen_workers(expression: str) -> None:
    """Every metric of every query is limited to the chosen namespace and job."""
    for selector in selectors(expression):
        assert selector.labels["namespace"] == "$namespace"
        assert selector.labels["job"] in {"$job", "$job|"}


@EVERY_EXPRESSION
def test_counters_are_read_as_rates(expression: str) -> None:
    """A counter stands under rate or increase; rates are over the interval that Grafana gives."""
    for selector in selectors(expression):
        if selector.name.startswith("qala_") and selector.name.endswith(COUNTERS):
            assert selector.function in {"rate", "increase"}
        if selector.function in {"rate", "increase"}:
            assert selector.name.endswith(COUNTERS)
        if selector.function == "rate":
            assert selector.seconds == 61
        if selector.seconds:
            assert selector.seconds in {61, 3599}
    assert not re.search(r"\[\d", expression)


def test_every_alert_is_linked_from_what_it_watches() -> None:
    """Each alert has a panel with a link to its runbook, and no link leads nowhere."""
    linked = {link["url"] for _, panel in PANELS for link in panel["links"]}
    assert linked == {f"{RUNBOOKS}/{rule['alert']}.md" for rule in rules("alert")}
    assert [url for url in linked if not (DEPLOY / "runbooks" / Path(url).name).exists()] == []


def test_the_objective_is_one() -> None:
    """Dashboards, recording rules and alerts speak of the same hour and the same 95 of 100."""
    recording = (DEPLOY / "prometheus" / "recording.yml").read_text(encoding="utf-8")
    assert set(re.findall(r'le="([\d.]+)"', recording)) == {str(float(OBJECTIVE_SECONDS))}
    burns = [rule["expr"] for rule in rules("alert") if "Burns" in rule["alert"]]
    factors = re.findall(r"late:ratio_rate\w+ > [\d.]+ \* ([\d.]+)", "".join(burns))
    assert len(factors) == 8
    assert {float(factor) for factor in factors} == {round(1 - OBJECTIVE, 4)}
