"""The figures as CSV and JSON."""

from __future__ import annotations

import csv
import json

import pytest

from tests.report import newsroom
from tests.report.told import counted, event
from worker.packs import Pack
from worker.report import Figures
from worker.views.report import CSV_FILES, csv_lines, json_parts


@pytest.fixture(scope="module")
def press(packs: dict[str, Pack]) -> Figures:
    """Return the figures of the invented press."""
    return counted(packs, newsroom.events(60, packs))


@pytest.mark.parametrize("name", CSV_FILES)
def test_csv_and_json_hold_the_same(name: str, press: Figures) -> None:
    """Each CSV file has the rows and the columns of its table in the JSON."""
    rows = json.loads(b"".join(json_parts(press)))[name.removesuffix(".csv")]
    text = "".join(csv_lines(press, name))
    assert text.startswith("\ufeff")
    read = list(csv.DictReader(text.removeprefix("\ufeff").splitlines()))
    assert len(read) == len(rows) > 0
    assert list(read[0]) == list(rows[0])
    assert [row["name"] for row in read if "name" in row] == [
        row["name"] for row in rows if "name" in row
    ]


def test_nothing_is_cut(press: Figures) -> None:
    """The JSON has every claim, voice and pair."""
    whole = json.loads(b"".join(json_parts(press)))
    assert whole["schema"] == "qala.report/1"
    assert whole["totals"]["claims"] == len(whole["claims"]) == len(press.claims)
    assert len(whole["speakers"]) == len(press.tallies)
    assert len(whole["about"]) == len(press.pairs)


@pytest.mark.parametrize(
    "words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "\n=1"]
)
def test_no_cell_is_a_formula(words: str, packs: dict[str, Pack]) -> None:
    """Words that a spreadsheet would compute get an apostrophe, in every column of text."""
    found = counted(
        packs,
        [event("a", (words, words), outlet=words, title=words, url=words),
         event("b", ("Nora Quill", f"{words} It rains"), outlet=words)],
    )  # fmt: skip
    cells = [
        cell
        for name in CSV_FILES
        for row in csv.reader("".join(csv_lines(found, name)).removeprefix("\ufeff").splitlines(keepends=True))
        for cell in row
    ]  # fmt: skip
    assert f"'{words}" in cells
    assert not [cell for cell in cells if cell.lstrip(" ").startswith(tuple("=+-@＝\t\r\n"))]


def test_an_empty_table_has_its_columns(packs: dict[str, Pack]) -> None:
    """A file without rows names its columns all the same."""
    found = counted(packs, [event("a")])
    assert (
        "".join(csv_lines(found, "about.csv")) == "\ufeffspeaker,name,about,about_name,claims\r\n"
    )
