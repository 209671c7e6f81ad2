"""Grafana's names of colours and its palette, as its dark theme shows them."""

from __future__ import annotations

from tests.deploy.asked import Json

NAMED = {
    "green": "#73bf69",
    "yellow": "#fade2a",
    "orange": "#ff9830",
    "red": "#f2495c",
    "blue": "#5794f2",
    "purple": "#b877d9",
}
_CLASSIC = (
    "#73bf69",
    "#f2cc0c",
    "#8ab8ff",
    "#ff780a",
    "#f2495c",
    "#5794f2",
    "#b877d9",
    "#705da0",
    "#37872d",
    "#fade2a",
    "#447ebc",
    "#c15c17",
)


def of_series(place: int) -> str:
    """Return the colour of a panel's series by its place."""
    return _CLASSIC[place % len(_CLASSIC)]


def of_value(value: float, thresholds: Json) -> str:
    """Return the colour of the highest threshold that a value has reached."""
    reached = [
        step for step in thresholds["steps"] if step["value"] is None or value >= step["value"]
    ]
    return NAMED[reached[-1]["color"]]
