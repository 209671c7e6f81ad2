"""Archives, as the real sinks leave them: what is read again, and what is refused."""

from __future__ import annotations

import datetime as dt
import gc
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from tests.sinks.events import NOON, event
from worker import archives
from worker.errors import ArchiveError
from worker.event import Event
from worker.ports import Sink
from worker.sinks.jsonl import Jsonl
from worker.sinks.sqlite import Sqlite

KINDS: dict[str, Callable[[Path], Sink]] = {"events.jsonl": Jsonl, "qala.db": Sqlite}


@pytest.fixture(params=KINDS)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return where an archive of each kind will be."""
    return tmp_path / str(request.param)


@pytest.fixture
def sink(path: Path) -> Iterator[Sink]:
    """Return the sink that writes the archive."""
    with closing(KINDS[path.name](path)) as opened:
        yield opened


def publish(sink: Sink, *events: Event) -> None:
    """Have the sink keep ``events``."""
    for each in events:
        sink.publish(each)
    sink.flush()


def at(made: Event, moment: dt.datetime | None, **changes: str) -> Event:
    """Give the event's article another date, or other fields."""
    article = msgspec.structs.replace(made.article, published_at=moment, **changes)
    return msgspec.structs.replace(made, article=article)


def ids(path: Path, **bounds: dt.datetime) -> list[str]:
    """Return the ids of the archive's events, in its order."""
    with archives.open(path) as archive:
        return [each.id for each in archive.events(**bounds)]


def test_events_are_read_as_they_were_written(sink: Sink, path: Path) -> None:
    """An archive gives whole events back, all revisions, in the order of writing."""
    written = [event("b"), event("a"), event("b", "r2")]
    publish(sink, *written)
    with archives.open(path) as archive:
        assert list(archive.events()) == written


def test_an_event_that_was_written_again_is_there_once(sink: Sink, path: Path) -> None:
    """Of an event that a crash made come twice, the last is given, in its place."""
    again = at(event("a"), NOON, title="again")
    publish(sink, event("a"), event("b"), again)
    with archives.open(path) as archive:
        assert list(archive.events()) == [event("b"), again]


def test_a_period_has_a_first_moment_and_not_its_last(sink: Sink, path: Path) -> None:
    """Bounds take articles from ``since`` on and before ``until``, to the microsecond."""
    second, tick = dt.timedelta(seconds=1), dt.timedelta(microseconds=1)
    moments = [NOON - tick, NOON, NOON + tick, NOON + second - tick, NOON + second, None]
    publish(sink, *(at(event(str(n)), moment) for n, moment in enumerate(moments)))
    assert ids(path, since=NOON) == ["1-r1", "2-r1", "3-r1", "4-r1"]
    assert ids(path, until=NOON) == ["0-r1"]
    assert ids(path, since=NOON, until=NOON + tick) == ["1-r1"]
    assert ids(path, since=NOON + tick, until=NOON + second) == ["2-r1", "3-r1"]


def test_bounds_may_be_of_any_zone(sink: Sink, path: Path) -> None:
    """A bound in another zone is the same moment."""
    publish(sink, event("a"))
    zone = dt.timezone(dt.timedelta(hours=3))
    assert ids(path, since=dt.datetime(2026, 3, 14, 15, 0, tzinfo=zone)) == ["a-r1"]
    assert ids(path, since=dt.datetime(2026, 3, 14, 15, 1, tzinfo=zone)) == []


def test_an_event_is_found_by_each_of_its_ids(sink: Sink, path: Path) -> None:
    """The id of the event finds it; those of article and producer, its newest revision."""
    first, second = event("a"), event("a", "r2")
    publish(sink, first, event("b"), second)
    with archives.open(path) as archive:
        assert archive.find("a-r1") == first
        assert archive.find("a") == second
        assert archive.find("a.txt") == second
        assert archive.find("c") is None


def test_an_id_of_qala_goes_before_one_of_a_producer(sink: Sink, path: Path) -> None:
    """An article's own id finds it, also where a later producer used the same letters."""
    publish(sink, event("a"), at(event("b"), NOON, source_id="a"))
    with archives.open(path) as archive:
        assert archive.find("a") == event("a")


def test_a_sink_that_is_written_to_can_be_read(sink: Sink, path: Path) -> None:
    """While a sink holds events that are not flushed, those before are read."""
    publish(sink, event("a"))
    sink.publish(event("b"))
    assert ids(path) == ["a-r1"]
    sink.flush()
    assert ids(path) == ["a-r1", "b-r1"]


