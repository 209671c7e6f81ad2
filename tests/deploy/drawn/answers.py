"""What Prometheus answers to the queries of a dashboard, with its variables filled in as Grafana does."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct

from tests.deploy.asked import Json, board, substituted

RATE_SECONDS = 10
"""What stands for ``$__rate_interval``: twenty scrapes, so that curves are calm."""


class Asked(Protocol):
    """Who answers; the Prometheus of `tests.deploy.scene` does."""

    @property
    def began(self) -> float:
        """When its story began."""

    def ask(self, expression: str) -> list[Any]:
        """Return the series of an expression, now."""

    def ask_over_time(self, expression: str) -> list[Any]:
        """Return the series of an expression, from the beginning until now."""


class Line(Struct, frozen=True):
    """A series: its name in the legend, its labels, and its moments with a figure."""

    name: str
    labels: dict[str, str]
    points: tuple[tuple[float, float], ...]

    @property
    def last(self) -> float:
        """The last figure."""
        return self.points[-1][1]


class Mark(Struct, frozen=True):
    """An annotation: when, and in which colour."""

    moment: float
    colour: str


class Answers(Struct, frozen=True, kw_only=True):
    """Answers to a whole dashboard."""

    began: float
    ended: float
    lines: dict[int, list[Line]]
    """Of each panel, by its number; a panel without data has none."""
    marks: list[Mark]


def answers(prometheus: Asked, path: Path, jobs: tuple[str, ...], *, ended: float) -> Answers:
    """Ask all that a dashboard asks of the given jobs, from the beginning until now, ``ended``."""
    began = prometheus.began
    variables = {
        "__rate_interval": f"{RATE_SECONDS}s",
        "__range": f"{math.ceil(ended - began)}s",
        "namespace": ".*",
        "job": f"({'|'.join(jobs)})",
    }
    loaded = board(path)
    lines: dict[int, list[Line]] = {}
    for panel in loaded["panels"]:
        for target in panel.get("targets", ()):
            ask = prometheus.ask if target["instant"] else prometheus.ask_over_time
            found = ask(substituted(target["expr"], **variables))
            read = [_line(series, target["legendFormat"]) for series in found]
            lines.setdefault(panel["id"], []).extend(line for line in read if line.points)
    marks = [
        mark
        for annotation in loaded["annotations"]["list"]
        for series in prometheus.ask_over_time(substituted(annotation["expr"], **variables))
        for mark in _marks(annotation, _line(series, ""))
        if began <= mark.moment <= ended
    ]
    return Answers(began=began, ended=ended, lines=lines, marks=marks)


def legend(form: str, labels: dict[str, str]) -> str:
    """Return a series' name: ``{{label}}`` stands for the label's value, or for nothing."""
    return re.sub(r"\{\{\s*(\w+)\s*\}\}", lambda match: labels.get(match[1], ""), form).strip()


def runs(line: Line) -> list[list[tuple[float, float]]]:
    """Return the line's points in pieces, cut where a moment of its steps is missing."""
    if not line.points:
        return []
    moments = [moment for moment, _ in line.points]
    step = min((after - before for before, after in pairwise(moments)), default=0.0)
    found = [[line.points[0]]]
    for before, point in pairwise(line.points):
        if point[0] - before[0] > 1.5 * step:
            found.append([])
        found[-1].append(point)
    return found


def _line(series: Json, form: str) -> Line:
    pairs = series["values"] if "values" in series else [series["value"]]
    points = [(float(moment), float(value)) for moment, value in pairs]
    known = tuple(point for point in points if math.isfinite(point[1]))
    return Line(legend(form, series["metric"]), series["metric"], known)


def _marks(annotation: Json, line: Line) -> list[Mark]:
    """Return where a line begins or begins again, or the moments, in milliseconds, that it gives.

    What comes back within the time of a rate goes on, as Grafana joins what is close together.
    """
    if annotation.get("useValueForTime"):
        moments = sorted({value / 1000 for _, value in line.points})
    else:
        all_of_it = [-math.inf, *(moment for moment, _ in line.points)]
        moments = [
            moment for before, moment in pairwise(all_of_it) if moment - before > RATE_SECONDS
        ]
    return [Mark(moment, annotation["iconColor"]) for moment in moments]
