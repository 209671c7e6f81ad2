"""``Acquaintance``: the window of known articles, and the memory that keeps it over restarts.

The loop asks it about each outcome, and has it kept after the batch is flushed. What is not
kept when the process ends is not known to the next one, which is then given the same records
again: an event that was published twice is one, and one that was not is not lost.
"""

from __future__ import annotations

import datetime as dt
import time
import traceback

from worker.article import Record
from worker.copies import Window
from worker.event import Outcome, Published, Rejected
from worker.ports import Memory, Observer
from worker.runtime.happenings import Recalled
from worker.runtime.patience import Patience

STAGE = "copies"
"""The name of the stage, for whoever times them."""


class Acquaintance:
    """Tells known articles, and copies, from new ones. The caller closes the memory."""

    def __init__(self, window: Window, memory: Memory) -> None:
        self._window = window
        self._memory = memory

    def recall(self, patience: Patience, observe: Observer, *, at: dt.datetime) -> None:
        """Know again what the memory kept. Raises ``StoppedError``."""
        began = time.monotonic()
        patience.ask("memory", lambda: self._window.restore(self._memory.recall(), at=at))
        observe(Recalled(articles=len(self._window), seconds=time.monotonic() - began))

    def place(self, record: Record, outcome: Published, *, at: dt.datetime) -> Outcome:
        """Return what becomes of ``outcome``; never raises for what its article holds."""
        try:
            return self._window.place(outcome, at=at)
        except Exception as bug:  # noqa: BLE001 - one record must not stop the worker
            trace = traceback.format_exc()
            return Rejected(record=record, reason="bug", message=repr(bug), traceback=trace)

    def keep(self, patience: Patience) -> None:
        """Have what was learnt kept for good. Raises ``StoppedError``."""
        changes = self._window.changes()
        if changes.learnt or changes.forgotten:
            patience.ask("memory", lambda: self._memory.keep(changes.learnt, changes.forgotten))
