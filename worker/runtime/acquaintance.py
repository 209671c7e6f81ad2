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

    def refresh(self, patience: Patience, *, at: dt.datetime) -> None:
        """Learn what other workers have published meanwhile. Raises ``StoppedError``."""
        patience.ask("memory", lambda: self._window.restore(self._memory.news(), at=at))

    def place(
        self,
        record: Record,
        outcome: Published,
        *,
        at: dt.datetime,
        signature: bytes | None = None,
    ) -> Outcome:
        """Return what becomes of ``outcome``; never raises for what its article holds.

        ``signature`` is that of its article, packed, where it is known already.
        """
        try:
            return self._window.place(outcome, at=at, signature=signature)
        except Exception as bug:  # noqa: BLE001 - one record must not stop the worker
            trace = traceback.format_exc()
            return Rejected(record=record, reason="bug", message=repr(bug), traceback=trace)

    def unlearn(self, event_id: str) -> None:
        """Take an event as not published after all: the sink can't hold it."""
        self._window.unlearn(event_id)

    def keep(self, patience: Patience) -> None:
        """Have the memory keep what was learnt. Raises ``StoppedError``."""
        changes = self._window.changes()
        if changes.learnt or changes.forgotten:
            patience.ask("memory", lambda: self._memory.keep(changes.learnt, changes.forgotten))

    def settle(self) -> None:
        """Take what was kept as kept for good: the batch is committed."""
        self._window.settle()

    def undo(self) -> None:
        """Unlearn what the batch in hand has taught: it is undone."""
        self._window.undo()
