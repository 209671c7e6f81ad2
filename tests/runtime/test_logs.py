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
from worker.runtime import logs
from worker.runtime.happenings import RecordSettled, Started
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
