"""CPU time that one record may cost: over it the record is rejected, the worker lives.

Measured in CPU time of the process, so that a busy machine rejects nothing; arming and
disarming cost 3 µs. A call into C is interrupted when it returns. Signals reach only the
main thread: elsewhere there is no budget, and the budget of bytes is what bounds a record.
"""

from __future__ import annotations

import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from types import FrameType, TracebackType

from msgspec import Struct

from worker.article import Record
from worker.errors import RecordError
from worker.event import Outcome, Rejected

TOO_SLOW = "too-slow"

Lap = Callable[[str], None]
"""Told the name of each stage as it ends."""
Process = Callable[[Record, Lap], Outcome]


class Budget:
    """A context that raises ``RecordError`` within itself once ``seconds`` of CPU are used."""

    def __init__(self, seconds: float, *, key: str | None = None) -> None:
        """Take the limit, and the ``key`` of the setting that names it, for the message.

        Where this is the main thread, SIGPROF is taken at each use.
        """
        self._seconds = seconds
        self._where = f" ({key})" if key else ""
        self._armed = False
        self._works = threading.current_thread() is threading.main_thread()

    def __enter__(self) -> None:
        """Start to count."""
        if self._works:
            self._armed = True
            signal.signal(signal.SIGPROF, self._on_signal)
            # Again and again: the first error may be swallowed by a library's bare except.
            signal.setitimer(signal.ITIMER_PROF, self._seconds, self._seconds)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop counting."""
        if self._works:
            signal.setitimer(signal.ITIMER_PROF, 0)
            self._armed = False

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self._armed:  # the signal may have been on its way when the timer was stopped
            message = f"took more than {self._seconds:g} s of CPU time{self._where}"
            raise RecordError(TOO_SLOW, message)


class Processed(Struct, frozen=True, kw_only=True):
    """An outcome, and the wall time of each stage that ended."""

    outcome: Outcome
    seconds: dict[str, float]
    signature: bytes | None = None
    """The signature of its article, packed, where it was made with it."""


class Alone:
    """Looks into records in this process, one after the other."""

    def __init__(self, process: Process, budget: Budget) -> None:
        self._process = process
        self._budget = budget

    def __call__(self, records: Sequence[Record]) -> Iterator[Processed]:
        """Yield what came of each record, in their order."""
        return (process_within(self._budget, self._process, record) for record in records)


def process_within(budget: Budget, process: Process, record: Record) -> Processed:
    """Process ``record`` within ``budget``; never raises for what a record holds."""
    seconds: dict[str, float] = {}
    last = time.perf_counter()

    def lap(stage: str) -> None:
        nonlocal last
        now = time.perf_counter()
        seconds[stage] = now - last
        last = now

    try:
        with budget:
            outcome = process(record, lap)
    except RecordError as fault:  # where the time ran out outside of what ``process`` catches
        outcome = Rejected(record=record, reason=fault.reason, message=str(fault))
    except Exception as bug:  # noqa: BLE001 - one record must not stop the worker
        trace = traceback.format_exc()
        outcome = Rejected(record=record, reason="bug", message=repr(bug), traceback=trace)
    return Processed(outcome=outcome, seconds=seconds)
