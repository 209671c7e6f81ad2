"""``qala feeds status``: how each feed of the settings fares, from the store or the topics.

It may be asked while the worker runs. A feed that was never polled is shown as ``new``.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

import msgspec
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from worker import config
from worker.cli import status
from worker.cli.command import Commands, declare
from worker.cli.feeds.registry import shared
from worker.cli.summary import console_for_people
from worker.cli.words import cell
from worker.config import FeedsSource
from worker.errors import UsageError
from worker.runtime.loop import utc_now
from worker.sources.feeds.feed import Feed, Standing, State
from worker.sources.feeds.listing import read_all
from worker.sources.feeds.store import Sqlite
from worker.sources.feeds.websub import subscription as websub
from worker.sources.feeds.websub.backup import due
from worker.sources.feeds.websub.subscription import Subscription

_STYLES = {"healthy": "green", "failing": "yellow", "gone": "red", "new": "dim"}
_NAME_WIDTH, _WHY_WIDTH = 40, 60
_PIPE_WIDTH = 200
"""Wide enough for a line a feed."""
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A feed with its state, as it is shown."""

    url: str
    name: str | None
    outlet: str | None
    standing: Standing
    reason: str | None
    message: str | None
    failures: float
    polls: int
    last_poll: str | None
    """RFC 3339, as the other times."""
    last_success: str | None
    last_entry: str | None
    next_poll: str | None
    interval_seconds: float
    overlap: float | None
    missed: float
    websub: websub.Standing | None
    """How we stand with the feed's hub; None where it has none, or none is asked."""
    websub_until: str | None
    """The end of the lease."""
    websub_message: str | None


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What the store remembers."""

    states: Mapping[str, State]
    subscriptions: Mapping[str, Subscription]
    """By feed."""


SORTS: Mapping[str, Callable[[Row], Any]] = MappingProxyType(
    {
        "name": lambda row: (row.name or row.url).casefold(),
        "standing": lambda row: row.standing,
        "success": lambda row: row.last_success or "",
        "next": lambda row: row.next_poll or "",
        "interval": lambda row: row.interval_seconds,
        "overlap": lambda row: -1.0 if row.overlap is None else row.overlap,
        "failures": lambda row: row.failures,
    }
)


def add(commands: Commands) -> None:
    """Declare the command."""
    command = declare(
        commands,
        "status",
        execute,
        summary="show how each feed fares: state, last success, next poll, overlap, failures",
        example="qala feeds status feeds-qala.toml --standing failing --sort success",
    )
    command.add_argument("config", type=Path, metavar="CONFIG.toml")
    command.add_argument("--json", action="store_true", help="one JSON array, with all fields")
    command.add_argument(
        "--standing", choices=get_args(Standing), help="only feeds that fare like this"
    )
    command.add_argument("--sort", choices=tuple(SORTS), help="default: the order of the lists")
    command.add_argument("--reverse", action="store_true", help="the other way round")


def execute(arguments: argparse.Namespace) -> int:
    """Read lists and store, and print."""
    settings = config.load(arguments.config, os.environ)
    chosen = settings.source.feeds
    if settings.shares_feeds:
        feeds, states = shared(settings)
        known = Known(states=states, subscriptions={})
    elif chosen.lists is None:
        message = f"{arguments.config}: source.feeds.lists: is missing; there are no feeds to show"
        raise UsageError(message)
    else:
        feeds, known = read_all(chosen.lists).feeds, _known(chosen)
    rows = [_row(feed, known, chosen) for feed in feeds]
    rows = [row for row in rows if arguments.standing in (None, row.standing)]
    if arguments.sort:
        rows.sort(key=SORTS[arguments.sort])
    if arguments.reverse:
        rows.reverse()
    if arguments.json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(rows), indent=2) + b"\n")
    else:
        _show(rows, console_for_people(), utc_now())
    return status.DONE


def _known(settings: FeedsSource) -> Known:
    # Not made by a look at it.
    if not settings.state.exists():
        return Known(states={}, subscriptions={})
    with closing(Sqlite(settings.state)) as store:
        kept = store.subscriptions().values() if settings.websub.callback else ()
        wanted = {each.feed: each for each in kept if each.standing != "leaving"}
        return Known(states=store.states(), subscriptions=wanted)


def _row(feed: Feed, known: Known, settings: FeedsSource) -> Row:
    state, hub = known.states.get(feed.url, State()), known.subscriptions.get(feed.url)
    next_poll = due(feed, state, hub, backup=settings.websub.backup_seconds)
    return Row(
        url=feed.url,
        name=feed.name or state.title,
        outlet=feed.outlet,
        standing=state.standing,
        reason=state.reason,
        message=state.message,
        failures=state.failures,
        polls=state.polls,
        last_poll=_time(state.last_poll),
        last_success=_time(state.last_success),
        last_entry=_time(state.last_entry),
        next_poll=_time(next_poll or None),
        interval_seconds=state.interval,
        overlap=state.overlap,
        missed=state.missed,
        websub=hub.standing if hub else None,
        websub_until=_time(hub.until or None) if hub else None,
        websub_message=hub.message if hub else None,
    )


def _time(seconds: float | None) -> str | None:
    if seconds is None:
        return None
    return dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _show(rows: Sequence[Row], console: Console, now: dt.datetime) -> None:
    if not console.is_terminal:
        console.width = _PIPE_WIDTH
    table = Table(box=SIMPLE_HEAD)
    for name in ("state", "last success", "next poll", "every", "overlap", "failures"):
        table.add_column(name, no_wrap=True, justify="left" if name == "state" else "right")
    if hubs := any(row.websub for row in rows):
        table.add_column("websub", no_wrap=True)
    table.add_column("feed", no_wrap=True)
    table.add_column("why")
    for row in rows:
        table.add_row(
            Text(row.standing, style=_STYLES[row.standing]),
            _ago(row.last_success, now),
            _ahead(row.next_poll, now),
            _span(row.interval_seconds) if row.interval_seconds else "",
            "" if row.overlap is None else f"{row.overlap:.0%}",
            f"{row.failures:g}" if row.failures else "",
            *([row.websub or ""] if hubs else []),
            cell(row.name or row.url, _NAME_WIDTH, console),
            cell(": ".join(filter(None, _why(row))), _WHY_WIDTH, console),
        )
    console.print(table)
    counts = ((each, sum(row.standing == each for row in rows)) for each in get_args(Standing))
    told = " · ".join(f"{number:,} {standing}" for standing, number in counts if number)
    console.print(Text(f"{len(rows):,} feeds{': ' if told else ''}{told}", style="bold"))


def _why(row: Row) -> tuple[str | None, str | None]:
    if row.reason or not row.websub_message:
        return row.reason, row.message
    return "websub", row.websub_message


def _ago(time: str | None, now: dt.datetime) -> str:
    if not time:
        return ""
    past = (now - dt.datetime.fromisoformat(time)).total_seconds()
    return f"{_span(max(past, 0.0))} ago"


def _ahead(time: str | None, now: dt.datetime) -> str:
    if not time:
        return "now"
    left = (dt.datetime.fromisoformat(time) - now).total_seconds()
    return f"in {_span(left)}" if left > 0 else "now"


def _span(seconds: float) -> str:
    for unit, length in (("d", _DAY), ("h", _HOUR), ("min", _MINUTE)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"
