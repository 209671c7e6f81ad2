"""Numbers for people: a value with its unit as Grafana names it, and the marks of an axis."""

from __future__ import annotations

import math
from itertools import pairwise

Scale = tuple[float, str]
"""What a value is divided by, and what stands behind it."""

_SCALES: dict[str, tuple[Scale, ...]] = {
    "s": (
        (1e-6, " µs"),
        (1e-3, " ms"),
        (1, " s"),
        (60, " min"),
        (3600, " h"),
        (86_400, " d"),
    ),
    "bytes": ((1, " B"), (1024, " KiB"), (1024**2, " MiB"), (1024**3, " GiB")),
    "short": ((1, ""), (1e3, " K"), (1e6, " Mil"), (1e9, " Bil")),
    "percentunit": ((0.01, "%"),),
}
_DIGITS = 3
_STEPS = (1, 2, 2.5, 5, 10)
_AXIS = 4
"""About so many steps on an axis."""


def figure(value: float, unit: str) -> str:
    """Return a value with its unit, in three digits or as many as a whole number has."""
    by, behind = _scale(value, unit)
    return f"{_plain(value / by)}{behind}"


def marks(top: float, unit: str) -> list[float]:
    """Return the marks of an axis from 0 to ``top`` or the next mark above it."""
    top = top or 1.0
    by, _ = _scale(top, unit)
    step = _nice(top / by / _AXIS) * by
    count = math.ceil(round(top / step, 6))
    return [number * step for number in range(count + 1)]


def mark_names(values: list[float], unit: str) -> list[str]:
    """Return what stands beside the marks of an axis: one unit for all, and as many decimals."""
    by, behind = _scale(values[-1], unit)
    step = min(above - below for below, above in pairwise(values)) / by
    decimals = next(n for n in range(9) if math.isclose(round(step, n), step, rel_tol=1e-6))
    return [f"{value / by:.{decimals}f}{behind}" for value in values]


def _scale(value: float, unit: str) -> Scale:
    """Return the largest scale of the unit that leaves a value of 1 or more."""
    if unit.startswith("suffix:"):
        return 1, unit.removeprefix("suffix:")
    if value == 0:
        return next((each for each in _SCALES[unit] if each[0] == 1), _SCALES[unit][0])
    fitting = [scale for scale in _SCALES[unit] if abs(value) >= scale[0]]
    return fitting[-1] if fitting else _SCALES[unit][0]


def _plain(value: float) -> str:
    if value == 0:
        return "0"
    decimals = max(0, _DIGITS - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _nice(least: float) -> float:
    """Return the round number next above: 1, 2, 2.5 or 5 times a power of ten."""
    power: float = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in _STEPS if step * power >= least * 0.999)
