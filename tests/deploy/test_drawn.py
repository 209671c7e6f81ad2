"""Pictures of dashboards: what a panel sets is drawn, and every panel is on the page."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.asked import BOARDS, DEPLOY, board, panels
from tests.deploy.drawn.answers import Line, answers, legend, runs
from tests.deploy.drawn.figures import figure, mark_names, marks
from tests.deploy.drawn.forms import legend_rows
from tests.deploy.drawn.heat import counts
from tests.deploy.drawn.page import page
from tests.deploy.drawn.plot import pieces

EVERY = pytest.mark.parametrize("path", BOARDS, ids=lambda path: path.stem)
BEGAN = 1_800_000_000.0
LABELS = {"le": "+Inf", "job": "enrich", "version": "1"}
MOST_BYTES = 300_000


class Told:
    """Who answers every query with one series, or those that hold some word with none."""

    began = BEGAN

    def __init__(self, silent: str = "no query holds this") -> None:
        self.silent = silent

    def ask(self, expression: str) -> list[Any]:
        """Return a figure."""
        return self._series(expression, value=[BEGAN + 60, "3"])

    def ask_over_time(self, expression: str) -> list[Any]:
        """Return figures, one of them none."""
        values = [[BEGAN + 20, "1"], [BEGAN + 30, "NaN"], [BEGAN + 40, "3"]]
        return self._series(expression, values=values)

    def _series(self, expression: str, **answer: object) -> list[Any]:
        assert "$" not in expression
        return [] if self.silent in expression else [{"metric": LABELS, **answer}]


def _page(path: Path, told: Told) -> str:
    return page(board(path), answers(told, path, ("enrich",), ended=BEGAN + 180))


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0, "s", "0 s"),
        (0.000_04, "s", "40 µs"),
        (0.0123, "s", "12.3 ms"),
        (59, "s", "59 s"),
        (90, "s", "1.5 min"),
        (21_600, "s", "6 h"),
        (0.5737, "percentunit", "57.4%"),
        (1, "percentunit", "100%"),
        (0, "percentunit", "0%"),
        (240 * 1024**2, "bytes", "240 MiB"),
        (15, "short", "15"),
        (2640, "short", "2.64 K"),
        (888.4, "suffix: articles/min", "888 articles/min"),
        (26_526.3, "suffix: /h", "26526 /h"),
        (11.66, "suffix: ×", "11.7 ×"),
    ],
)
def test_a_figure_is_written_for_people(value: float, unit: str, text: str) -> None:
    """Three digits, the unit that fits the size, and nothing behind that says nothing."""
    assert figure(value, unit) == text


@pytest.mark.parametrize(
    ("top", "unit", "names"),
    [
        (0, "suffix: /min", "0.00 /min|0.25 /min|0.50 /min|0.75 /min|1.00 /min"),
        (1, "percentunit", "0%|25%|50%|75%|100%"),
        (0.0033, "s", "0 ms|1 ms|2 ms|3 ms|4 ms"),
        (10_000, "s", "0 h|1 h|2 h|3 h"),
        (230 * 1024**2, "bytes", "0 MiB|100 MiB|200 MiB|300 MiB"),
        (12, "short", "0|5|10|15"),
    ],
)
def test_an_axis_has_round_marks(top: float, unit: str, names: str) -> None:
    """Marks reach from 0 to the largest value or over it, all in one unit."""
    values = marks(top, unit)
    assert values[-1] >= top
    assert "|".join(mark_names(values, unit)) == names


def test_a_legend_is_filled() -> None:
    """A label stands for its value, one that is not there for nothing, and words for themselves."""
    labels = {"topic": "records", "partition": "3"}
    assert legend("{{topic}} {{ partition }}", labels) == "records 3"
    assert legend("{{topic}} {{group}}", labels) == "records"
    assert legend("95 of 100", labels) == "95 of 100"


def test_a_line_breaks_where_moments_are_missing() -> None:
    """A gap wider than the line's step is none of its pieces."""
    line = Line("", {}, ((0, 1), (1, 1), (2, 1), (4, 1), (5, 1)))
    assert [len(run) for run in runs(line)] == [3, 2]
    assert runs(Line("", {}, ())) == []


