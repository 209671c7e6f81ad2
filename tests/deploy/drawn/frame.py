"""The frame of a chart, in pixels: where moments and values lie, and the axes around them."""

from __future__ import annotations

import datetime as dt
import math

import htpy
from msgspec import Struct

Node = htpy.Element

_TOP, _BOTTOM, _RIGHT = 8, 22, 10
_LETTER = 6.4
"""About the width of a letter of an axis."""
_SPANS = (5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
_MOMENTS = 5
"""At most so many moments are named."""


class Frame(Struct, frozen=True, kw_only=True):
    """A chart's size and what its edges stand for."""

    width: int
    height: int
    left: float
    began: float
    ended: float
    top: float
    """The value of the upper edge; the lower one is 0."""

    @property
    def right(self) -> float:
        """Where the last moment lies."""
        return self.width - _RIGHT

    @property
    def floor(self) -> float:
        """Where 0 lies."""
        return self.height - _BOTTOM

    def x(self, moment: float) -> float:
        """Return where a moment lies."""
        share = (moment - self.began) / (self.ended - self.began)
        return round(self.left + share * (self.right - self.left), 1)

    def y(self, value: float) -> float:
        """Return where a value lies, at most at the upper edge."""
        return round(self.floor - min(value / self.top, 1) * (self.floor - _TOP), 1)

    def drawn(self, *parts: htpy.Node) -> Node:
        """Return the chart around what is in it."""
        box = f"0 0 {self.width} {self.height}"
        return htpy.svg(viewBox=box, width=self.width, height=self.height)[parts]


def shape(element: Node, **attributes: float | str) -> Node:
    """Return an element with its attributes, numbers among them; ``class_`` is its class."""
    written = {
        name.rstrip("_").replace("_", "-"): each if isinstance(each, str) else f"{each:g}"
        for name, each in attributes.items()
    }
    return element(written)


def left_of(names: list[str]) -> float:
    """Return how much room the names of an axis need."""
    return max(map(len, names)) * _LETTER + 12


def value_axis(frame: Frame, named: list[tuple[float, str]]) -> list[Node]:
    """Return the names of values, each with a line over the whole width."""
    found: list[Node] = []
    for value, name in named:
        y = frame.y(value)
        found += [
            shape(htpy.line, class_="rule", x1=frame.left, x2=frame.right, y1=y, y2=y),
            shape(htpy.text, x=frame.left - 6, y=y + 4, text_anchor="end")[name],
        ]
    return found


def time_axis(frame: Frame) -> list[Node]:
    """Return the names of round moments, in UTC."""
    whole = frame.ended - frame.began
    step = next((span for span in _SPANS if whole / span <= _MOMENTS), _SPANS[-1])
    moment = math.ceil(frame.began / step) * step
    found: list[Node] = []
    while moment <= frame.ended:
        x = frame.x(moment)
        found.append(shape(htpy.line, class_="rule", x1=x, x2=x, y1=_TOP, y2=frame.floor))
        if x - frame.left > 4 * _LETTER and frame.width - x > 4 * _LETTER:
            name = dt.datetime.fromtimestamp(moment, dt.UTC).strftime("%H:%M:%S")
            found.append(shape(htpy.text, x=x, y=frame.floor + 16, text_anchor="middle")[name])
        moment += step
    return found
