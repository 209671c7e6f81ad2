"""The SQLite sink, on real files: what is kept, what an analyst sees, what a failure leaves."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import orjson
import pytest

from tests.conftest import Valid
from tests.patience import PATIENCE
from tests.sinks.disk import largest_file
from tests.sinks.events import NOON, event, rejection
from worker.errors import StoppedError, UnavailableError
from worker.event import Duplicate
from worker.ports import Sink
from worker.sinks.sqlite import Sqlite

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the database will be, in a folder that is not there yet."""
    return tmp_path / "out" / "qala.db"


@pytest.fixture
def sink(path: Path) -> Iterator[Sqlite]:
    """Return a sink that waits for no lock."""
    with closing(Sqlite(path, busy_timeout_seconds=0.01, now=lambda: NOON)) as opened:
        yield opened


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    """Ask the database as an analyst would, from outside."""
    with closing(sqlite3.connect(path)) as database:
        return database.execute(query).fetchall()


def ids(path: Path) -> list[str]:
    """Return the ids of all events, in the order of writing."""
    return [name for (name,) in rows(path, "SELECT event_id FROM articles ORDER BY sequence")]


def test_every_column(sink: Sink, path: Path, valid: Valid) -> None:
    """An event fills its tables: flat columns, ISO dates, lists as JSON, and itself whole."""
    written = valid(event("a"))
    sink.publish(written)
    sink.flush()
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        article, speaker, first, second = (
            dict(database.execute(query).fetchone())
            for query in (
                "SELECT * FROM articles",
                "SELECT * FROM speakers",
                "SELECT * FROM claims WHERE position = 1",
                "SELECT * FROM claims WHERE position = 2",
            )
        )
    assert orjson.loads(article.pop("event"))["id"] == "a-r1"
    assert article == {
        "sequence": 1,
        "event_id": "a-r1",
        "article_id": "a",
        "revision": "r1",
        "source_id": "a.txt",
        "url": "https://n.example/a?x",
        "canonical_url": "https://n.example/a",
        "title": "عنوان a",
        "text": written.article.text,
        "language": "ar",
        "authors": '["ليلى"]',
        "published_at": "2026-03-14T12:00:00Z",
        "dated_by": "rfc3339",
        "source_name": "نشرة",
        "source_feed": "https://n.example/feed",
        "fingerprint": "f",
        "cluster": None,
        "duplicate_of": None,
        "removed": '["شارك"]',
    }
    assert speaker == {
        "event_id": "a-r1",
        "id": "s1",
        "name": "ليلى",
        "kind": "person",
        "role": "الوزيرة",
        "organisation": None,
        "aliases": '["هي"]',
        "entity": None,
        "mentions": '[{"field":"text","start":5,"end":9}]',
    }
    assert first == {
        "event_id": "a-r1",
        "id": "c1",
        "position": 1,
        "speaker_id": "s1",
        "field": "text",
        "kind": "direct",
        "stance": "assert",
        "text": "نعم",
        "spans": '[{"start":11,"end":14}]',
        "quotes": "[]",
        "cue": "قالت",
        "cue_lemma": "قال",
        "mention": "ليلى",
        "time_text": "اليوم",
        "time_date": "2026-03-14",
        "within": None,
        "evidence": "test",
        "confidence": 0.5,
        "checkworthy": None,
    }
    assert [second[name] for name in ("speaker_id", "cue", "mention", "time_date")] == [None] * 4


def test_statements_for_analysts(sink: Sink, path: Path) -> None:
    """One view tells who said what, with names; a claim without a speaker is there too."""
    sink.publish(event("a"))
    sink.flush()
    query = "SELECT speaker, role, stance, claim, said_on, title FROM statements ORDER BY position"
    assert rows(path, query) == [
        ("ليلى", "الوزيرة", "assert", "نعم", "2026-03-14", "عنوان a"),
        (None, None, "assert", "نعم", None, "عنوان a"),
    ]


def test_the_same_event_twice_is_one(sink: Sink, path: Path) -> None:
    """Writing an event again replaces it, with its speakers and claims."""
    for claims in (3, 1):
        sink.publish(event("a", claims=claims))
        sink.flush()
    assert ids(path) == ["a-r1"]
    assert rows(path, "SELECT count(*) FROM claims") == [(1,)]
    assert rows(path, "SELECT count(*) FROM speakers") == [(1,)]


