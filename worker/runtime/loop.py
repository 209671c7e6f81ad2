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
7. A batch that is undone (a transaction that was aborted, a partition that is another worker's
   by now) is forgotten as a whole, with what was learnt of it; the source gives it again.
8. Observers hear of a record's outcome only after its commit, so that nothing is counted
   twice.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from worker.article import Record
from worker.errors import RecordError, UndoneError
from worker.event import Duplicate, Outcome, Published, Rejected, Relayed
from worker.ports import Batch, Observer, Relay, Sink, Source
from worker.runtime.acquaintance import STAGE, Acquaintance
from worker.runtime.budget import Processed
from worker.runtime.happenings import (
    BatchRead,
    BatchSettled,
    BatchUndone,
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


Work = Callable[[Sequence[Record]], Iterable[Processed]]
"""Looks into records, and tells what came of each, in their order."""


class Job(Struct, frozen=True, kw_only=True):
    """What the loop is to do."""

    source: Source
    sink: Sink
    work: Work
    policy: Policy
    relay: Relay | None = None
    """Where records go that are not looked into here."""
    acquaintance: Acquaintance | None = None
    """What is known of articles; without it each is published, as if it were the first."""
    renew: Callable[[], None] = lambda: None
    """Called before each batch is processed: what was changed outside may be read anew."""


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
        self._job.renew()
        began = time.monotonic()
        records = batch.records
        self._observe(BatchRead(records=len(records)))
        at = self._now()
        if records and (known := self._job.acquaintance):
            known.refresh(self._patience, at=at)
        processed = self._patience.ask("source", lambda: list(self._job.work(records))) or []
        outcomes = [
            self._place(record, each, at) for record, each in zip(records, processed, strict=True)
        ]
        try:
            self._deliver(batch, outcomes)
        except UndoneError as error:
            self._undo(len(records), error)
            return
        self._patience.settled()
        self._tell(records, outcomes)
        seconds = time.monotonic() - began
        self._observe(BatchSettled(records=len(records), seconds=seconds))

    def _deliver(self, batch: Batch, outcomes: list[Outcome]) -> None:
        """Write, flush, keep, commit. Raises ``UndoneError`` and ``StoppedError``."""
        self._patience.ask("sink", lambda: self._write(batch.records, outcomes))
        if known := self._job.acquaintance:
            known.keep(self._patience)
        self._patience.ask("source", batch.commit)
        if known:
            known.settle()

    def _undo(self, records: int, error: UndoneError) -> None:
        if known := self._job.acquaintance:
            known.undo()
        self._observe(BatchUndone(records=records, message=str(error)))
        self._patience.bear(error)

    def _place(self, record: Record, processed: Processed, at: dt.datetime) -> Outcome:
        outcome, seconds = processed.outcome, processed.seconds
        known = self._job.acquaintance
        if known and isinstance(outcome, Published):
            began = time.perf_counter()
            outcome = known.place(record, outcome, at=at, signature=processed.signature)
            seconds = seconds | {STAGE: time.perf_counter() - began}
        self._observe(RecordProcessed(seconds=seconds))
        return outcome

    def _write(self, records: Sequence[Record], outcomes: list[Outcome]) -> None:
        """Write all outcomes; one that the sink can't hold becomes a rejection."""
        written = False
        for number, (record, outcome) in enumerate(zip(records, outcomes, strict=True)):
            try:
                written |= self._write_one(record, outcome)
            except RecordError as fault:
                if self._job.acquaintance and isinstance(outcome, Published):
                    self._job.acquaintance.unlearn(outcome.event.id)
                refused = Rejected(record=record, reason=fault.reason, message=str(fault))
                outcomes[number] = refused
                written |= self._write_one(record, refused)
        if written:
            self._job.sink.flush()

    def _write_one(self, record: Record, outcome: Outcome) -> bool:
        match outcome:
            case Published(event=event):
                trace = record.envelope.header("traceparent") if record.envelope else None
                self._job.sink.publish(event, trace=trace)
            case Relayed() if self._job.relay:
                self._job.relay.relay(outcome.record)
            case Duplicate(feed=feed) if feed:
                self._job.sink.carry(outcome)
            case Rejected():
                self._job.sink.reject(outcome)
            case _:
                return False
        return True

    def _tell(self, records: Sequence[Record], outcomes: Sequence[Outcome]) -> None:
        self._settled += len(records)
        at = self._now()
        for record, outcome in zip(records, outcomes, strict=True):
            self._observe(RecordSettled(record=record, outcome=outcome, at=at))
