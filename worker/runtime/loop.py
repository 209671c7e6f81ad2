"""The delivery loop. Nothing that was read is lost, whatever fails and whenever.

1. Before the first read the sink is flushed once, and the memory asked for what it knows: one
   that does not answer is known before a record is taken.
2. Each record of a batch is processed once; it has one outcome, and a bad record never ends
   the loop. An event that is known already becomes a duplicate here.
3. The outcomes of a batch are written in order, then flushed, then what was learnt of them is
   kept, then the batch is committed. The source forgets a record only so, and an event is a
   duplicate only of one that is kept, or of one that is written and flushed with it.
4. When the sink fails, all outcomes of the batch are written again, from the first: a sink
   keeps an event that is written twice once.
5. A part that is unavailable is asked again after a wait (``retry``). When that gives up, the
   loop ends with ``StoppedError`` and commits nothing more.
6. A stop is looked at between batches: the batch in hand is settled first. It cuts a wait
   short; a write or commit then gets one last attempt, and if that fails the loop gives up.
7. Observers hear of a record's outcome only after its commit, so that nothing is counted
   twice.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence

from msgspec import Struct

from worker.article import Record
from worker.event import Duplicate, Outcome, Published, Rejected
from worker.ports import Batch, Observer, Sink, Source
from worker.runtime.acquaintance import STAGE, Acquaintance
from worker.runtime.budget import Budget, Process, process_within
from worker.runtime.happenings import (
    BatchRead,
    BatchSettled,
    End,
    Ended,
    RecordProcessed,
    RecordSettled,
)
from worker.runtime.patience import Patience
from worker.runtime.retry import Policy
from worker.runtime.stop import Stop


def utc_now() -> dt.datetime:
    """Return the time of day, in UTC."""
    return dt.datetime.now(dt.UTC)


class Job(Struct, frozen=True, kw_only=True):
    """What the loop is to do."""

    source: Source
    sink: Sink
    process: Process
    budget: Budget
    policy: Policy
    acquaintance: Acquaintance | None = None
    """What is known of articles; without it each is published, as if it were the first."""


class Loop:
    """One run of a job. The caller closes source and sink, whatever comes."""

    def __init__(
        self,
        job: Job,
        *,
        observe: Observer,
        stop: Stop,
        now: Callable[[], dt.datetime] = utc_now,
    ) -> None:
        """Take the job, whom to tell, and the flag to look at."""
        self._job = job
        self._observe = observe
        self._stop = stop
        self._now = now
        self._patience = Patience(job.policy, observe=observe, stop=stop)
        self._settled = 0

    def run(self) -> End:
        """Run until the source ends or a stop is requested. Raises ``StoppedError``."""
        began = time.monotonic()
        self._patience.ask("sink", self._job.sink.flush)
        if known := self._job.acquaintance:
            known.recall(self._patience, self._observe, at=self._now())
        while not self._stop.requested:
            batch = self._patience.ask("source", self._job.source.read, droppable=True)
            if batch is None:
                break
            self._settle(batch)
        end: End = "stopped" if self._stop.requested else "exhausted"
        seconds = time.monotonic() - began
        self._observe(Ended(end=end, records=self._settled, seconds=seconds))
        return end

    def _settle(self, batch: Batch) -> None:
        began = time.monotonic()
        records = batch.records
        self._observe(BatchRead(records=len(records)))
        at = self._now()
        outcomes = [self._process(record, at) for record in records]
        self._patience.ask("sink", lambda: self._write(outcomes))
        if known := self._job.acquaintance:
            known.keep(self._patience)
        self._patience.ask("source", batch.commit)
        self._tell(records, outcomes)
        seconds = time.monotonic() - began
        self._observe(BatchSettled(records=len(records), seconds=seconds))

    def _process(self, record: Record, at: dt.datetime) -> Outcome:
        processed = process_within(self._job.budget, self._job.process, record)
        outcome, seconds = processed.outcome, processed.seconds
        known = self._job.acquaintance
        if known and isinstance(outcome, Published):
            began = time.perf_counter()
            outcome = known.place(record, outcome, at=at)
            seconds = seconds | {STAGE: time.perf_counter() - began}
        self._observe(RecordProcessed(seconds=seconds))
        return outcome

    def _write(self, outcomes: Sequence[Outcome]) -> None:
        written = False
        for outcome in outcomes:
            if isinstance(outcome, Published):
                self._job.sink.publish(outcome.event)
            elif isinstance(outcome, Duplicate) and outcome.feed:
                self._job.sink.carry(outcome)
            elif isinstance(outcome, Rejected):
                self._job.sink.reject(outcome)
            else:
                continue
            written = True
        if written:
            self._job.sink.flush()

    def _tell(self, records: Sequence[Record], outcomes: Sequence[Outcome]) -> None:
        self._settled += len(records)
        at = self._now()
        for record, outcome in zip(records, outcomes, strict=True):
            self._observe(RecordSettled(record=record, outcome=outcome, at=at))
