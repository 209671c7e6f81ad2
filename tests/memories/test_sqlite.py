"""The SQLite memory, on real files: what is kept, forgotten, and left by a crash."""

from __future__ import annotations

import datetime as dt
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.patience import PATIENCE
from tests.sinks.disk import largest_file
from worker.copies import Known
from worker.errors import StoppedError, UnavailableError
from worker.memories.sqlite import Sqlite
from worker.ports import Memory

ROOT = Path(__file__).parents[2]
NOON = dt.datetime(2026, 3, 14, 12, 0, 0, 250_000, tzinfo=dt.UTC)


def known(name: str) -> Known:
    """Make what is known of an article; every second has no signature and no cluster."""
    alone = name in "bdf"
    return Known(
        event_id=f"{name}-r",
        article_id=name,
        language="ar",
        at=NOON,
        cluster=None if alone else "a",
        duplicate_of=None if alone else "a",
        signature=b"" if alone else bytes(range(256)),
        method=7,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the database will be, in a folder that is not there yet."""
    return tmp_path / "out" / "qala.copies.db"


@pytest.fixture
def memory(path: Path) -> Iterator[Sqlite]:
    """Return a memory that waits for no lock."""
    with closing(Sqlite(path, busy_timeout_seconds=0.01)) as opened:
        yield opened


def kept(path: Path) -> list[str]:
    """Return the articles that a new process would know."""
    with closing(Sqlite(path)) as other:
        return [each.article_id for each in other.recall()]


def test_what_is_kept_is_recalled(memory: Memory) -> None:
    """Every field comes back as it was, in the order of learning."""
    learnt = [known(name) for name in "cab"]
    memory.keep(learnt[:2], [])
    memory.keep(learnt[2:], [])
    assert list(memory.recall()) == learnt


def test_an_empty_memory_recalls_nothing(memory: Memory) -> None:
    """The file is made, and holds nothing."""
    assert list(memory.recall()) == []


def test_what_is_forgotten_is_gone(memory: Memory, path: Path) -> None:
    """Ids that are not there are passed over, and one that is learnt again is there."""
    memory.keep([known("a"), known("b")], [])
    memory.keep([known("b"), known("c")], ["a-r", "b-r", "x-r"])
    assert kept(path) == ["b", "c"]


def test_the_same_event_again_takes_its_place(memory: Memory) -> None:
    """As after a crash: one row, with what was learnt last."""
    memory.keep([known("a")], [])
    later = replace(known("a"), at=NOON + dt.timedelta(hours=1))
    memory.keep([later], [])
    assert list(memory.recall()) == [later]


def test_the_file_does_not_grow_for_ever(memory: Memory, path: Path) -> None:
    """A window that moves on uses the room of what it forgets."""
    first = [replace(known("a"), event_id=f"{number}") for number in range(500)]
    memory.keep(first, [])
    with closing(sqlite3.connect(path)) as database:
        [pages] = database.execute("PRAGMA page_count").fetchone()
    for start in range(500, 5_000, 100):
        learnt = [replace(known("a"), event_id=f"{start + number}") for number in range(100)]
        memory.keep(learnt, [f"{start - 500 + number}" for number in range(100)])
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA page_count").fetchone()[0] <= 1.5 * pages
        assert database.execute("SELECT count(*) FROM known").fetchone() == (500,)


CRASH = textwrap.dedent("""
    import os, signal, sys
    from pathlib import Path
    from tests.memories.test_sqlite import known
    from worker.memories.sqlite import Sqlite
    path, crash = Path(sys.argv[1]), int(sys.argv[2])
    memory = Sqlite(path)
    list(memory.recall())
    calls = 0
    def watch(statement):
        global calls
        if calls == crash:
            os.kill(os.getpid(), signal.SIGKILL)
        calls += 1
    memory._connection.set_trace_callback(watch)
    for learnt, forgotten in (("ab", ""), ("cd", "a"), ("ef", "bc")):
        memory.keep([known(name) for name in learnt], [f"{name}-r" for name in forgotten])
    print(calls)
""")


def test_a_kill_at_every_statement(path: Path) -> None:
    """Killed before any statement, whole batches are there and nothing of another one."""

    def run(crash: int) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", CRASH, str(path), str(crash)]
        return subprocess.run(
            command, cwd=ROOT, check=False, timeout=PATIENCE, capture_output=True, text=True
        )

    whole = run(10_000)
    assert whole.returncode == 0
    seen = set()
    for crash in range(int(whole.stdout)):
        path.unlink()
        assert run(crash).returncode == -signal.SIGKILL
        seen.add("".join(kept(path)))
    assert seen == {"", "ab", "bcd"}
    assert run(10_000).returncode == 0
    assert kept(path) == ["d", "e", "f"]


def test_a_locked_database(memory: Memory, path: Path) -> None:
    """Another writer's lock is unavailable for now; after it, all is kept."""
    memory.keep([known("a")], [])
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UnavailableError, match=r"copies\.db: another process holds"):
            memory.keep([known("b")], ["a-r"])
        other.execute("ROLLBACK")
    assert kept(path) == ["a"]
    memory.keep([known("b")], ["a-r"])
    assert kept(path) == ["b"]


def test_a_disk_that_refuses(memory: Memory, path: Path) -> None:
    """When the system refuses to write, nothing of the batch is kept and the file stays whole."""
    memory.keep([known("a")], [])
    many = [replace(known("c"), event_id=f"{number}") for number in range(500)]
    with largest_file(1_000), pytest.raises(StoppedError, match="look at that disk"):
        memory.keep(many, ["a-r"])
    assert kept(path) == ["a"]


def test_a_database_of_something_else(memory: Memory, path: Path) -> None:
    """Somebody else's database, the sink's among them, is refused and left as it is."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE mine (x)")
    before = path.read_bytes()
    with pytest.raises(StoppedError, match=r"something else; .* copies\.path"):
        list(memory.recall())
    assert path.read_bytes() == before


def test_tables_of_another_version(memory: Memory, path: Path) -> None:
    """They are refused with what to do."""
    memory.keep([known("a")], [])
    memory.close()
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(StoppedError, match=r"of version 99, .* move the file away"):
        list(memory.recall())


def test_a_file_that_is_no_database(memory: Memory, path: Path) -> None:
    """It is refused, and left as it is."""
    body = b"this is no database at all, but text" * 40
    path.parent.mkdir()
    path.write_bytes(body)
    with pytest.raises(StoppedError, match="not a database; restore the file"):
        list(memory.recall())
    assert path.read_bytes() == body


def test_a_damaged_database(memory: Memory, path: Path) -> None:
    """A damaged file ends the run with what to do."""
    memory.keep([replace(known("a"), event_id=f"{number}") for number in range(200)], [])
    memory.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(StoppedError, match="malformed; restore the file"):
        list(memory.recall())


@pytest.mark.parametrize(
    "change", ["at = 'noon'", "at = '2026-03-14T12:00:00'", "language = x'ff'", "method = 'x'"]
)
def test_a_row_that_is_no_ours(memory: Memory, path: Path, change: str) -> None:
    """A row that somebody else wrote ends the run with what to do, and is no bug."""
    memory.keep([known("a")], [])
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(f"UPDATE known SET {change}")  # noqa: S608 - the table above
    with pytest.raises(StoppedError, match=r"known: .* move it away"):
        list(memory.recall())
