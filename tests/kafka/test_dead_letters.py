"""``qala dlq`` over a topic of a real broker: what is listed, and what is sent again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaProducer

from tests.kafka.topics import Topics
from tests.kafka.worker import Line
from worker.cli import main

RECORD = json.dumps(
    {
        "url": "https://post.example/1",
        "title": "Ferry",
        "text": "The mayor Lena Voss said it sails. " * 40,
    }
).encode()


@pytest.fixture
def line(topics: Topics, tmp_path: Path) -> Line:
    """Make topics for one test."""
    return Line(topics, tmp_path)


def put(line: Line, value: bytes, *, reason: str, offset: int, **more: str) -> None:
    """Put a dead letter there, as a worker does."""
    told = {"reason": reason, "error": "x\x1b[31m", "topic": line.records, "partition": "0"}
    told |= {"offset": str(offset), "at": "2026-10-13T10:00:00Z", "attempts": "2"} | more
    headers = [("desk", b"\x00"), *((f"qala-dlq-{n}", v.encode()) for n, v in told.items())]
    with KafkaProducer(bootstrap_servers=line.bootstrap) as producer:
        producer.send(line.dead, key=b"k", value=value, headers=headers)
        producer.flush()


def listed(capsys: pytest.CaptureFixture[str], path: Path, *options: str) -> list[dict[str, Any]]:
    """Return the letters as lines of JSON tell them."""
    capsys.readouterr()
    assert main(["dlq", "list", str(path), "--json", *options]) == 0
    return [json.loads(each) for each in capsys.readouterr().out.splitlines()]


def test_letters_are_listed_by_what_is_asked_for(
    line: Line, capsys: pytest.CaptureFixture[str]
) -> None:
    """Reason, time, place and partition choose; the counts come last, and one is shown whole."""
    put(line, b"{", reason="bad-json", offset=7)
    put(line, b"\xff", reason="bug", offset=8, traceback="Traceback\n  at \x1b[1m")
    path = line.write()
    assert [each["id"] for each in listed(capsys, path)] == ["0:0", "0:1"]
    [bug] = listed(capsys, path, "--reason", "bug", "--since", "2026-10-13", "--partition", "0")
    assert (bug["place"], bug["attempts"]) == (f"{line.records}:0:8", 2)
    assert listed(capsys, path, "--until", "2026-10-12") == []
    assert listed(capsys, path, "--since", "2026-10-14") == []
    assert listed(capsys, path, "--topic", "another") == []
    assert main(["dlq", "list", str(path)]) == 0
    done = capsys.readouterr()
    assert done.err.strip() == "2 dead letters: bad-json 1, bug 1"
    assert main(["dlq", "show", str(path), "0:1"]) == 0
    shown = capsys.readouterr().out
    assert "00000000  ff" in shown
    assert "  at" in shown
    assert "\x1b" not in done.out + shown
    assert main(["dlq", "show", str(path), "0:9"]) == 2


def test_a_letter_is_sent_once_and_as_it_came(
    line: Line, capsys: pytest.CaptureFixture[str]
) -> None:
    """Key, bytes and headers are the record's; a second replay sends nothing unless asked to."""
    put(line, b"{", reason="bad-json", offset=7)
    put(line, b"\xff", reason="bug", offset=8)
    path = line.write()
    assert main(["dlq", "replay", str(path), "--reason", "bug", "--dry-run"]) == 0
    assert line.read(line.records) == []
    assert main(["dlq", "replay", str(path), "--reason", "bug"]) == 0
    [sent] = line.read(line.records)
    line.read(line.dead)  # with the mark of what was replayed
    assert (sent.key, sent.value) == (b"k", b"\xff")
    assert sent.headers == [("desk", b"\x00"), ("qala-dlq-attempts", b"2")]
    assert [each["reason"] for each in listed(capsys, path)] == ["bad-json"]
    assert [each["replayed"] for each in listed(capsys, path, "--all")] == [False, True]
    assert main(["dlq", "replay", str(path), "--yes"]) == 0
    assert main(["dlq", "replay", str(path)]) == 0
    assert len(line.read(line.records)) == 2
    assert main(["dlq", "replay", str(path), "--again", "--limit", "1", "--to", line.claims]) == 0
    assert [each.value for each in line.read(line.claims)] == [b"{"]


def test_what_is_not_whole_is_refused(line: Line, capsys: pytest.CaptureFixture[str]) -> None:
    """A record that was cut, or that has no topic to go to, is told and counted; others go."""
    put(line, b"{", reason="too-large", offset=1, **{"cut-from": "5000"})
    put(line, b"{", reason="bad-json", offset=2, topic=line.dead)
    put(line, b"{}", reason="no-text", offset=3)
    assert main(["dlq", "replay", str(line.write())]) == 1
    told = capsys.readouterr().err
    assert "0:0: refused: was cut from 5,000 bytes" in told
    assert "0:1: refused: would go to" in told
    assert "1 sent, 2 refused" in told
    assert [each.value for each in line.read(line.records)] == [b"{}"]


def test_a_record_that_is_replayed_after_a_fix_is_published_once(line: Line) -> None:
    """What was too large is rejected, then replayed twice under a higher limit: one event."""
    line.produce(RECORD)
    with line.worker("strict", source={"max_record_bytes": 1000}) as worker:
        line.wait_for(line.dead, 1)
        assert worker.stop() == 0
    path = line.write("mended")
    assert main(["dlq", "replay", str(path)]) == 0
    assert main(["dlq", "replay", str(path)]) == 0
    with line.worker("mended") as worker:
        line.wait_for(line.articles, 1)
        line.produce(RECORD.replace(b"/1", b"/2"))
        line.wait_for(line.articles, 2)
        assert worker.stop() == 0
    urls = sorted(json.loads(each.value)["article"]["url"] for each in line.read(line.articles))
    assert urls == ["https://post.example/1", "https://post.example/2"]


def test_an_attempt_is_counted_on(line: Line) -> None:
    """A record that is rejected again after a replay says that it was so twice."""
    line.produce(b"{")
    with line.worker() as worker:
        line.wait_for(line.dead, 1)
        assert main(["dlq", "replay", str(line.write("replay"))]) == 0
        letters = line.wait_for(line.dead, 3)  # two letters, and the mark between them
        assert worker.stop() == 0
    attempts = [dict(each.headers).get("qala-dlq-attempts") for each in letters]
    assert attempts == [b"1", None, b"2"]
