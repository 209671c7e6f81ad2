"""A panel: what it asks and how it shows the answer, as a value; and its JSON for Grafana.

Title, description and unit can't be left out. A panel that an alert watches links to its runbook.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

RUNBOOKS = "https://runbooks.example/qala"
"""An example: where deploy/runbooks can be read. The alerts have the same."""
SOURCE = {"type": "prometheus", "uid": "${datasource}"}

Form = Literal["stat", "timeseries", "bargauge", "table", "heatmap"]
Json = dict[str, Any]

_LAST: Json = {"calcs": ["lastNotNull"], "fields": "", "values": False}
_LEGEND: Json = {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []}
_OPTIONS: dict[Form, Json] = {
    "stat": {
        "colorMode": "value",
        "graphMode": "area",
        "justifyMode": "auto",
        "orientation": "auto",
        "reduceOptions": _LAST,
        "textMode": "auto",
    },
    "timeseries": {"legend": _LEGEND, "tooltip": {"mode": "multi", "sort": "desc"}},
    "bargauge": {
        "displayMode": "gradient",
        "orientation": "horizontal",
        "reduceOptions": _LAST,
        "showUnfilled": True,
        "valueMode": "color",
    },
    "table": {"cellHeight": "sm", "footer": {"show": False}, "showHeader": True},
    "heatmap": {
        "calculate": False,
        "cellGap": 1,
        "color": {"mode": "scheme", "scheme": "Oranges", "steps": 64},
        "legend": {"show": True},
        "tooltip": {"mode": "single", "yHistogram": False},
        "yAxis": {"unit": "s"},
    },
}
_FORMATS: Mapping[Form, str] = {"table": "table", "heatmap": "heatmap"}


class Target(Struct, frozen=True):
    """A query and the name of its series: words, and labels as ``{{label}}``."""

    expression: str
    legend: str


class Panel(Struct, frozen=True, kw_only=True):
    """What a panel asks, and how it shows the answer."""

    title: str
    description: str
    unit: str
    """A unit that Grafana knows: ``s``, ``percentunit``, ``suffix: records/s``, …"""
    targets: tuple[Target, ...]
    form: Form = "timeseries"
    width: int = 8
    """Of 24 columns."""
    height: int = 8
    stacked: bool = False
    steps: tuple[tuple[str, float], ...] = ()
    """Colours, each from a value upwards; below the first it is ``floor``."""
    floor: str = "green"
    most: float | None = None
    """The upper end of the axis."""
    alerts: tuple[str, ...] = ()
    """Alerts that watch the same."""

    @property
    def instant(self) -> bool:
        """Whether it shows one moment, or the period as one figure."""
        return self.form in {"bargauge", "table"}


def to_json(panel: Panel, number: int, place: Json) -> Json:
    """Return the panel as Grafana reads it; ``number`` is unique in the dashboard."""
    return {
        "id": number,
        "type": panel.form,
        "title": panel.title,
        "description": panel.description,
        "datasource": SOURCE,
        "gridPos": place,
        "targets": [_target(panel, *each) for each in enumerate(panel.targets)],
        "fieldConfig": {"defaults": _defaults(panel), "overrides": []},
        "options": _OPTIONS[panel.form],
        "links": [runbook(alert) for alert in panel.alerts],
        "transformations": _transformations(panel),
    }


def runbook(alert: str) -> Json:
    """Return the link to what to do about an alert."""
    return {
        "title": f"Runbook: {alert}",
        "url": f"{RUNBOOKS}/{alert}.md",
        "targetBlank": True,
    }


def _target(panel: Panel, place: int, target: Target) -> Json:
    return {
        "refId": chr(ord("A") + place),
        "datasource": SOURCE,
        "expr": target.expression,
        "legendFormat": target.legend,
        "instant": panel.instant,
        "range": not panel.instant,
        "format": _FORMATS.get(panel.form, "time_series"),
    }


def _defaults(panel: Panel) -> Json:
    steps: list[Json] = [{"color": panel.floor, "value": None}]
    steps += [{"color": colour, "value": value} for colour, value in panel.steps]
    defaults: Json = {
        "unit": panel.unit,
        "min": 0,
        "thresholds": {"mode": "absolute", "steps": steps},
        "color": {"mode": "thresholds" if panel.form == "stat" else "palette-classic"},
    }
    if panel.most is not None:
        defaults["max"] = panel.most
    if panel.form == "timeseries":
        defaults["custom"] = {
            "drawStyle": "line",
            "fillOpacity": 30 if panel.stacked else 8,
            "lineWidth": 1,
            "showPoints": "never",
            "stacking": {"group": "A", "mode": "normal" if panel.stacked else "none"},
        }
    return defaults


def _transformations(panel: Panel) -> list[Json]:
    if panel.form != "table":
        return []
    return [{"id": "organize", "options": {"excludeByName": {"Time": True}}}]