def test_revisions_are_kept_and_the_last_is_current(sink: Sink, path: Path) -> None:
    """Every revision stays; current is the one written last, also when it came before."""
    current = "SELECT event_id FROM current_articles"
    for revision in ("r1", "r2", "r1"):
        sink.publish(event("a", revision))
        sink.flush()
        assert rows(path, current) == [(f"a-{revision}",)]
    assert sorted(ids(path)) == ["a-r1", "a-r2"]
    assert len(rows(path, "SELECT * FROM statements")) == 2


def test_every_feed_that_carried_an_article(sink: Sink, path: Path) -> None:
    """The first comes with the event, others are noted; a feed is there once, as first seen."""
    for _ in range(2):
        sink.publish(event("a"))
        sink.carry(Duplicate(event_id="a-r1", article_id="a", feed="https://o.example/feed"))
        sink.carry(Duplicate(event_id="a-r1", article_id="a"))
        sink.flush()
    assert rows(path, "SELECT * FROM carriers ORDER BY feed") == [
        ("a", "https://n.example/feed", "2026-03-14T12:00:00Z"),
        ("a", "https://o.example/feed", "2026-03-14T12:00:00Z"),
    ]
    query = "SELECT title, feed FROM current_articles JOIN carriers USING (article_id)"
    assert len(rows(path, query)) == 2


def test_dead_letters(sink: Sink, path: Path) -> None:
    """A rejected record is kept whole, once, with why and when."""
    for _ in range(2):
        sink.reject(rejection("a:1", b"\xff\x00", message="bad \ud800", traceback="Trace"))
    sink.reject(rejection("a:2", b"\xff\x00"))
    sink.flush()
    query = "SELECT place, at, reason, message, form, source_id, feed, traceback, body FROM dead_letters ORDER BY place"
    assert rows(path, query) == [
        ("a:1", "2026-03-14T12:00:00Z", "empty", "bad \\ud800", "json", "x", "f", "Trace", b"\xff\x00"),
        ("a:2", "2026-03-14T12:00:00Z", "empty", "there is no text", "json", "x", "f", None, b"\xff\x00"),
    ]  # fmt: skip


def test_nothing_is_seen_before_flush(sink: Sink, path: Path) -> None:
    """A reader sees whole batches only, and holds up no writer."""
    sink.publish(event("a"))
    sink.flush()
    with closing(sqlite3.connect(path)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM articles").fetchone() == (1,)
        sink.publish(event("b"))
        assert ids(path) == ["a-r1"]
        sink.flush()
        assert reader.execute("SELECT count(*) FROM articles").fetchone() == (1,)
    assert ids(path) == ["a-r1", "b-r1"]


def test_a_close_without_flush_keeps_nothing(path: Path) -> None:
    """What is not flushed is gone, and the file is fit for the next run."""
    first = Sqlite(path)
    first.flush()
    first.publish(event("a"))
    first.close()
    assert ids(path) == []


CRASH = textwrap.dedent("""
    import os, signal, sys
    from pathlib import Path
    from tests.sinks.events import event
    from worker.sinks.sqlite import Sqlite
    path, crash = Path(sys.argv[1]), int(sys.argv[2])
    sink, calls = Sqlite(path), 0
    def step(call, *arguments):
        global calls
        if calls == crash:
            os.kill(os.getpid(), signal.SIGKILL)
        calls += 1
        call(*arguments)
    for batch in ("ab", "cd"):
        for name in batch:
            step(sink.publish, event(name))
        step(sink.flush)
""")


@pytest.mark.parametrize("crash", range(7))
def test_a_kill_at_every_step(path: Path, crash: int) -> None:
    """Killed before any step, the next run brings all, once; a batch is there whole or not."""

    def run(step: int) -> int:
        command = [sys.executable, "-c", CRASH, str(path), str(step)]
        return subprocess.run(command, cwd=ROOT, check=False, timeout=PATIENCE).returncode

    assert run(crash) == (-signal.SIGKILL if crash < 6 else 0)
    if path.exists():
        flushed = {0: 0, 1: 0, 2: 0, 3: 2, 4: 2, 5: 2, 6: 4}
        assert len(ids(path)) == flushed[crash]
    assert run(99) == 0
    assert ids(path) == ["a-r1", "b-r1", "c-r1", "d-r1"]
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]


