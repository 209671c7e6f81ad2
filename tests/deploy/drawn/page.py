"""The page of a dashboard: its panels where they lie on Grafana's grid of 24 columns."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import htpy
from markupsafe import Markup

from tests.deploy.asked import Json
from tests.deploy.drawn.answers import Answers
from tests.deploy.drawn.colours import NAMED
from tests.deploy.drawn.forms import box
from tests.deploy.drawn.frame import Node

WIDTH = 1400
_COLUMNS = 24
_EDGE, _GAP, _ROW = 16, 8, 26
"""Pixels around the grid and between its cells, and the height of a cell."""
_ORIGIN = "the dashboard's own queries over the data of the proof run, not drawn by Grafana"
_STYLE = Path(__file__).with_name("page.css")


def page(board: Json, answers: Answers) -> str:
    """Return the whole document, which asks for nothing else."""
    grid = (
        f"main{{grid-template-columns:repeat({_COLUMNS},1fr);grid-auto-rows:{_ROW}px;gap:{_GAP}px;"
        f"padding:0 {_EDGE}px {_EDGE}px}}body{{width:{WIDTH}px}}"
    )
    style = grid + _STYLE.read_text(encoding="utf-8")
    return str(
        htpy.html(lang="en")[
            htpy.head[
                htpy.meta(charset="utf-8"),
                htpy.title[board["title"]],
                htpy.style[Markup(style)],  # noqa: S704 - our own file
            ],
            htpy.body[
                _header(board, answers),
                htpy.main[[_cell(panel, answers) for panel in board["panels"]]],
            ],
        ]
    )


def pixels(cells: int, size: float) -> int:
    """Return how long so many cells are, with the gaps between them."""
    return int(cells * size + (cells - 1) * _GAP)


def _header(board: Json, answers: Answers) -> Node:
    began, ended = (
        dt.datetime.fromtimestamp(moment, dt.UTC) for moment in (answers.began, answers.ended)
    )
    return htpy.header[
        htpy.h1[board["title"]],
        [
            htpy.span[htpy.i(style=f"background:{NAMED[each['iconColor']]}"), each["name"]]
            for each in board["annotations"]["list"]
        ],
        htpy.p[f"{began:%Y-%m-%d %H:%M:%S} to {ended:%H:%M:%S} UTC · {_ORIGIN}"],
    ]


def _cell(panel: Json, answers: Answers) -> Node:
    at = panel["gridPos"]
    place = f"grid-column:{at['x'] + 1}/span {at['w']};grid-row:{at['y'] + 1}/span {at['h']}"
    if panel["type"] == "row":
        return htpy.h2(style=place)[panel["title"]]
    column = (WIDTH - 2 * _EDGE - (_COLUMNS - 1) * _GAP) / _COLUMNS
    return htpy.div(style=place)[
        box(panel, answers, pixels(at["w"], column), pixels(at["h"], _ROW))
    ]