def test_stacked_lines_stand_on_one_another() -> None:
    """Each stands on the sum of those before it, at the moments that they have."""
    lines = [Line("a", {}, ((0, 1), (1, 2))), Line("b", {}, ((0, 5), (1, 5), (2, 5)))]
    assert [piece.above for piece in pieces(lines, stacked=True)[1]] == [[6, 7, 5]]
    assert [piece.above for piece in pieces(lines, stacked=False)[1]] == [[5, 5, 5]]


def test_a_cell_holds_what_is_in_its_bucket_alone() -> None:
    """Buckets count what is below them too, and moments what came since the rate's time began."""
    lines = [
        Line("", {"le": bound}, tuple((float(second), count) for second in range(1, 31)))
        for bound, count in (("+Inf", 9), ("5.0", 4), ("60.0", 7))
    ]
    assert counts(lines, began=0) == {
        5: {10: 4, 20: 4, 30: 4},
        60: {10: 3, 20: 3, 30: 3},
        float("inf"): {10: 2, 20: 2, 30: 2},
    }


def test_an_alert_that_goes_on_is_marked_once() -> None:
    """A mark stands where it begins; a start stands at the moment that its value tells."""

    class Fired(Told):
        def ask_over_time(self, expression: str) -> list[Any]:
            if "ALERTS" in expression:
                moments = (20, 20.5, 25, 60)
            elif "start_time" in expression:
                return [{"metric": {}, "values": [[BEGAN + 30, str(1000 * (BEGAN + 12))]]}]
            else:
                return []
            return [{"metric": {}, "values": [[BEGAN + second, "1"] for second in moments]}]

    marks = answers(Fired(), BOARDS[0], ("enrich",), ended=BEGAN + 180).marks
    assert [(mark.moment - BEGAN, mark.colour) for mark in marks] == [
        (12, "blue"),
        (20, "red"),
        (60, "red"),
    ]


def test_a_long_legend_has_more_rows() -> None:
    """Names that do not fit beside one another go on below."""
    assert legend_rows(["mean"], 400) == 1
    assert legend_rows(["127.0.0.1:50000"] * 4, 400) == 2


@EVERY
def test_every_panel_is_on_the_page(path: Path) -> None:
    """In the order of the board, with its type and at its place, and so are headings of rows."""
    text = html.unescape(_page(path, Told()))
    shown = [panel for panel in board(path)["panels"] if panel["type"] != "row"]
    assert re.findall(r"<h3>(.*?)</h3>", text) == [panel["title"] for panel in shown]
    assert re.findall(r'<section class="(\w+)">', text) == [panel["type"] for panel in shown]
    rows = [panel["title"] for panel in board(path)["panels"] if panel["type"] == "row"]
    assert re.findall(r"<h2 [^>]*>(.*?)</h2>", text) == rows
    places = re.findall(r"grid-column:(\d+)/span (\d+);grid-row:(\d+)/span (\d+)", text)
    assert [tuple(map(int, place)) for place in places] == [
        (at["x"] + 1, at["w"], at["y"] + 1, at["h"])
        for at in (panel["gridPos"] for panel in board(path)["panels"])
    ]
    assert "No data" not in text


@EVERY
def test_a_panel_without_data_says_so(path: Path) -> None:
    """Each panel without a series is there all the same."""
    text = _page(path, Told(silent=""))
    assert text.count("No data") == len(panels(path))


@EVERY
def test_nothing_that_a_board_sets_is_left_out(path: Path) -> None:
    """Boards set only what is drawn; whoever adds another setting adds it to the drawing."""
    for panel in panels(path):
        assert panel["type"] in {"stat", "timeseries", "bargauge", "table", "heatmap"}
        assert panel["fieldConfig"]["overrides"] == []
        assert set(panel["fieldConfig"]["defaults"]) <= {
            "unit",
            "min",
            "max",
            "thresholds",
            "color",
            "custom",
        }
        assert panel["fieldConfig"]["defaults"]["min"] == 0
        assert [each["id"] for each in panel["transformations"]] in ([], ["organize"])


@EVERY
def test_there_is_a_picture(path: Path) -> None:
    """`make pictures` has taken it, and it is small enough for a page of a repository."""
    picture = DEPLOY / "pictures" / f"dashboard-{path.stem}.png"
    assert 0 < picture.stat().st_size < MOST_BYTES
