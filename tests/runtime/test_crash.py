"""A crash at any step, with the sinks that are shipped: work is repeated, and never lost."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]

# In a process of its own, which forks for each run: a crash is ``os._exit``, as by SIGKILL.
PROGRAM = textwrap.dedent(
    """
    import os, sqlite3, sys
    from pathlib import Path

    import orjson

    from tests.runtime.memory import Diary, MemorySource, job
    from worker.runtime.loop import Loop
    from worker.runtime.stop import Stop
    from worker.sinks.jsonl import Jsonl
    from worker.sinks.sqlite import Sqlite

    BATCHES = [["a", "bad-b", "c"], ["d", "bug-e"]]
    STEPS = 8

    class Crashing:
        def __init__(self, sink, step):
            self.sink, self.step = sink, step

        def __getattr__(self, name):
            if name in {"publish", "reject", "flush"}:
                self.step -= 1
                if self.step == -1:
                    os._exit(9)
            return getattr(self.sink, name)

    def run(make, step):
        child = os.fork()
        if not child:
            sink = Crashing(make(), step)
            Loop(job(MemorySource(BATCHES), sink), observe=Diary(), stop=Stop()).run()
            sink.close()
            os._exit(0)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def in_sqlite(folder):
        database = sqlite3.connect(folder / "qala.db")
        events = [name for (name,) in database.execute("SELECT event_id FROM articles")]
        letters = [body.decode() for (body,) in database.execute("SELECT body FROM dead_letters")]
        return events + letters

    def in_jsonl(folder):
        lines = [orjson.loads(line) for line in (folder / "x.jsonl").open()]
        letters = [orjson.loads(line) for line in (folder / "x.dead.jsonl").open()]
        return {line["id"] for line in lines} | {letter["body"] for letter in letters}

    SINKS = {
        "sqlite": (lambda folder: Sqlite(folder / "qala.db"), in_sqlite),
        "jsonl": (lambda folder: Jsonl(folder / "x.jsonl"), in_jsonl),
    }
    make, kept = SINKS[sys.argv[1]]
    for step in range(STEPS + 1):
        folder = Path(sys.argv[2], str(step))
        folder.mkdir()
        crashed = run(lambda: make(folder), step)
        assert crashed == (9 if step < STEPS else 0), (step, crashed)
        assert run(lambda: make(folder), -1) == 0
        assert sorted(kept(folder)) == ["a-r", "bad-b", "bug-e", "c-r", "d-r"], step
    """
)


@pytest.mark.parametrize("sink", ["sqlite", "jsonl"])
def test_a_crash_at_any_step_loses_nothing(sink: str, tmp_path: Path) -> None:
    """The next run completes what is kept; in the database nothing is there twice."""
    subprocess.run(
        [sys.executable, "-c", PROGRAM, sink, tmp_path], cwd=ROOT, check=True, timeout=PATIENCE
    )
