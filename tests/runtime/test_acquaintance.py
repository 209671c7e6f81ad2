"""Known articles in the loop: whatever fails and whenever, none is lost and no carrier is."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

import pytest

from tests.patience import PATIENCE
from tests.runtime.memory import NOON, Diary, FailingMemory, MemorySink, MemorySource, job
from worker.copies import Known
from worker.errors import StoppedError, UnavailableError
from worker.event import Duplicate, Published, Rejected, Skipped
from worker.runtime.happenings import Failed, Recalled, RecordProcessed, RecordSettled
from worker.runtime.loop import Loop
from worker.runtime.stop import Stop

BATCHES = [["a@one", "a@two", "b@one"], ["skip"], ["b@two", "bad", "a@one"], [], ["c@one", "c"]]
NAMES = [name for batch in BATCHES for name in batch]
ENDS = list(accumulate(map(len, BATCHES)))
KEPT = {
    "a": "event",
    "b": "event",
    "c": "event",
    "a@one": "carrier",
    "a@two": "carrier",
    "b@two": "carrier",
    "bad": "empty",
}
AWAY = UnavailableError("the disk is away")
GONE = StoppedError("the disk is full")


def run(source: MemorySource, sink: MemorySink, memory: FailingMemory) -> Diary:
    """Run the loop to its end, checking that nothing is known before it is flushed or kept."""
    diary = Diary()

    def flushed(learnt: Sequence[Known]) -> None:
        assert all(sink.kept[known.article_id] == "event" for known in learnt)

    def known(names: Sequence[str]) -> None:
        articles = {name.partition("@")[0] for name in names} & {"a", "b", "c"}
        assert {f"{name}-r" for name in articles} <= memory.kept.keys()

    memory.on_keep, source.on_commit = flushed, known
    Loop(job(source, sink, memory=memory), observe=diary, stop=Stop(), now=lambda: NOON).run()
    return diary


def steps(of: str) -> range:
    """Return the steps of a part in a run where nothing fails."""
    sink, memory = MemorySink(), FailingMemory()
    run(MemorySource(BATCHES), sink, memory)
    return range({"sink": sink.steps, "memory": memory.steps}[of])


def test_what_comes_again_is_a_duplicate() -> None:
    """It is not published again, and the feed that carried it is noted; without one, nothing."""
    source, sink, memory = MemorySource(BATCHES), MemorySink(), FailingMemory()
    diary = run(source, sink, memory)
    assert sink.kept == KEPT
    assert source.committed == NAMES
    assert [type(each.outcome) for each in diary.of(RecordSettled)] == [
        Published,
        Duplicate,
        Published,
        Skipped,
        Duplicate,
        Rejected,
        Duplicate,
        Published,
        Duplicate,
    ]
    assert memory.kept.keys() == {"a-r", "b-r", "c-r"}
    timed = [each.seconds.keys() for each in diary.of(RecordProcessed)]
    assert sum("copies" in stages for stages in timed) == 7


def test_a_restart_knows_what_was_published() -> None:
    """With what the memory kept, a second run publishes nothing again and notes all carriers."""
    memory = FailingMemory()
    run(MemorySource(BATCHES), MemorySink(), memory)
    sink = MemorySink()
    diary = run(MemorySource(BATCHES), sink, memory)
    assert [each.articles for each in diary.of(Recalled)] == [3]
    assert set(sink.kept.values()) == {"carrier", "empty"}
    assert {"a@one", "a@two", "b@one", "b@two", "c@one"} <= sink.kept.keys()


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("step", steps("sink"))
def test_a_sink_that_fails_at_any_step_loses_nothing(step: int, times: int) -> None:
    """The batch is written again with the same outcomes."""
    source, memory = MemorySource(BATCHES), FailingMemory()
    sink = MemorySink(fail_at=step, times=times, fault=AWAY)
    diary = run(source, sink, memory)
    assert sink.kept == KEPT
    assert source.committed == NAMES
    assert len(diary.of(Failed)) == times


@pytest.mark.parametrize("keeps", [False, True], ids=["lost", "answer-lost"])
@pytest.mark.parametrize("step", steps("memory"))
def test_a_memory_that_fails_at_any_step_is_asked_again(step: int, keeps: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """What was learnt is told again until it is kept."""
    source, sink = MemorySource(BATCHES), MemorySink()
    memory = FailingMemory(fail_at=step, times=2, fault=AWAY, keeps=keeps)
    diary = run(source, sink, memory)
    assert sink.kept == KEPT
    assert memory.kept.keys() == {"a-r", "b-r", "c-r"}
    assert [each.part for each in diary.of(Failed)] == ["memory"] * 2


@pytest.mark.parametrize("keeps", [False, True], ids=["lost", "answer-lost"])
@pytest.mark.parametrize(
    ("part", "step"), [(part, step) for part in ("sink", "memory") for step in steps(part)]
)
def test_a_part_that_stops_at_any_step_loses_nothing(part: str, step: int, keeps: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """The run ends without commit, and a second one from what was committed completes it."""
    failing = {"fail_at": step, "fault": GONE, "keeps": keeps}
    source = MemorySource(BATCHES)
    sink = MemorySink(**failing) if part == "sink" else MemorySink()  # type: ignore[arg-type]
    memory = FailingMemory(**failing) if part == "memory" else FailingMemory()  # type: ignore[arg-type]
    with pytest.raises(StoppedError, match=f"{part}: the disk is full"):
        run(source, sink, memory)
    settled = len(source.committed)
    left = [batch for number, batch in enumerate(BATCHES) if ENDS[number] > settled]
    again = MemorySource(left)
    run(again, sink, memory)
    assert KEPT.items() <= sink.kept.items()
    assert source.committed + again.committed == NAMES


def test_a_bug_of_ours_on_one_article_is_a_rejection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are published, and the loop goes on."""

    def boom(*_arguments: object) -> None:
        message = "boom"
        raise RuntimeError(message)

    monkeypatch.setattr("worker.copies.window.sign", boom)
    sink = MemorySink()
    whole = job(MemorySource([["a@one", "bad"]]), sink, memory=FailingMemory())
    Loop(whole, observe=Diary(), stop=Stop(), now=lambda: NOON).run()
    assert sink.kept == {"a@one": "bug", "bad": "empty"}


