"""The figures as CSV and JSON, nothing cut: the same rows in both.

A CSV file is UTF-8 with a byte order mark, by which spreadsheets know Arabic. A cell of text
that begins with ``=``, ``+``, ``-``, ``@`` (or the wide form of one), a tab or a line break, alone
or behind spaces, gets an apostrophe before it, so that no spreadsheet takes the words of an
article for a formula. JSON has the text as it is.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Final

import msgspec
import orjson

from worker.report import Figures
from worker.views.report.rows import TABLES, Cell

SCHEMA: Final = "qala.report/1"
CSV_FILES: Final = tuple(f"{name}.csv" for name in TABLES)

_FORMULA: Final = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n")


def csv_lines(figures: Figures, name: str) -> Iterator[str]:
    """Yield the lines of the file ``name``, one of ``CSV_FILES``, each with its line break."""
    table = TABLES[name.removesuffix(".csv")]
    columns = table.columns.split()
    writer = csv.writer(_Line(), lineterminator="\r\n")
    yield f"\ufeff{','.join(columns)}\r\n"
    for row in table.rows(figures):
        yield writer.writerow([_harmless(row[column]) for column in columns])


def json_parts(figures: Figures) -> Iterator[bytes]:
    """Yield one JSON object in parts: ``schema``, ``totals`` and each table, a row a line."""
    totals = orjson.dumps(msgspec.to_builtins(figures.totals))
    yield b'{"schema":"%s",\n"totals":%s' % (SCHEMA.encode(), totals)
    for name, table in TABLES.items():
        yield b',\n"%s":[' % name.encode()
        before = b"\n"
        for row in table.rows(figures):
            yield before + orjson.dumps(row)
            before = b",\n"
        yield b"]"
    yield b"}\n"


class _Line:
    """A file to the CSV writer, which gives back each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _harmless(cell: Cell) -> str | int | float | None:
    """Return the cell for a spreadsheet: a list as one text, and no text as a formula."""
    if isinstance(cell, list):
        cell = "; ".join(cell)
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA):
        return f"'{cell}"
    return cell
