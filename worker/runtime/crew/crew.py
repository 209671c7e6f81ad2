"""``Crew``: a fixed number of processes that look into the records of a batch.

1. Records go to hands in small runs, as hands become free; outcomes come back in the order of
   the records, whichever hand was quicker.
2. A hand that dies is replaced, and the records of its run are tried again one by one: the one
   that kills a second hand is rejected, the others have their outcomes.
3. Hands end when their input does, so that none outlives the worker, even one that is killed.

A thread a hand waits for its answers; nothing else of the worker runs in threads of the crew.
"""

from __future__ import annotations

import contextlib
import queue
import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Final

from worker.article import Record
from worker.errors import UnavailableError
from worker.event import Rejected
from worker.runtime.budget import Processed
from worker.runtime.crew.wire import Task, Terms, read_answer, write

CRASHED: Final = "crashed"
"""The reason of a record that kills the process which looks into it."""
_RUNS: Final = 4
"""Runs of a batch for each hand: fewer leave hands idle at the end, more cost frames."""
_END_SECONDS: Final = 2.0


class Crew:
    """Looks into records by processes that ``command`` starts."""

    def __init__(self, command: Sequence[str], size: int, terms: Callable[[], Terms]) -> None:
        """Start no process yet. ``terms`` are asked before each batch: they may change."""
        self._command = command
        self._size = size
        self._terms = terms
        self._idle: queue.SimpleQueue[_Hand | None] = queue.SimpleQueue()
        for _ in range(size):
            self._idle.put(None)
        self._waiters = ThreadPoolExecutor(size, thread_name_prefix="qala-crew")

    def __call__(self, records: Sequence[Record]) -> Iterator[Processed]:
        """Yield what came of each record, in their order. Raises ``UnavailableError``."""
        terms = self._terms()
        length = max(1, -(-len(records) // (self._size * _RUNS)))
        runs = [records[at : at + length] for at in range(0, len(records), length)]
        return chain.from_iterable(self._waiters.map(lambda run: self._work(run, terms), runs))

    def close(self) -> None:
        """End all hands."""
        self._waiters.shutdown()
        for _ in range(self._size):
            if hand := self._idle.get():
                hand.close()

    def _work(self, records: Sequence[Record], terms: Terms) -> list[Processed]:
        """Have a hand look into a run of records; one by one where that kills it."""
        done = self._try(records, terms)
        if done is not None:
            return done
        if len(records) > 1:
            return [each for record in records for each in self._work([record], terms)]
        return self._try(records, terms) or [_crashed(records[0])]

    def _try(self, records: Sequence[Record], terms: Terms) -> list[Processed] | None:
        """Return what came of the records; None where the hand died over them."""
        hand = self._idle.get()
        try:
            if hand and hand.gone:
                hand.close()
                hand = None
            hand = hand or _Hand(self._command)
            done = hand.work(records, terms)
            if done is None:
                hand.close()
                hand = None
            return done
        finally:
            self._idle.put(hand)


class _Hand:
    """One process, and the terms that it works by."""

    def __init__(self, command: Sequence[str]) -> None:
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        except OSError as fault:
            message = f"can't start a process to look into records: {fault}"
            raise UnavailableError(message) from fault
        self._terms: Terms | None = None

    @property
    def gone(self) -> bool:
        return self._process.poll() is not None

    def work(self, records: Sequence[Record], terms: Terms) -> list[Processed] | None:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:  # never: both are pipes
            return None
        try:
            if terms is not self._terms:
                write(stdin, terms)
                self._terms = terms
            write(stdin, Task(records=list(records)))
            told = read_answer(stdout)
        except BrokenPipeError:
            return None
        return None if told is None else [each.processed() for each in told]

    def close(self) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _crashed(record: Record) -> Processed:
    message = "the process that looked into it died, twice; see its standard error"
    rejected = Rejected(record=record, reason=CRASHED, message=message)
    return Processed(outcome=rejected, seconds={})