# In a process of its own, which forks for each run: a crash is ``os._exit``, as by SIGKILL.
PROGRAM = textwrap.dedent(
    """
    import os, sqlite3, sys
    from pathlib import Path

    from tests.copies.test_window import of
    from tests.runtime.memory import QUICK, Diary, MemorySource, acquaintance
    from worker.memories import sqlite as memories
    from worker.runtime.budget import Alone, Budget
    from worker.runtime.loop import Job, Loop
    from worker.runtime.stop import Stop
    from worker.sinks import sqlite as sinks

    BATCHES = [["en-wire@one", "en-copy@two"], ["en-wire@two", "en-other@one"]]
    STEPS = 12

    class Crashing:
        left = 0

        def __init__(self, part):
            self.part = part

        def __getattr__(self, name):
            if name in {"publish", "carry", "flush", "recall", "keep", "commit"}:
                Crashing.left -= 1
                if Crashing.left == -1:
                    os._exit(9)
            return getattr(self.part, name)

    class Source(MemorySource):
        def read(self):
            batch = super().read()
            return batch and Crashing(batch)

    def process(given, lap):
        key, _, feed = given.body.decode().partition("@")
        return of(key, feed=feed)

    def run(folder, step):
        child = os.fork()
        if not child:
            Crashing.left = step
            sink = Crashing(sinks.Sqlite(folder / "qala.db"))
            memory = Crashing(memories.Sqlite(folder / "qala.copies.db"))
            job = Job(source=Source(BATCHES), sink=sink, work=Alone(process, Budget(5)),
                      policy=QUICK, acquaintance=acquaintance(memory))
            Loop(job, observe=Diary(), stop=Stop()).run()
            os._exit(0)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def kept(folder):
        database = sqlite3.connect(folder / "qala.db")
        articles = database.execute(
            "SELECT article_id, cluster, duplicate_of FROM articles ORDER BY article_id"
        ).fetchall()
        carriers = database.execute("SELECT article_id, feed FROM carriers").fetchall()
        database.close()
        return articles, sorted(carriers)

    WHOLE = (
        [("en-copy", "en-wire", "en-wire"), ("en-other", "en-other", None),
         ("en-wire", "en-wire", None)],
        [("en-copy", "two"), ("en-other", "one"), ("en-wire", "one"), ("en-wire", "two")],
    )
    for step in range(STEPS + 1):
        folder = Path(sys.argv[1], str(step))
        folder.mkdir()
        crashed = run(folder, step)
        assert crashed == (9 if step < STEPS else 0), (step, crashed)
        assert run(folder, -1) == 0
        assert kept(folder) == WHOLE, (step, kept(folder))
    """
)


def test_a_crash_at_any_step_loses_nothing(tmp_path: Path) -> None:
    """After it the next run has every event, cluster and carrier of a run without a crash."""
    subprocess.run(
        [sys.executable, "-c", PROGRAM, tmp_path],
        cwd=Path(__file__).parents[2],
        check=True,
        timeout=PATIENCE,
    )
