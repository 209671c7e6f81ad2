"""What is logged, and what never is."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import orjson
import pytest

from tests.runtime.memory import NOON, MemorySink, MemorySource, job
from worker.article import Record
from worker.errors import UnavailableError
from worker.event import Rejected
from worker.ports.feeds import FeedPolled
from worker.runtime import logs
from worker.runtime.happenings import RecordSettled, Started, WatchListFailed, WatchListRead
from worker.runtime.loop import Loop
from worker.runtime.stop import Stop


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Leave the logger as it was."""
    logger = logging.getLogger("qala")
    before = logger.handlers, logger.level, logger.propagate
    yield
    logger.handlers, logger.level, logger.propagate = before


def run(form: logs.Format, level: str = "info") -> str:
    """Run a small job and return its logs."""
    stream = io.StringIO()
    logs.set_up(form, level, stream)
    logs.observe(Started(version="1", source="memory", sink="memory", packs={"ar": "2"}))
    source = MemorySource(
        [["a", "bad-b"], ["bug-c", "skip-d"]], faults=[UnavailableError("no route")]
    )
    Loop(job(source, MemorySink()), observe=logs.observe, stop=Stop()).run()
    return stream.getvalue()


def test_json_lines() -> None:
    """Each line is an object with time, level, message and the fields of what happened."""
    lines = [orjson.loads(line) for line in run("json").splitlines()]
    assert all({"time", "level", "message"} <= line.keys() for line in lines)
    told = [line["message"] for line in lines]
    expected = ["started", "answers", "failed", "answers", "rejected", "rejected", "ended"]
    assert told == expected
    assert lines[0]["packs"] == {"ar": "2"}
    assert lines[2]["error"] == "no route"
    assert lines[4]["place"] == "memory:bad-b"
    assert (lines[5]["level"], lines[5]["reason"]) == ("error", "bug")


def test_a_watch_list_that_is_not_read_anew_is_a_warning() -> None:
    """What was read of the watch list is a line, and what has faults is a warning with them."""
    stream = io.StringIO()
    logs.set_up("json", "info", stream)
    logs.observe(WatchListRead(entities=["x:a", "x:b"], collisions=1))
    logs.observe(WatchListFailed(message="l.toml:1: id: is missing"))
    read, failed = [orjson.loads(line) for line in stream.getvalue().splitlines()]
    assert (read["level"], read["entities"], read["collisions"]) == ("info", 2, 1)
    assert (failed["level"], failed["error"]) == ("warning", "l.toml:1: id: is missing")


def test_text_lines() -> None:
    """At a terminal a line is read by a person."""
    told = run("text")
    assert "started  version=1 source=memory sink=memory packs=ar:2" in told
    assert 'error="no route"' in told


def test_a_stream_that_is_no_terminal_gets_json() -> None:
    """The format auto looks at the stream."""
    assert run("auto").startswith("{")


def test_levels() -> None:
    """At level warning only trouble is told; at level debug also batches and skipped records."""
    assert "ended" not in run("json", "warning")
    debug = run("json", "debug")
    assert "batch settled" in debug
    assert "skipped" in debug


def test_words_of_an_article_are_never_logged() -> None:
    """Neither the body nor a message that quotes it, nor a traceback, is in any line."""
    stream = io.StringIO()
    logs.set_up("json", "debug", stream)
    for reason in ("bug", "empty"):
        told = "KeyError('secret word')"
        given = Record(form="text", body=b"secret body", place="memory:1")
        rejected = Rejected(record=given, reason=reason, message=told, traceback="secret frame")
        logs.observe(RecordSettled(record=given, outcome=rejected, at=NOON))
    assert "secret" not in stream.getvalue()


def test_a_bug_on_a_feed_is_an_error_with_its_traceback() -> None:
    """Whatever came of the poll, and however the feed fared before."""
    stream = io.StringIO()
    logs.set_up("json", "error", stream)
    told = FeedPolled(
        url="https://a.example/rss",
        result="bug",
        seconds=0.1,
        entries={},
        pages={},
        waits=[],
        before="failing",
        standing="failing",
        message="qala itself failed",
        traceback="File …, in read\nKeyError",
    )
    logs.observe(told)
    line = orjson.loads(stream.getvalue())
    assert (line["level"], line["result"]) == ("error", "bug")
    assert line["traceback"].endswith("KeyError")
