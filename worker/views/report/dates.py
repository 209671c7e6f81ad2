"""The section on claims over time: by day, and by month or year where the period is long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final, Literal

import htpy as h

from worker.report import Day
from worker.views.report.charts import Bar, Chart, Series
from worker.views.report.reading import Reading, target
from worker.views.report.tables import figure, nothing, section, table

Unit = Literal["day", "month", "year"]
_MOST_COLUMNS: Final = 92
_LETTERS: Final = {"day": 10, "month": 7, "year": 4}
"""How much of an ISO date tells the unit."""


def over_time(reading: Reading) -> h.Element:
    """Return the section of claims over time."""
    days = reading.figures.days
    if not days:
        return section(reading, "days", nothing(reading))
    unit = _unit(days)
    counts = _counted(days, unit)
    words = reading.wording.table
    labels = list(counts)
    bars = [
        Bar(value=claims, target=target(day=label)) if claims else None
        for label, (claims, _) in counts.items()
    ]
    chart = Chart(form="columns", labels=labels, series=[Series(name=words["claims"], bars=bars)])
    rows = (
        (
            h.time(datetime=label)[label],
            reading.link(claims, label, day=label) if claims else "0",
            reading.leading(articles, f"{label} · {words['articles']}", day=label),
        )
        for label, (claims, articles) in counts.items()
        if articles
    )
    tabled = table(
        reading.wording.sections["days"], [words[unit], words["claims"], words["articles"]], rows
    )
    return section(reading, "days", figure(reading, "days", chart, (), tabled), about=f"{unit}s")


def _unit(days: list[Day]) -> Unit:
    if _span(days).days < _MOST_COLUMNS:
        return "day"
    return "month" if _span(days).days < _MOST_COLUMNS * 30 else "year"


def _span(days: list[Day]) -> dt.timedelta:
    return dt.date.fromisoformat(days[-1].day) - dt.date.fromisoformat(days[0].day)


def _counted(days: list[Day], unit: Unit) -> dict[str, tuple[int, int]]:
    """Return claims and articles by unit, without gaps between the first and the last."""
    letters = _LETTERS[unit]
    counts = {label[:letters]: (0, 0) for label in _all(days)}
    for day in days:
        claims, articles = counts[day.day[:letters]]
        counts[day.day[:letters]] = claims + day.claims, articles + day.articles
    return counts


def _all(days: list[Day]) -> Iterator[str]:
    first = dt.date.fromisoformat(days[0].day)
    for number in range(_span(days).days + 1):
        yield (first + dt.timedelta(days=number)).isoformat()
