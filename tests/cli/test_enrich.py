"""``qala enrich``: records in, events out."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import msgspec
import orjson
import pytest

from tests.cli.conftest import ROOT, Qala, environment
from tests.patience import PATIENCE
from worker.cli import main
from worker.cli.schema import schema
from worker.cli.wiring import reasons
from worker.event import Event

GOOD = {"id": "1", "language": "en", "text": "“The bridge is safe,” Mayor Ada Lind said on Monday."}
LINE = orjson.dumps(GOOD).decode()


def events(told: str) -> list[Event]:
    """Read the events of standard output, each valid by the published schema."""
    lines = told.splitlines()
    for line in lines:
        jsonschema.validate(orjson.loads(line), schema("article"))
    return [msgspec.json.decode(line, type=Event) for line in lines]


def started() -> subprocess.Popen[bytes]:
    """Start ``qala enrich`` with a pipe to each of its ends."""
    return subprocess.Popen(
        [sys.executable, "-m", "worker", "enrich"],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_lines_on_standard_input(qala: Qala) -> None:
    """Each record gives an event on a line of its own, in order, and nothing else is printed."""
    second = orjson.dumps(GOOD | {"id": "2", "text": "Rain fell. Nobody spoke."}).decode()
    done = qala("enrich", stdin=f"{LINE}\n\n{second}")
    assert done.returncode == 0
    assert done.stderr == ""
    assert [event.article.source_id for event in events(done.stdout)] == ["1", "2"]


def test_ids_are_for_ever(qala: Qala) -> None:
    """The same record gives the same bytes again."""
    first, second = qala("enrich", stdin=LINE), qala("enrich", "-", stdin=LINE)
    assert first.stdout == second.stdout != ""


def test_files(qala: Qala, tmp_path: Path) -> None:
    """Text, HTML and lines are told apart by the suffix; a missing file is one rejection."""
    (tmp_path / "a.txt").write_text(f"Bridge closed\n\n{GOOD['text']}", encoding="utf-8")
    (tmp_path / "b.html").write_text(f"<p>{GOOD['text']} It is old.</p>", encoding="utf-8")
    (tmp_path / "c.jsonl").write_text(f"{LINE}\n", encoding="utf-8")
    done = qala("enrich", "a.txt", "missing.txt", "b.html", "c.jsonl")
    assert done.returncode == 1
    assert len(events(done.stdout)) == 3
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("qala: missing.txt: rejected: unreadable: ")


BAD = [
    ("truncated JSON", b'{"text": "Rain'),
    ("a JSON list", b'[{"text": "Rain"}]'),
    ("a wrong type", b'{"text": 7}'),
    ("no words", b'{"title": "Rain"}'),
    ("empty words", b'{"text": "  "}'),
    ("not UTF-8", b'{"text": "\xff\xfe rain"}'),
    ("only NUL", b"\0\0\0"),
    ("deep nesting", b"[" * 100_000),
]


@pytest.mark.parametrize("body", [row[1] for row in BAD], ids=[row[0] for row in BAD])
def test_a_bad_line_is_told_and_passed_over(qala: Qala, body: bytes) -> None:
    """It is rejected with its place and reason on one line, and the next record is processed."""
    done = qala("enrich", stdin=body + b"\n" + LINE.encode())
    assert done.returncode == 1
    assert len(events(done.stdout)) == 1
    [told] = done.stderr.splitlines()
    assert told.startswith("qala: <stdin>:1: rejected: ")
    reason = told.split(": ")[3]
    assert reason != "bug"
    assert reason in reasons(), "what can be counted is there from the start"


ODD = [
    ("NUL among words", {"text": "Rain\0 fell, Ada Lind said."}),
    ("a lone surrogate", None),
    ("a hundred thousand quotation marks", {"text": '"' * 100_000}),
    ("direction marks", {"text": "Rain\u202e fell, \u2066Ada Lind said."}),
    ("unknown fields", {"text": "Rain fell, Ada Lind said.", "colour": "red"}),
]


@pytest.mark.parametrize("record", [row[1] for row in ODD], ids=[row[0] for row in ODD])
def test_an_odd_record_has_a_fate(qala: Qala, record: dict[str, str] | None) -> None:
    """It becomes a valid event or is told, and is never a bug; the next one is processed."""
    body = orjson.dumps(record | {"language": "en"}) if record else b'{"text": "Rain \\ud800 fell"}'
    done = qala("enrich", stdin=body + b"\n" + LINE.encode())
    assert len(events(done.stdout)) + len(done.stderr.splitlines()) == 2
    assert done.returncode == int("rejected" in done.stderr)
    assert "rejected: bug" not in done.stderr


def test_a_language_without_a_pack_is_skipped(qala: Qala) -> None:
    """A skipped record gives no event; it is told, and is no failure."""
    text = "Es hat den ganzen Tag geregnet, und niemand hat etwas dazu gesagt."
    done = qala("enrich", stdin=orjson.dumps({"text": text, "language": "de"}))
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("qala: <stdin>:1: skipped: ")


def test_a_line_of_fifty_megabytes_is_rejected(qala: Qala) -> None:
    """It is read past in bounded memory."""
    body = b'{"text": "' + b"rain " * 10_000_000 + b'"}'
    done = qala("enrich", stdin=body + b"\n" + LINE.encode())
    assert done.returncode == 1
    assert "rejected: too-large" in done.stderr
    assert len(events(done.stdout)) == 1


PEAK = """
import resource, sys
from worker.cli import main
code = main(["enrich"])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""