def test_a_locked_database(sink: Sink, path: Path) -> None:
    """Another writer's lock is unavailable for now; after it, the batch is written whole."""
    sink.flush()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UnavailableError, match=r"qala\.db: another process holds"):
            sink.publish(event("a"))
        other.execute("ROLLBACK")
    sink.publish(event("a"))
    sink.flush()
    assert ids(path) == ["a-r1"]


def test_a_database_locked_from_the_start(path: Path) -> None:
    """A file that is locked while it is opened is unavailable, and opened later."""
    path.parent.mkdir()
    with closing(Sqlite(path, busy_timeout_seconds=0.01)) as sink:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(UnavailableError):
                sink.flush()
            other.execute("ROLLBACK")
        sink.flush()


def publish_much(sink: Sink) -> None:
    """Write more than fits, in one batch."""
    for number in range(100):
        sink.publish(event(f"c{number}", claims=50))
    sink.flush()


def test_a_full_database(sink: Sqlite, path: Path) -> None:
    """With no room left nothing of the batch is kept, and the error says what to do."""
    sink.publish(event("a"))
    sink.flush()
    [(pages,)] = rows(path, "PRAGMA page_count")
    assert sink._connection  # noqa: SLF001 - the limit is of the connection
    sink._connection.execute(f"PRAGMA max_page_count = {pages + 2}")  # noqa: SLF001
    sink.publish(event("b"))
    with pytest.raises(StoppedError, match="full; make room on that disk"):
        publish_much(sink)
    sink.flush()
    assert ids(path) == ["a-r1"]


def test_a_disk_that_refuses(sink: Sink, path: Path) -> None:
    """When the system refuses to write, the batch is undone and the file stays whole."""
    sink.publish(event("a"))
    sink.flush()
    with largest_file(1_000), pytest.raises(StoppedError, match="look at that disk"):
        publish_much(sink)
    assert ids(path) == ["a-r1"]
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]


def test_a_bug_undoes_the_batch(sink: Sink, path: Path) -> None:
    """What can't be written at all is no failure of the sink: it is raised as it is."""
    sink.publish(event("a"))
    whole = event("b")
    broken = msgspec.structs.replace(whole, claims=[whole.claims[0], whole.claims[0]])
    with pytest.raises(sqlite3.IntegrityError):
        sink.publish(broken)
    sink.flush()
    assert ids(path) == []


def test_a_file_of_another_version(sink: Sink, path: Path) -> None:
    """Tables of another version are refused with what to do, and left as they are."""
    sink.flush()
    sink.close()
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(StoppedError, match=r"of version 99, .* version 3; move the file away"):
        sink.flush()
    assert path.read_bytes() == before


def test_a_database_of_something_else(sink: Sink, path: Path) -> None:
    """Somebody else's database is refused, and left as it is."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE mine (x)")
    before = path.read_bytes()
    with pytest.raises(StoppedError, match="a database of something else"):
        sink.flush()
    assert path.read_bytes() == before


def test_a_file_that_is_no_database(sink: Sink, path: Path) -> None:
    """A file that is no database is refused, and left as it is."""
    body = b"this is no database at all, but text" * 40
    path.parent.mkdir()
    path.write_bytes(body)
    with pytest.raises(StoppedError, match="not a database; restore the file"):
        sink.flush()
    assert path.read_bytes() == body


def test_a_damaged_database(sink: Sink, path: Path) -> None:
    """A damaged file ends the run with what to do."""
    sink.publish(event("a"))
    sink.flush()
    sink.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(StoppedError, match="malformed; restore the file"):
        sink.publish(event("a"))


def test_a_path_that_can_not_be(tmp_path: Path) -> None:
    """A folder in place of the file, and a file in place of the folder, are told with the path."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StoppedError, match=r"unable to open .* name another path"):
        Sqlite(tmp_path).flush()
    with pytest.raises(StoppedError, match=r"file/qala\.db: .*"):
        Sqlite(tmp_path / "file" / "qala.db").flush()
