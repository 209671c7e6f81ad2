"""A dashboard: rows of panels, and what all dashboards share.

They share the variables ``datasource``, ``namespace`` and ``job``, the annotations (starts of
workers, rebalances, alerts) and the links to one another and to the runbooks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from deploy.grafana import panel as panels
from deploy.grafana.panel import RUNBOOKS, SOURCE, Json, Panel
from deploy.grafana.query import of

_COLUMNS = 24
_TAG = "qala"


class Row(Struct, frozen=True):
    """Panels under a heading."""

    title: str
    panels: tuple[Panel, ...]


class Board(Struct, frozen=True, kw_only=True):
    """A dashboard; ``name`` is that of its file, and ends its uid."""

    name: str
    title: str
    description: str
    rows: tuple[Row, ...]


def to_json(board: Board) -> Json:
    """Return the dashboard as Grafana reads it."""
    return {
        "uid": f"qala-{board.name}",
        "title": board.title,
        "description": board.description,
        "tags": [_TAG],
        "editable": False,
        "graphTooltip": 1,
        "refresh": "30s",
        "schemaVersion": 39,
        "time": {"from": "now-6h", "to": "now"},
        "timezone": "browser",
        "links": _links(),
        "templating": {"list": _variables()},
        "annotations": {"list": _annotations()},
        "panels": list(_panels(board.rows)),
    }


def _panels(rows: Iterable[Row]) -> Iterator[Json]:
    """Place the panels from left to right, and number them."""
    number = top = 0
    for row in rows:
        number += 1
        yield {
            "id": number,
            "type": "row",
            "title": row.title,
            "collapsed": False,
            "gridPos": {"x": 0, "y": top, "w": _COLUMNS, "h": 1},
            "panels": [],
        }
        top += 1
        left = tallest = 0
        for panel in row.panels:
            if left + panel.width > _COLUMNS:
                top, left, tallest = top + tallest, 0, 0
            number += 1
            place = {"x": left, "y": top, "w": panel.width, "h": panel.height}
            yield panels.to_json(panel, number, place)
            left, tallest = left + panel.width, max(tallest, panel.height)
        top += tallest


def _links() -> list[Json]:
    return [
        {
            "type": "dashboards",
            "title": "qala",
            "tags": [_TAG],
            "asDropdown": False,
            "includeVars": True,
            "keepTime": True,
        },
        {"type": "link", "title": "Runbooks", "url": RUNBOOKS, "targetBlank": True},
    ]


def _variables() -> list[Json]:
    return [
        {
            "name": "datasource",
            "label": "Data source",
            "type": "datasource",
            "query": "prometheus",
            "refresh": 1,
        },
        # Outside Kubernetes nothing has a namespace; .* finds that as well.
        {**_variable("namespace", "label_values(qala_build_info, namespace)"), "allValue": ".*"},
        _variable("job", 'label_values(qala_build_info{namespace=~"$namespace"}, job)'),
    ]


def _variable(name: str, query: str) -> Json:
    return {
        "name": name,
        "label": name.capitalize(),
        "type": "query",
        "datasource": SOURCE,
        "definition": query,
        "query": {"query": query, "refId": name},
        "current": {"text": ["All"], "value": ["$__all"]},
        "includeAll": True,
        "multi": True,
        "refresh": 2,
        "sort": 1,
    }


def _annotations() -> list[Json]:
    started, info = of("process_start_time_seconds"), of("qala_build_info")
    rebalances = f"sum by (job) (increase({of('qala_rebalances_total')}[$__rate_interval])) > 0"
    firing = (
        'ALERTS{namespace=~"$namespace", job=~"$job", alertname=~"Qala.+", alertstate="firing"}'
    )
    return [
        {
            **_annotation(
                "Starts",
                f"1000 * {started} * on (namespace, job, instance) group_left (version) {info}",
                "Start of {{version}}",
                "blue",
            ),
            # Where the value says so, and not where the query's steps happen to fall.
            "useValueForTime": True,
        },
        _annotation("Rebalances", rebalances, "Rebalance of {{job}}", "purple"),
        _annotation("Alerts", firing, "{{alertname}}", "red"),
    ]


def _annotation(name: str, expression: str, title: str, colour: str) -> Json:
    return {
        "name": name,
        "datasource": SOURCE,
        "enable": True,
        "expr": expression,
        "iconColor": colour,
        "titleFormat": title,
        "textFormat": "{{instance}}",
    }