def peak_kilobytes(lines: int) -> int:
    """Return the peak memory of a run over so many different lines, whose output is dropped."""
    with subprocess.Popen(
        [sys.executable, "-c", PEAK],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stderr
        for number in range(lines):
            process.stdin.write(b'{"language": "en", "text": "Rain %d fell."}\n' % number)
        process.stdin.close()
        return int(process.stderr.read())


def test_memory_does_not_grow_with_the_input() -> None:
    """Fifty thousand lines cost no more memory than a thousand."""
    few, many = peak_kilobytes(1_000), peak_kilobytes(50_000)
    assert many - few < 4_000


def test_a_reader_that_leaves_ends_it_in_silence() -> None:
    """As with other tools, ``| head`` ends it by SIGPIPE and no traceback is seen."""
    with started() as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(LINE.encode() + b"\n")
        process.stdin.flush()
        assert process.stdout.readline().startswith(b"{")
        process.stdout.close()
        process.stdin.write(LINE.encode() + b"\n")
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=PATIENCE) == -signal.SIGPIPE


def test_events_come_one_by_one() -> None:
    """The event of a line is there before the next line is."""
    with started() as process:
        assert process.stdin
        assert process.stdout
        for _ in range(3):
            process.stdin.write(LINE.encode() + b"\n")
            process.stdin.flush()
            assert process.stdout.readline().startswith(b"{")
        process.stdin.close()
        assert process.wait(timeout=PATIENCE) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_full_disk_is_a_clean_stop() -> None:
    """It ends with one clear line and status 3."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "worker", "enrich"],
            cwd=ROOT,
            env=environment(),
            input=LINE.encode(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=PATIENCE,
        )
    assert done.returncode == 3
    [told] = done.stderr.decode().splitlines()
    assert told.startswith("qala: standard output can't be written: ")


def test_a_bug_is_told_as_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What fails outside of a record has a status of its own, and its traceback."""
    monkeypatch.setattr("worker.cli.enrich.load", None)
    assert main(["enrich", "a.txt"]) == 70
    told = capsys.readouterr().err
    assert told.startswith("Traceback ")
    assert "TypeError" in told
    assert "this is a bug of qala" in told.splitlines()[-1]


def test_an_interrupt_is_status_130() -> None:
    """Ctrl-C leaves no traceback."""
    with started() as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(LINE.encode() + b"\n")
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=PATIENCE)
    assert (process.returncode, told) == (130, b"")


def test_the_event_is_validated_in_tests(valid: Callable[[Event], Event], qala: Qala) -> None:
    """What is written can be read back as the value that it was."""
    [event] = events(qala("enrich", stdin=LINE).stdout)
    assert valid(event).article.text == GOOD["text"]
