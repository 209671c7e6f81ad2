"""A panel's box: its title, and what its type shows; without a series, that there is no data."""

from __future__ import annotations

import htpy

from tests.deploy.asked import Json
from tests.deploy.drawn import colours
from tests.deploy.drawn.answers import Answers, Line
from tests.deploy.drawn.figures import figure
from tests.deploy.drawn.frame import Node
from tests.deploy.drawn.heat import heat
from tests.deploy.drawn.plot import plot, spark

_PADDING = 8
_TITLE = 28
_LEGEND_ROW = 18
_FIGURE, _SPARK = 36, 0.4
"""The largest size of a figure, and the share of the height for its spark line."""
_LETTER, _SWATCH = 6.6, 32
"""About the width of a letter of the legend, and of what stands around a name."""


def box(panel: Json, answers: Answers, width: int, height: int) -> Node:
    """Return a panel of so many pixels."""
    inner = (width - 2 * _PADDING, height - _TITLE - _PADDING)
    return htpy.section(class_=panel["type"])[
        htpy.h3[panel["title"]],
        _content(panel, answers, *inner)
        if answers.lines[panel["id"]]
        else htpy.p(".nothing")["No data"],
    ]


def legend_rows(names: list[str], width: int) -> int:
    """Return over how many rows a legend of these names goes."""
    rows, used = 1, 0.0
    for name in names:
        needed = len(name) * _LETTER + _SWATCH
        if used and used + needed > width:
            rows, used = rows + 1, 0.0
        used += needed
    return rows


def _content(panel: Json, answers: Answers, width: int, height: int) -> htpy.Node:
    lines = answers.lines[panel["id"]]
    match panel["type"]:
        case "stat":
            return [_stat(panel, line, answers, width, height) for line in lines]
        case "bargauge":
            return _bars(panel, lines)
        case "table":
            return _table(panel, lines)
        case "heatmap":
            return heat(panel, answers, width, height)
        case "timeseries":
            names = [line.name for line in lines]
            rows = legend_rows(names, width)
            return [plot(panel, answers, width, height - rows * _LEGEND_ROW), _legend(names)]
    raise ValueError(panel["type"])


def _stat(panel: Json, line: Line, answers: Answers, width: int, height: int) -> Node:
    set_as = panel["fieldConfig"]["defaults"]
    colour = colours.of_value(line.last, set_as["thresholds"])
    number, space, behind = figure(line.last, set_as["unit"]).partition(" ")
    size = min(_FIGURE, width / (0.6 * len(number) + 0.32 * len(space + behind)))
    return htpy.div(".figure")[
        htpy.strong(style=f"color:{colour};font-size:{size:.0f}px")[
            number, htpy.small[space + behind]
        ],
        spark(line, answers, colour, width, int(height * _SPARK)),
    ]


def _bars(panel: Json, lines: list[Line]) -> Node:
    unit = panel["fieldConfig"]["defaults"]["unit"]
    most = max(line.last for line in lines) or 1.0
    return htpy.div(".bars")[
        [
            [
                htpy.span[line.name],
                htpy.div[
                    htpy.i(
                        style=f"width:{line.last / most:.1%};background:{colours.of_series(place)}"
                    )
                ],
                htpy.b(style=f"color:{colours.of_series(place)}")[figure(line.last, unit)],
            ]
            for place, line in enumerate(lines)
        ]
    ]


def _table(panel: Json, lines: list[Line]) -> Node:
    unit = panel["fieldConfig"]["defaults"]["unit"]
    names = sorted({name for line in lines for name in line.labels})
    return htpy.table[
        htpy.tr[[htpy.th[name] for name in (*names, "Value")]],
        [
            htpy.tr[
                [htpy.td[line.labels.get(name, "")] for name in names],
                htpy.td[figure(line.last, unit)],
            ]
            for line in lines
        ],
    ]


def _legend(names: list[str]) -> Node:
    return htpy.ul[
        [
            htpy.li[htpy.i(style=f"background:{colours.of_series(place)}"), name]
            for place, name in enumerate(names)
        ]
    ]
