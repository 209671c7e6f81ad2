"""A batch that is undone: it comes again whole, and nobody hears of it twice."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from tests.runtime.memory import (
    NOON,
    QUICK,
    Diary,
    FailingMemory,
    MemoryBatch,
    MemorySink,
    MemorySource,
    job,
)
from worker.article import Envelope, Record
from worker.errors import StoppedError, UndoneError
from worker.event import Published, Rejected, Relayed
from worker.runtime.budget import Alone, Budget, Lap
from worker.runtime.happenings import BatchUndone, Failed, RecordSettled
from worker.runtime.loop import Job, Loop
from worker.runtime.stop import Stop

UNDONE = UndoneError("another worker has the partition")


class Rewinding(MemorySource):
    """Gives a batch again whose commit was undone, as often as ``times`` says."""

    def __init__(self, batches: Sequence[Sequence[str]], times: int) -> None:
        super().__init__(batches)
        self._left = times
        self._last: Sequence[str] = []

    def read(self) -> MemoryBatch | None:
        """Return the next batch, and remember it."""
        batch = super().read()
        self._last = [each.body.decode() for each in batch.records] if batch else []
        return batch

    def step(self, name: str) -> None:
        """Undo a commit: the batch is next again."""
        if name == "commit" and self._left and self._last:
            self._left -= 1
            self._batches.insert(0, self._last)
            raise UNDONE


@pytest.mark.parametrize("times", [1, 3])
def test_a_batch_that_was_undone_is_not_known(times: int) -> None:
    """Its articles are published when they come again, and are no duplicates of themselves."""
    source, sink, memory = Rewinding([["a", "b"], ["c", "a"]], times), MemorySink(), FailingMemory()
    diary = Diary()
    Loop(job(source, sink, memory=memory), observe=diary, stop=Stop(), now=lambda: NOON).run()
    assert source.committed == ["a", "b", "c", "a"]
    kinds = [type(each.outcome).__name__ for each in diary.of(RecordSettled)]
    assert kinds == ["Published", "Published", "Published", "Duplicate"]
    assert [each.records for each in diary.of(BatchUndone)] == [2] * times
    assert [each.attempt for each in diary.of(Failed)] == list(range(1, times + 1))


def test_a_batch_that_is_always_undone_is_given_up() -> None:
    """The worker ends without commit once its patience is over."""
    source, hasty = Rewinding([["a"]], 10_000), replace(QUICK, give_up_after_seconds=0.05)
    with pytest.raises(StoppedError, match="gave up after"):
        Loop(job(source, MemorySink(), hasty), observe=Diary(), stop=Stop()).run()
    assert source.committed == []


def test_an_event_that_the_sink_cannot_hold_is_rejected_and_stays_new() -> None:
    """It goes to the dead letters with the sink's reason; when it comes again it is no duplicate."""
    source, sink, memory = MemorySource([["big"], ["big"]]), MemorySink(), FailingMemory()
    sink.refuses = {"big"}
    diary = Diary()
    Loop(job(source, sink, memory=memory), observe=diary, stop=Stop(), now=lambda: NOON).run()
    outcomes = [each.outcome for each in diary.of(RecordSettled)]
    assert [each.reason for each in outcomes if isinstance(each, Rejected)] == ["too-large"] * 2
    assert sink.kept == {"big": "too-large"}
    assert memory.kept == {}


def test_a_trace_goes_on_with_its_event() -> None:
    """The ``traceparent`` of a record's message is given to the sink."""
    source, sink = MemorySource([["a"]]), MemorySink()
    envelope = Envelope(
        topic="t",
        partition=0,
        offset=7,
        timestamp=0,
        key=None,
        headers=[("traceparent", b"00-old"), ("traceparent", b"00-ab-cd-01")],
    )
    batch = source.read
    source.read = lambda: _enveloped(batch(), envelope)  # type: ignore[method-assign]
    Loop(job(source, sink), observe=Diary(), stop=Stop()).run()
    assert sink.traces == {"a": "00-ab-cd-01"}


def _enveloped(batch: MemoryBatch | None, envelope: Envelope) -> MemoryBatch | None:
    if batch:
        batch.records = [
            Record(form="text", body=each.body, place=each.place, envelope=envelope)
            for each in batch.records
        ]
    return batch


def test_a_record_that_is_not_looked_into_is_relayed() -> None:
    """It goes to the relay as it came, and its outcome says so."""
    relayed: list[bytes] = []

    class Onward:
        def relay(self, record: Record) -> None:
            relayed.append(record.body)

    def pass_on(record: Record, _lap: Lap) -> Relayed:
        return Relayed(record=record)

    source, sink, diary = MemorySource([["a", "b"]]), MemorySink(), Diary()
    usual = job(source, sink)
    whole = Job(
        source=source,
        sink=sink,
        work=Alone(pass_on, Budget(5)),
        policy=usual.policy,
        relay=Onward(),
    )
    Loop(whole, observe=diary, stop=Stop()).run()
    assert relayed == [b"a", b"b"]
    assert not any(isinstance(each.outcome, Published) for each in diary.of(RecordSettled))
    assert sink.flushes == 2
