"""Delivery: whatever fails and whenever, nothing is lost and nothing is twice."""

from __future__ import annotations

import pytest

from tests.runtime.memory import NOON, Diary, MemorySink, MemorySource, job
from worker.errors import StoppedError, UnavailableError
from worker.event import Published, Rejected, Skipped
from worker.runtime.happenings import (
    Answered,
    BatchSettled,
    Ended,
    Failed,
    GaveUp,
    RecordProcessed,
    RecordSettled,
)
from worker.runtime.loop import Loop
from worker.runtime.retry import Policy
from worker.runtime.stop import Stop

BATCHES = [["a", "bad-b", "c"], ["skip-d"], [], ["e", "bug-f"]]
NAMES = [name for batch in BATCHES for name in batch]
KEPT = {"a": "event", "bad-b": "empty", "c": "event", "e": "event", "bug-f": "bug"}
AWAY = UnavailableError("the disk is away")
GONE = StoppedError("the disk is full")


def run(source: MemorySource, sink: MemorySink, policy: Policy | None = None) -> Diary:
    """Run the loop to its end, checking that each commit follows a flush of all it covers."""
    diary = Diary()

    def check(names: object) -> None:
        assert isinstance(names, list)
        assert all(name in sink.kept for name in names if name in KEPT)

    source.on_commit = check
    whole = job(source, sink, policy) if policy else job(source, sink)
    Loop(whole, observe=diary, stop=Stop(), now=lambda: NOON).run()
    return diary


def steps() -> int:
    """Count the steps of a sink in a run where nothing fails."""
    sink = MemorySink()
    run(MemorySource(BATCHES), sink)
    return sink.steps


def test_each_record_is_settled_once() -> None:
    """A run without failures publishes, rejects and skips each record and commits in order."""
    source, sink = MemorySource(BATCHES), MemorySink()
    diary = run(source, sink)
    assert sink.kept == KEPT
    assert source.committed == NAMES
    outcomes = [type(each.outcome) for each in diary.of(RecordSettled)]
    assert outcomes == [Published, Rejected, Published, Skipped, Published, Rejected]
    assert [each.records for each in diary.of(BatchSettled)] == [3, 1, 0, 2]
    ended = diary.of(Ended)[-1]
    assert (ended.end, ended.records) == ("exhausted", 6)


def test_a_batch_without_outcomes_to_write_is_not_flushed() -> None:
    """Only batches with something written cost a flush, after the one that greets the sink."""
    sink = MemorySink()
    run(MemorySource(BATCHES), sink)
    assert sink.flushes == 1 + 2


@pytest.mark.parametrize("keeps", [False, True], ids=["all-lost", "answer-lost"])
@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("step", range(steps()))
def test_a_sink_that_fails_at_any_step_loses_nothing(step: int, times: int, keeps: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """The whole batch is written again, and no outcome is told twice."""
    source = MemorySource(BATCHES)
    sink = MemorySink(fail_at=step, times=times, fault=AWAY, keeps=keeps)
    diary = run(source, sink)
    assert sink.kept == KEPT
    assert source.committed == NAMES
    assert len(diary.of(Failed)) == times
    places = [each.record.place for each in diary.of(RecordSettled)]
    assert places == [f"memory:{name}" for name in NAMES]
    assert len(diary.of(RecordProcessed)) == len(NAMES)


@pytest.mark.parametrize("step", range(steps()))
def test_a_sink_that_stops_at_any_step_loses_nothing(step: int) -> None:
    """The run ends without commit, and a second run from what was committed has it all."""
    source, sink = MemorySource(BATCHES), MemorySink(fail_at=step, fault=GONE)
    with pytest.raises(StoppedError, match="sink: the disk is full"):
        run(source, sink)
    left = [[name for name in batch if name not in source.committed] for batch in BATCHES]
    again = MemorySource(left)
    run(again, sink)
    assert sink.kept == KEPT
    assert source.committed + again.committed == NAMES


@pytest.mark.parametrize("step", range(9))
def test_a_source_that_fails_at_any_step_is_asked_again(step: int) -> None:
    """Reads and commits are both repeated."""
    source = MemorySource(BATCHES, faults=[*[None] * step, AWAY])
    sink = MemorySink()
    diary = run(source, sink)
    assert sink.kept == KEPT
    assert source.committed == NAMES
    assert [each.part for each in diary.of(Failed)] == ["source"]


def test_parts_answer_once_and_again_after_a_failure() -> None:
    """Observers hear of the first answer, and of the return after a failure."""
    diary = run(MemorySource(BATCHES, faults=[AWAY, AWAY]), MemorySink(fail_at=1, fault=AWAY))
    assert [each.part for each in diary.of(Answered)] == ["sink", "source", "sink"]
    assert [each.attempt for each in diary.of(Failed)] == [1, 2, 1]


def test_giving_up_ends_without_commit() -> None:
    """A sink that stays away ends the loop with the reason, and the source keeps the batch."""
    source = MemorySource(BATCHES)
    sink = MemorySink(fail_at=1, times=10_000, fault=AWAY)
    patience = Policy(
        first_seconds=0.001, factor=2, longest_seconds=0.01, give_up_after_seconds=0.03
    )
    diary = Diary()
    with pytest.raises(StoppedError, match="gave up after"):
        Loop(job(source, sink, patience), observe=diary, stop=Stop()).run()
    assert source.committed == []
    assert [each.part for each in diary.of(GaveUp)] == ["sink"]
    assert not diary.of(RecordSettled)


def test_a_stop_settles_the_batch_in_hand() -> None:
    """A stop that is requested while a batch is read lets that batch through, and no other."""
    source, sink, stop = MemorySource(BATCHES), MemorySink(), Stop()
    source.on_read = stop.request
    assert Loop(job(source, sink), observe=Diary(), stop=stop).run() == "stopped"
    assert source.committed == BATCHES[0]


def test_a_stop_while_the_sink_is_away_gives_one_last_attempt() -> None:
    """With a stop requested the loop does not wait for a sink, and commits nothing."""
    source, stop = MemorySource(BATCHES), Stop()
    sink = MemorySink(fail_at=1, times=10_000, fault=AWAY)
    source.on_read = stop.request
    slow = Policy(first_seconds=60, factor=1, longest_seconds=60, give_up_after_seconds=600)
    with pytest.raises(StoppedError, match="a stop was requested"):
        Loop(job(source, sink, slow), observe=Diary(), stop=stop).run()
    assert sink.steps == 3
    assert source.committed == []


def test_a_stop_while_the_source_is_away_is_a_clean_end() -> None:
    """With nothing in hand there is nothing to lose."""
    stop = Stop()
    source = MemorySource(BATCHES, faults=[AWAY] * 10_000)

    def stop_at_failure(happening: object) -> None:
        if isinstance(happening, Failed):
            stop.request()

    assert Loop(job(source, MemorySink()), observe=stop_at_failure, stop=stop).run() == "stopped"


def test_a_failure_that_is_no_fate_of_ours_ends_the_loop() -> None:
    """A bug in a sink is not retried, and nothing is committed."""
    source = MemorySource(BATCHES)
    sink = MemorySink()
    sink.publish = None  # type: ignore[method-assign,assignment]
    with pytest.raises(TypeError):
        run(source, sink)
    assert source.committed == []
