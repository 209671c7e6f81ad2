"""Followers, beside the real sinks that write while they read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from tests.sinks.events import event
from worker.errors import ArchiveError
from worker.event import Event
from worker.followers import Follow, follow
from worker.ports import Sink
from worker.sinks.jsonl import Jsonl
from worker.sinks.sqlite import Sqlite

KINDS: dict[str, Callable[[Path], Sink]] = {"events.jsonl": Jsonl, "qala.db": Sqlite}


@pytest.fixture(params=KINDS)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return where the file of each kind of sink will be."""
    return tmp_path / str(request.param)


@pytest.fixture
def told() -> list[str]:
    """Return what a follower has told."""
    return []


@pytest.fixture
def sink(path: Path) -> Iterator[Sink]:
    """Return the sink, with two events written."""
    with closing(KINDS[path.name](path)) as opened:
        publish(opened, "a", "b")
        yield opened


@pytest.fixture
def follower(sink: Sink, path: Path, told: list[str]) -> Iterator[Follow]:
    """Return the follower of the file that ``sink`` writes."""
    sink.flush()
    with closing(follow(path, told.append)) as opened:
        yield opened


def publish(sink: Sink, *names: str) -> None:
    """Have the sink keep an event of each name."""
    for name in names:
        sink.publish(event(name))
    sink.flush()


def line(name: str) -> bytes:
    """Return an event as the sink of lines writes it."""
    return msgspec.json.encode(event(name)) + b"\n"


def articles(events: list[Event] | Iterator[Event]) -> list[str]:
    """Return the articles of events."""
    return [each.article.id for each in events]


def test_what_was_there_comes_newest_first(follower: Follow) -> None:
    """Before it follows, the events that are there are given from the last to the first."""
    assert list(follower.before()) == [event("b"), event("a")]


def test_what_comes_is_given_once_and_in_order(sink: Sink, follower: Follow) -> None:
    """Each read gives what was flushed since the one before, whole."""
    assert list(follower.read()) == []
    publish(sink, "c", "d")
    assert list(follower.read()) == [event("c"), event("d")]
    assert list(follower.read()) == []


def test_what_is_not_flushed_is_not_given(sink: Sink, follower: Follow) -> None:
    """An event counts when its batch is kept."""
    sink.publish(event("c"))
    assert list(follower.read()) == []
    sink.flush()
    assert articles(iter(follower.read())) == ["c"]


def test_an_event_that_is_written_again_comes_again(sink: Sink, follower: Follow) -> None:
    """A repetition after a crash is given as it stands in the file."""
    publish(sink, "a")
    assert articles(iter(follower.read())) == ["a"]


def test_a_new_file_in_its_place_is_read_from_its_start(
    sink: Sink, path: Path, follower: Follow, told: list[str]
) -> None:
    """After a rotation the rest of the old file is given, then all of the new one."""
    publish(sink, "c")
    sink.close()
    for each in [path, *path.parent.glob(f"{path.name}-*")]:
        each.rename(each.with_name(f"old-{each.name}"))
    rest = list(follower.read())
    with closing(KINDS[path.name](path)) as new:
        publish(new, "d")
        assert articles(iter([*rest, *follower.read()])) == ["c", "d"]
        publish(new, "e")
        assert articles(iter(follower.read())) == ["e"]
    assert told == [f"{path}: was replaced; reading the new file from its start"]


def test_what_is_no_file_of_ours_is_refused(path: Path, told: list[str]) -> None:
    """A missing file, and one of something else, are errors that say so."""
    with pytest.raises(ArchiveError, match="no such file"):
        follow(path, told.append)
    path.write_text('{"id": "a record"}\n')
    with pytest.raises(ArchiveError, match="no event of qala"):
        follow(path, told.append)


class TestLines:
    """What only lines can show."""

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        """Return the path of lines."""
        return tmp_path / "events.jsonl"

    def test_half_a_line_waits_for_its_end(self, sink: Sink, path: Path, follower: Follow) -> None:
        """A line that is being written is given when it is whole."""
        sink.close()
        whole = line("c")
        with path.open("ab") as stream:
            stream.write(whole[:200])
            stream.flush()
            assert list(follower.read()) == []
            stream.write(whole[200:])
        assert articles(iter(follower.read())) == ["c"]

    def test_half_a_line_at_the_start_comes_later(self, tmp_path: Path, told: list[str]) -> None:
        """What was half written when following began is read when it is whole."""
        path = tmp_path / "half.jsonl"
        path.write_bytes(line("a") + line("b")[:100])
        with closing(follow(path, told.append)) as follower:
            assert articles(follower.before()) == ["a"]
            path.write_bytes(line("a") + line("b"))
            assert articles(iter(follower.read())) == ["b"]

    def test_a_write_that_was_undone_is_read_when_it_comes_again(
        self, sink: Sink, path: Path, follower: Follow, told: list[str]
    ) -> None:
        """A file that is cut back to where a batch began goes on from there."""
        before = path.stat().st_size
        publish(sink, "c")
        assert articles(iter(follower.read())) == ["c"]
        sink.close()
        os.truncate(path, before)
        assert list(follower.read()) == []
        with path.open("ab") as stream:
            stream.write(line("c") + line("d"))
        assert articles(iter(follower.read())) == ["c", "d"]
        assert told == []

    def test_a_file_that_is_emptied_is_read_from_its_start(
        self, sink: Sink, path: Path, follower: Follow, told: list[str]
    ) -> None:
        """A rotation that copies and empties the file is noticed, also when it has grown since."""
        sink.close()
        path.write_bytes(line("c"))
        assert articles(iter(follower.read())) == ["c"]
        path.write_bytes(b"")
        assert list(follower.read()) == []
        path.write_bytes(line("d") + line("e") + line("f"))
        assert articles(iter(follower.read())) == ["d", "e", "f"]
        assert set(told) == {f"{path}: was emptied; reading it from its start"}

    def test_a_line_that_is_no_event_is_told_and_passed_over(
        self, sink: Sink, path: Path, follower: Follow, told: list[str]
    ) -> None:
        """What is damaged, and what is of another version, holds nothing up."""
        sink.close()
        other = line("c").replace(b"qala.article/1", b"qala.article/9")
        with path.open("ab") as stream:
            stream.write(b"{\n\n" + other + line("d"))
        assert articles(iter(follower.read())) == ["d"]
        assert len(told) == 2
        assert "damaged" in told[0]
        assert "qala.article/9" in told[1]

    def test_long_files_are_read_backwards(self, tmp_path: Path, told: list[str]) -> None:
        """Lines that reach over many blocks come whole, the last first."""
        path = tmp_path / "long.jsonl"
        names = [f"{n:03}" + "x" * (n * 400) for n in range(300)]
        path.write_bytes(b"".join(map(line, names)))
        with closing(follow(path, told.append)) as follower:
            assert articles(follower.before()) == names[::-1]
            assert articles(iter(follower.read())) == []


def test_a_row_that_is_no_event_is_told_and_passed_over(tmp_path: Path, told: list[str]) -> None:
    """A row of the database that can't be read holds up no other."""
    import sqlite3  # noqa: PLC0415 - only this test breaks a database

    path = tmp_path / "qala.db"
    with closing(Sqlite(path)) as sink:
        publish(sink, "a")
        with closing(follow(path, told.append)) as follower:
            publish(sink, "b", "c")
            with closing(sqlite3.connect(path)) as database, database:
                database.execute("UPDATE articles SET event = '{' WHERE article_id = 'b'")
            assert articles(iter(follower.read())) == ["c"]
    assert len(told) == 1
    assert "event b-r1" in told[0]
