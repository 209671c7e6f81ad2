"""``qala report``: a period of published events as one page of figures, charts and tables.

The page and the exports are each written whole or not at all; a report that fails leaves those
that are there as they were.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path

from worker.archives import Archive
from worker.cli import status
from worker.cli.archive import declare_archive, open_archive, path_of
from worker.cli.command import Commands, declare
from worker.cli.moments import add_bounds
from worker.cli.written import write
from worker.errors import UsageError
from worker.packs import available, load
from worker.report import Figures, Period, figures
from worker.views.report import CSV_FILES, csv_lines, json_parts, report_page
from worker.views.words import available as languages

_PAGE = Path("report.html")


def add(commands: Commands) -> None:
    """Declare the command."""
    command = declare(
        commands,
        "report",
        execute,
        summary="make one page of who said what in a period, with charts and tables",
        example="qala report --since 2026-10-01 --until 2026-10-31\n"
        "  qala report --from events.jsonl -o october.html --csv october --json october.json",
    )
    declare_archive(command)
    add_bounds(command)
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        default=_PAGE,
        metavar="PAGE.html",
        help=f"where the page goes (default: {_PAGE})",
    )
    command.add_argument("--csv", type=Path, metavar="FOLDER", help="write CSV files there too")
    command.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    command.add_argument(
        "--language",
        choices=languages(),
        help="of the page's own words (default: that of most articles, else en)",
    )


def execute(arguments: argparse.Namespace) -> int:
    """Read the events, count, and write what was asked for."""
    period = Period(load(language) for language in available())
    with open_archive(arguments) as archive:
        for event in archive.events(since=arguments.since, until=arguments.until):
            period.add(event)
        counted = figures(period)
        if not counted.totals.articles:
            raise UsageError(_nothing(arguments, archive))
    language = arguments.language or next(iter(counted.totals.languages))
    bounded = bool(arguments.since or arguments.until)
    page = report_page(counted, language, bounded=bounded)
    write(arguments.output, [page.encode("utf-8", "replace")])
    for name in CSV_FILES if arguments.csv else ():
        write(arguments.csv / name, _encoded(csv_lines(counted, name)))
    if arguments.json:
        write(arguments.json, json_parts(counted))
    _tell(arguments.output, counted)
    return status.DONE


def _encoded(lines: Iterator[str]) -> Iterator[bytes]:
    return (line.encode("utf-8", "replace") for line in lines)


def _nothing(arguments: argparse.Namespace, archive: Archive) -> str:
    """Say that there is nothing to report on, and what period there is."""
    moments: list[dt.datetime] = []
    undated = 0
    for event in archive.events():
        if event.article.published_at:
            moments.append(event.article.published_at)
        else:
            undated += 1
    path = path_of(arguments.archive)
    if not moments and not undated:
        return f"{path}: holds no events yet; `qala run` or `qala enrich` makes them"
    without = f", and {undated:,} without a date" if undated else ""
    if not moments:
        return f"{path}: no article has a date ({undated:,}); leave the bounds out"
    first, last = min(moments).date(), max(moments).date()
    return f"{path}: no article in that period; it has articles from {first} to {last}{without}"


def _tell(path: Path, counted: Figures) -> None:
    totals = counted.totals
    period = "without dates" if totals.first is None else f"{totals.first} to {totals.last}"
    told = f"{path}: claims {totals.claims:,}, articles {totals.articles:,}, {period}"
    print(f"{told}; open it in a browser", file=sys.stderr)  # noqa: T201 - the user's terminal
