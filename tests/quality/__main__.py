"""``make quality``: how well who said what is found, in our own articles or in a given set.

make quality                          our own articles, a column a language
make quality GOLD=set.jsonl ERRORS=20 a set in the format of README.md, with its errors
make quality FIT=1                    the share right by feature too, to set confidences by
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.quality import calibration, gold, run
from tests.quality.errors import errors
from tests.quality.figures import COUNTS, figures
from tests.quality.score import Scored

LEAST = 5
"""Claims that a feature must have to be printed."""


def main() -> None:
    """Print figures, errors and calibration."""
    asked = _arguments()
    sets = _sets(asked.gold, asked.events)
    everything = [scored for articles in sets.values() for scored in articles]
    console = Console(highlight=False, soft_wrap=True)
    console.print(_figures(sets))
    claims = calibration.verdicts(everything)
    console.print(_shares("by rule", calibration.by_rule(claims)))
    console.print(_shares("by confidence", calibration.by_confidence(claims)))
    console.print(
        f" a right claim has more confidence than a wrong one: {calibration.order(claims):.3f}"
        f" (chance 0.5); confidence is off by {calibration.distance(claims):.3f}\n"
    )
    if asked.fit:
        console.print(_shares("by feature", calibration.by_feature(claims, LEAST), lift=True))
    _print_errors(console, everything, asked.errors)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make quality",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("gold", nargs="?", type=Path, help="a set in JSONL; our own if left out")
    parser.add_argument("--events", type=Path, help="score these events, not what qala finds now")
    parser.add_argument("--errors", type=int, default=0, help="print so many errors")
    parser.add_argument("--fit", action="store_true", help="print the share right by feature")
    return parser.parse_args()


def _sets(path: Path | None, events: Path | None) -> dict[str, list[Scored]]:
    sets = (
        {path.stem: gold.read_jsonl(path)}
        if path
        else {language: gold.own(language) for language in gold.languages()}
    )
    return {
        name: run.scored_with(articles, events) if events else run.scored(articles)
        for name, articles in sets.items()
    }


def _figures(sets: dict[str, list[Scored]]) -> Table:
    table = Table("figure", *sets, box=None)
    columns = [figures(articles) for articles in sets.values()]
    names = dict.fromkeys(name for column in columns for name in column)
    for name in names:
        table.add_row(name, *(_number(name, column.get(name)) for column in columns))
    return table


def _number(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.0f}" if name in COUNTS else f"{value:.3f}"


def _shares(title: str, shares: Iterable[calibration.Share], *, lift: bool = False) -> Table:
    table = Table(title, "claims", "found", "right", *(["lift"] if lift else []), box=None)
    for share in shares:
        cells = [str(share.claims), f"{share.found:.3f}", f"{share.right:.3f}"]
        table.add_row(share.name, *cells, *([f"{share.lift:+.3f}"] if lift else []))
    return table


def _print_errors(console: Console, articles: list[Scored], most: int) -> None:
    found = list(errors(articles))
    for error in found[:most]:
        console.print(f"\n{error.fault}  {error.article}  {error.rule}", markup=False)
        for sign, words in (("marked", error.asked), ("found ", error.given)):
            if words:
                console.print(f"  {sign}  {words}", markup=False)
    if len(found) > most:
        console.print(f"\n{len(found)} errors, {most} shown; ERRORS=n shows more")


if __name__ == "__main__":
    main()
