"""The progress bar on standard error, for a person at a terminal; a pipe gets nothing.

While it is there, other lines on standard error appear above it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from worker.ports import Happening
from worker.runtime.happenings import RecordSettled


class Advance:
    """What a command tells of its progress; without a bar it goes nowhere."""

    def __init__(self, tally: object, bar: Progress | None, total: int | None) -> None:
        self._tally = tally
        self._bar = bar
        self._task = bar.add_task("", total=total, told="") if bar else None

    def by(self, size: int) -> None:
        """Tell that a record of ``size`` bytes is done."""
        if self._bar and self._task is not None:
            self._bar.update(self._task, advance=size, told=str(self._tally))

    def __call__(self, happening: Happening, /) -> None:
        """Follow the loop."""
        if isinstance(happening, RecordSettled):
            self.by(len(happening.record.body))


@contextmanager
def progress(tally: object, *, show: bool, total: int | None = None) -> Iterator[Advance]:
    """Show ``tally`` as text within this context, as a share of ``total`` bytes where known."""
    if not show:
        yield Advance(tally, None, total)
        return
    columns = (
        SpinnerColumn(),
        *([BarColumn(bar_width=24)] if total else []),
        TextColumn("{task.fields[told]}", markup=False),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        yield Advance(tally, bar, total)


def show_cursor() -> None:
    """Undo what a bar does to a terminal, where the process ends with no time to close it."""
    if sys.__stderr__ and sys.__stderr__.isatty():
        os.write(sys.__stderr__.fileno(), b"\x1b[?25h")
