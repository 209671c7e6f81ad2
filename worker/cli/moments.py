"""The bounds of a period, as people type them."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable


def since(text: str) -> dt.datetime:
    """Return the first moment of a period: a day begins at midnight in UTC."""
    return _moment(text, after=dt.timedelta())


def until(text: str) -> dt.datetime:
    """Return the first moment after a period: a day is part of it to its end."""
    return _moment(text, after=dt.timedelta(days=1))


def _moment(text: str, *, after: dt.timedelta) -> dt.datetime:
    try:
        if len(text) == len("2026-10-13"):
            return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC) + after
        moment = dt.datetime.fromisoformat(text)
    except (ValueError, OverflowError) as fault:
        message = f"{text!r} is no date such as 2026-10-13, or 2026-10-13T15:00Z"
        raise argparse.ArgumentTypeError(message) from fault
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def add_bounds(command: argparse.ArgumentParser) -> None:
    """Declare ``--since`` and ``--until``."""
    bounds: dict[str, tuple[Callable[[str], dt.datetime], str]] = {
        "--since": (since, "only articles that were published from then on"),
        "--until": (until, "only articles that were published until then, that day included"),
    }
    for name, (read, summary) in bounds.items():
        command.add_argument(name, type=read, metavar="DATE", help=f"{summary} (UTC)")