def test_reading_changes_nothing(sink: Sink, path: Path) -> None:
    """An archive that was read has the bytes that it had."""
    publish(sink, event("a"))
    sink.close()
    before = path.read_bytes()
    assert ids(path) == ["a-r1"]
    assert path.read_bytes() == before


def test_reading_is_lazy(sink: Sink, path: Path) -> None:
    """The first events are given before the last is looked into."""
    publish(sink, *(event(str(number)) for number in range(3)))
    with archives.open(path) as archive:
        assert next(archive.events()) == event("0")


def test_reading_may_end_anywhere(sink: Sink, path: Path) -> None:
    """An archive may be closed with events unread, whoever still holds on to them."""
    publish(sink, *(event(str(number)) for number in range(3)))
    with archives.open(path) as archive:
        unread = archive.events()
        assert next(unread) == event("0")
    # A warning of what is raised here would fail the test.
    del unread
    gc.collect()


def test_lines_that_are_not_whole_are_not_there_yet(tmp_path: Path) -> None:
    """A last line is read where it is whole, and passed over while it is being written."""
    path = tmp_path / "events.jsonl"
    lines = [msgspec.json.encode(event(name)) for name in "ab"]
    path.write_bytes(b"\n\n".join(lines))
    assert ids(path) == ["a-r1", "b-r1"]
    path.write_bytes(b"\n".join([lines[0], lines[1][:-1]]))
    assert ids(path) == ["a-r1"]


def test_an_empty_file_is_an_archive_without_events(tmp_path: Path) -> None:
    """A sink that has written nothing yet has an archive all the same."""
    path = tmp_path / "events.jsonl"
    path.touch()
    assert ids(path) == []


def _line(**changes: object) -> bytes:
    plain = msgspec.to_builtins(event("a"))
    return msgspec.json.encode(plain | changes)


REFUSED = {
    b'{"text": "a record"}\n': ":1: no event of qala; `qala enrich` makes events of records",
    b"news\n": ":1: damaged: JSON is malformed: invalid character (byte 4); mend that line or take it out",
    _line(schema="qala.article/9") + b"\n": ":1: an event of schema qala.article/9, and this qala"
    " reads qala.article/1; use the qala that wrote it, or run the articles again",
    _line() + b"\n{]\n": ":2: damaged: JSON is malformed: object keys must be strings (byte 1);"
    " mend that line or take it out",
    _line() + b"\n\n" + _line(id="b", claims=5) + b"\n": ":3: no whole event: Expected `array`,"
    " got `int` - at `$.claims`; mend that line or take it out",
}


@pytest.mark.parametrize("body", REFUSED)
def test_lines_of_something_else_are_told(tmp_path: Path, body: bytes) -> None:
    """What is no event of this version is named with its line and what to do."""
    path = tmp_path / "x.jsonl"
    path.write_bytes(body)
    with pytest.raises(ArchiveError) as told:
        ids(path)
    assert str(told.value) == f"{path}{REFUSED[body]}"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A missing file and a folder are named, and none is made."""
    with pytest.raises(ArchiveError, match=r"x\.db: there is no such file"):
        archives.open(tmp_path / "x.db")
    with pytest.raises(ArchiveError, match="can't be read: Is a directory"):
        archives.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("pragma", "told"),
    [
        ("application_id = 7", "a database of something else; name one that qala wrote"),
        ("user_version = 1", "its tables are of version 1, and this qala reads version"),
    ],
)
def test_databases_of_something_else_are_told(tmp_path: Path, pragma: str, told: str) -> None:
    """A database that is not ours, or of another version, is refused when it is opened."""
    path = tmp_path / "qala.db"
    with closing(Sqlite(path)) as sink:
        sink.flush()
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"PRAGMA {pragma}")
    with pytest.raises(ArchiveError, match=told):
        archives.open(path)


def test_a_damaged_database_is_told(tmp_path: Path) -> None:
    """A database whose pages were overwritten ends in a line, not in a driver's error."""
    path = tmp_path / "qala.db"
    with closing(Sqlite(path)) as sink:
        publish(sink, *(event(str(number)) for number in range(40)))
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(ArchiveError, match="malformed; is it whole, and may it be read"):
        ids(path)


def test_archives_are_told_from_articles(sink: Sink, path: Path, tmp_path: Path) -> None:
    """A file is known as an archive by its first bytes, whatever its version."""
    publish(sink, event("a"))
    other = tmp_path / "other.jsonl"
    other.write_bytes(_line(schema="qala.article/9"))
    record = tmp_path / "record.jsonl"
    record.write_bytes(b'{"text": "words"}')
    assert archives.is_archive(path)
    assert archives.is_archive(other)
    assert not archives.is_archive(record)
    assert not archives.is_archive(tmp_path / "none")
