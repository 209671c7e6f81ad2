"""Series over time: lines with their areas, stacked where the panel says so, and a spark line."""

from __future__ import annotations

import htpy
from msgspec import Struct

from tests.deploy.asked import Json
from tests.deploy.drawn import colours, figures
from tests.deploy.drawn.answers import Answers, Line, runs
from tests.deploy.drawn.frame import Frame, Node, left_of, shape, time_axis, value_axis


class Piece(Struct, frozen=True):
    """A part of a line without a gap: moments, with the values below and above its area."""

    moments: list[float]
    below: list[float]
    above: list[float]


def plot(panel: Json, answers: Answers, width: int, height: int) -> Node:
    """Return the chart of a panel of type ``timeseries``."""
    set_as = panel["fieldConfig"]["defaults"]
    look, unit = set_as["custom"], set_as["unit"]
    drawn = pieces(answers.lines[panel["id"]], stacked=look["stacking"]["mode"] == "normal")
    highest = max(value for line in drawn for piece in line for value in piece.above)
    values = figures.marks(set_as.get("max", highest), unit)
    names = figures.mark_names(values, unit)
    frame = Frame(
        width=width,
        height=height,
        left=left_of(names),
        began=answers.began,
        ended=answers.ended,
        top=values[-1],
    )
    return frame.drawn(
        value_axis(frame, list(zip(values, names, strict=True))),
        time_axis(frame),
        [
            _shape(frame, piece, colours.of_series(place), look)
            for place, line in enumerate(drawn)
            for piece in line
        ],
        _annotations(frame, answers),
    )


def pieces(lines: list[Line], *, stacked: bool) -> list[list[Piece]]:
    """Return the pieces of each line; stacked, each line stands on those before it."""
    ground: dict[float, float] = {}
    found: list[list[Piece]] = []
    for line in lines:
        mine: list[Piece] = []
        for run in runs(line):
            moments = [moment for moment, _ in run]
            below = [ground.get(moment, 0.0) for moment in moments]
            above = [base + value for base, (_, value) in zip(below, run, strict=True)]
            mine.append(Piece(moments, below, above))
        if stacked:
            ground |= {
                moment: value
                for piece in mine
                for moment, value in zip(piece.moments, piece.above, strict=True)
            }
        found.append(mine)
    return found


def spark(line: Line, answers: Answers, colour: str, width: int, height: int) -> Node:
    """Return a line's course without axes."""
    highest = max(value for _, value in line.points) or 1.0

    def x(moment: float) -> float:
        return round((moment - answers.began) / (answers.ended - answers.began) * width, 1)

    shapes: list[Node] = []
    for run in runs(line):
        points = [
            (x(moment), round(height - value / highest * (height - 2), 1)) for moment, value in run
        ]
        feet = [(points[-1][0], height), (points[0][0], height)]
        shapes += [
            shape(htpy.polygon, points=_points([*points, *feet]), fill=colour, fill_opacity=0.2),
            shape(htpy.polyline, points=_points(points), stroke=colour, fill="none"),
        ]
    return htpy.svg(".spark", viewBox=f"0 0 {width} {height}", width=width, height=height)[shapes]


def _shape(frame: Frame, piece: Piece, colour: str, look: Json) -> list[Node]:
    upper = [
        (frame.x(at), frame.y(value)) for at, value in zip(piece.moments, piece.above, strict=True)
    ]
    lower = [
        (frame.x(at), frame.y(value)) for at, value in zip(piece.moments, piece.below, strict=True)
    ]
    return [
        shape(
            htpy.polygon,
            points=_points([*upper, *reversed(lower)]),
            fill=colour,
            fill_opacity=look["fillOpacity"] / 100,
        ),
        shape(
            htpy.polyline,
            points=_points(upper),
            stroke=colour,
            stroke_width=look["lineWidth"] * 1.25,
            fill="none",
        ),
    ]


def _annotations(frame: Frame, answers: Answers) -> list[Node]:
    found: list[Node] = []
    for mark in answers.marks:
        x, colour = frame.x(mark.moment), colours.NAMED[mark.colour]
        found += [
            shape(
                htpy.line,
                class_="mark",
                x1=x,
                x2=x,
                y1=frame.y(frame.top),
                y2=frame.floor,
                stroke=colour,
            ),
            shape(
                htpy.polygon,
                points=_points(
                    [(x - 4, frame.floor + 5), (x + 4, frame.floor + 5), (x, frame.floor)]
                ),
                fill=colour,
            ),
        ]
    return found


def _points(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)
