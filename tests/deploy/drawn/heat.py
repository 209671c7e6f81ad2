"""A histogram over time: a column a moment, a cell a bucket, the fuller the brighter."""

from __future__ import annotations

import math
from itertools import pairwise

import htpy

from tests.deploy.asked import Json
from tests.deploy.drawn import figures
from tests.deploy.drawn.answers import RATE_SECONDS, Answers, Line
from tests.deploy.drawn.frame import Frame, Node, left_of, shape, time_axis

_SCALE = ((0x4A, 0x1D, 0x07), (0xD9, 0x48, 0x01), (0xFD, 0xAE, 0x6B), (0xFF, 0xF5, 0xEB))
"""Of the scheme Oranges, dark to bright."""
_KEY = 22
"""The height of the scale's key."""
_ROOM = 13
"""The least height of a bucket that is named."""


def heat(panel: Json, answers: Answers, width: int, height: int) -> Node:
    """Return the chart of a panel of type ``heatmap``, with the key of its scale."""
    buckets = counts(answers.lines[panel["id"]], answers.began)
    unit = panel["options"]["yAxis"]["unit"]
    names = [_name(bound, unit) for bound in buckets]
    frame = Frame(
        width=width,
        height=height - _KEY,
        left=left_of(names),
        began=answers.began,
        ended=answers.ended,
        top=len(buckets),
    )
    most = max(count for bucket in buckets.values() for count in bucket.values())
    row = frame.y(0) - frame.y(1)
    every = math.ceil(_ROOM / row)
    cells = [
        _cell(frame, moment, place, count / most)
        for place, bucket in enumerate(buckets.values())
        for moment, count in bucket.items()
        if count > 0
    ]
    sides = [
        shape(htpy.text, x=frame.left - 6, y=frame.y(place + 1) + 4, text_anchor="end")[name]
        for place, name in enumerate(names)
        if (len(names) - 1 - place) % every == 0
    ]
    return htpy.div[
        frame.drawn(time_axis(frame), cells, sides),
        _key(figures.figure(most, panel["fieldConfig"]["defaults"]["unit"])),
    ]


def counts(lines: list[Line], began: float) -> dict[float, dict[float, float]]:
    """Return what is in each bucket and in none below it, by its bound and its moment.

    Each moment counts what came in the time of a rate before it, so those between are left out.
    """
    by_bound = {float(line.labels["le"]): _thinned(line, began) for line in lines}
    bounds = sorted(by_bound)
    found = {bounds[0]: by_bound[bounds[0]]}
    for lower, bound in pairwise(bounds):
        below = by_bound[lower]
        found[bound] = {
            moment: max(0.0, count - below.get(moment, 0.0))
            for moment, count in by_bound[bound].items()
        }
    return found


def _thinned(line: Line, began: float) -> dict[float, float]:
    kept: dict[float, float] = {}
    after = began + RATE_SECONDS
    for moment, count in line.points:
        if moment >= after - 0.01:
            kept[moment] = count
            after += RATE_SECONDS * max(1, math.ceil((moment - after + 0.01) / RATE_SECONDS))
    return kept


def _cell(frame: Frame, moment: float, place: int, share: float) -> Node:
    x, y = frame.x(moment - RATE_SECONDS), frame.y(place + 1)
    return shape(
        htpy.rect,
        x=x,
        y=y,
        width=max(1, frame.x(moment) - x - 1),
        height=max(1, frame.y(place) - y - 1),
        fill=_colour(share),
    )


def _colour(share: float) -> str:
    place = min(share, 0.9999) * (len(_SCALE) - 1)
    low, part = int(place), place % 1
    mixed = (round(a + (b - a) * part) for a, b in zip(_SCALE[low], _SCALE[low + 1], strict=True))
    return f"rgb({','.join(map(str, mixed))})"


def _name(bound: float, unit: str) -> str:
    return figures.figure(bound, unit) if math.isfinite(bound) else "+Inf"


def _key(most: str) -> Node:
    shades = [htpy.i(style=f"background:{_colour(n / 11)}") for n in range(12)]
    return htpy.div(".key")["0", htpy.span[shades], most]
