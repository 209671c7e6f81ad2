"""The JSONL sink, on real files: lines that are whole, whatever stopped the run before."""

from __future__ import annotations

import base64
import os
import signal
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
from worker.errors import QalaError, StoppedError, UnavailableError
from worker.event import Duplicate, Event
from worker.ports import Sink
from worker.sinks.jsonl import Jsonl

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the events will be, in a folder that is not there yet."""
    return tmp_path / "out" / "events.jsonl"


@pytest.fixture
def sink(path: Path) -> Iterator[Jsonl]:
    """Return a sink whose dead letters lie beside its events."""
    with closing(Jsonl(path, now=lambda: NOON)) as opened:
        yield opened


def lines(path: Path) -> list[dict[str, Any]]:
    """Read every line of ``path``; a torn one would raise."""
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


def ids(path: Path) -> list[str]:
    """Return the id of each line."""
    return [line["id"] for line in lines(path)]


def write(sink: Sink, *names: str) -> None:
    """Write a batch."""
    for name in names:
        sink.publish(event(name))
    sink.flush()


def test_an_event_is_a_line(sink: Sink, path: Path, valid: Valid) -> None:
    """A line is the event as published, and reads back as it was."""
    written = valid(event("a"))
    sink.publish(written)
    sink.flush()
    assert msgspec.json.decode(path.read_bytes(), type=Event) == written


def test_nothing_is_there_before_flush(sink: Sink, path: Path) -> None:
    """A batch is written at once; a flush of nothing makes the files and adds nothing."""
    sink.flush()
    sink.publish(event("a"))
    assert path.read_bytes() == b""
    sink.flush()
    assert ids(path) == ["a-r1"]
    sink.flush()
    assert ids(path) == ["a-r1"]


def test_runs_append(path: Path) -> None:
    """A second run goes on where the first ended."""
    for name in "ab":
        with closing(Jsonl(path)) as sink:
            write(sink, name)
    assert ids(path) == ["a-r1", "b-r1"]


def test_dead_letters_lie_beside(sink: Sink, path: Path) -> None:
    """A rejected record is a line beside the events: text where it is text, else base64."""
    sink.reject(rejection(body="نص\x00".encode(), message="bad \ud800"))
    sink.reject(rejection(body=b"\xff"))
    sink.flush()
    text, other = lines(path.with_name("events.dead.jsonl"))
    assert len(text.pop("id")) == 32
    assert text == {
        "at": "2026-03-14T12:00:00Z",
        "reason": "empty",
        "message": "bad \\ud800",
        "place": "a.jsonl:1",
        "form": "json",
        "source_id": "x",
        "feed": "f",
        "traceback": None,
        "body": "نص\x00",
    }
    assert base64.b64decode(other["body_base64"]) == b"\xff"
    assert "body" not in other


def test_carriers_lie_beside(sink: Sink, path: Path) -> None:
    """A feed that carried a known article is a line of a file that is made with the first."""
    beside = path.with_name("events.carriers.jsonl")
    write(sink, "a")
    assert not beside.exists()
    sink.carry(Duplicate(event_id="a-r1", article_id="a", feed="https://o.example/feed"))
    assert not beside.exists()
    sink.flush()
    assert lines(beside) == [
        {"article_id": "a", "feed": "https://o.example/feed", "seen_at": "2026-03-14T12:00:00Z"}
    ]
    assert ids(path) == ["a-r1"]


def test_carriers_elsewhere(tmp_path: Path) -> None:
    """Carriers go where they are asked to."""
    with closing(Jsonl(tmp_path / "e", carriers=tmp_path / "far" / "carriers")) as sink:
        sink.carry(Duplicate(event_id="a-r1", article_id="a", feed="f"))
        sink.flush()
    assert len(lines(tmp_path / "far" / "carriers")) == 1


def test_dead_letters_elsewhere(tmp_path: Path) -> None:
    """Dead letters go where they are asked to."""
    with closing(Jsonl(tmp_path / "e", tmp_path / "far" / "dead")) as sink:
        sink.reject(rejection())
        sink.flush()
    assert len(lines(tmp_path / "far" / "dead")) == 1


WHOLE = b'{"id":"x"}\n'
TAILS = {
    "a torn line is cut off": (WHOLE + b'{"id":"y","te', WHOLE),
    "a torn line is all there is": (b'{"id', b""),
    "a torn line longer than a chunk": (WHOLE + b'{"id":"' + b"y" * 200_000, WHOLE),
    "a line torn within a letter": (WHOLE + '{"id":"ق'.encode()[:-1], WHOLE),
    "a line that lacks its break alone is ended": (WHOLE + WHOLE[:-1], WHOLE + WHOLE),
    "a whole file is left as it is": (WHOLE, WHOLE),
}


@pytest.mark.parametrize(("before", "after"), TAILS.values(), ids=TAILS.keys())
def test_what_a_crash_left(sink: Sink, path: Path, before: bytes, after: bytes) -> None:
    """A last line that a crash tore is mended before the next is written."""
    path.parent.mkdir()
    path.write_bytes(before)
    sink.flush()
    assert path.read_bytes() == after
    write(sink, "a")
    assert ids(path)[-1] == "a-r1"


def test_a_file_of_something_else(sink: Sink, path: Path) -> None:
    """A file whose end is no line of ours is refused, and left as it is."""
    path.parent.mkdir()
    path.write_bytes(b"my notes")
    with pytest.raises(StoppedError, match="something else than lines of JSON"):
        sink.flush()
    assert path.read_bytes() == b"my notes"


def test_two_processes(sink: Sink, path: Path) -> None:
    """A file that another run writes to is unavailable until that has ended."""
    with closing(Jsonl(path)) as other:
        write(other, "a")
        with pytest.raises(UnavailableError, match="another process is writing"):
            sink.flush()
    write(sink, "b")
    assert ids(path) == ["a-r1", "b-r1"]


def test_a_disk_with_no_room(sink: Sink, path: Path) -> None:
    """When the disk takes half a batch, the file goes back to what it was, and the batch is forgotten."""
    write(sink, "a")
    before = path.read_bytes()
    with largest_file(len(before) * 3 // 2), pytest.raises(StoppedError, match=r"events\.jsonl: "):
        write(sink, "b", "c")
    assert path.read_bytes() == before
    write(sink, "d")
    assert ids(path) == ["a-r1", "d-r1"]


def test_a_device_that_is_full() -> None:
    """A full device ends the run with what to do."""
    sink = Jsonl(Path("/dev/full"), Path("/dev/null"))
    with closing(sink), pytest.raises(StoppedError, match="No space left on device; make room"):
        write(sink, "a")


READ = "import sys; sys.stdout.buffer.write(open(sys.argv[1], 'rb').read())"


def test_a_pipe(tmp_path: Path) -> None:
    """Events can go to a pipe, which has no length to mend and no disk to wait for."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    # No thread of this process: signals that other tests leave on their way may reach it there.
    with subprocess.Popen([sys.executable, "-c", READ, pipe], stdout=subprocess.PIPE) as reader:
        try:
            with closing(Jsonl(pipe, Path("/dev/null"))) as sink:
                write(sink, "a")
            told, _ = reader.communicate(timeout=PATIENCE)
        finally:
            reader.kill()
    assert msgspec.json.decode(told, type=Event) == event("a")


@pytest.mark.parametrize("name", ["", "file/events.jsonl"])
def test_a_path_that_can_not_be(tmp_path: Path, name: str) -> None:
    """A folder in place of the file, and a file in place of the folder, are told with the path."""
    (tmp_path / "file").write_text("")
    sink = Jsonl(tmp_path / name, Path("/dev/null"))
    with closing(sink), pytest.raises(StoppedError, match=str(tmp_path)):
        sink.flush()


def test_a_failure_forgets_both(tmp_path: Path) -> None:
    """When one file fails, what is held for the other is forgotten too: all is written again."""
    (tmp_path / "dead").mkdir()
    with closing(Jsonl(tmp_path / "events", tmp_path / "dead")) as sink:
        sink.publish(event("a"))
        sink.reject(rejection())
        with pytest.raises(QalaError):
            sink.flush()
        (tmp_path / "dead").rmdir()
        sink.publish(event("a"))
        sink.reject(rejection())
        sink.flush()
    assert ids(tmp_path / "events") == ["a-r1"]
    assert len(lines(tmp_path / "dead")) == 1


CRASH = textwrap.dedent("""
    import os, signal, sys
    from pathlib import Path
    from tests.sinks.events import event
    from worker.sinks.jsonl import Jsonl
    sink, crash = Jsonl(Path(sys.argv[1])), int(sys.argv[2])
    for number, name in enumerate("abc"):
        if number == crash:
            os.kill(os.getpid(), signal.SIGKILL)
        sink.publish(event(name))
        sink.flush()
""")


@pytest.mark.parametrize("crash", range(3))
def test_a_kill(path: Path, crash: int) -> None:
    """Killed between batches, the next run brings all; what came twice has the same id."""
    for step in (crash, 99):
        command = [sys.executable, "-c", CRASH, str(path), str(step)]
        status = subprocess.run(command, cwd=ROOT, check=False, timeout=PATIENCE).returncode
        assert status == (0 if step == 99 else -signal.SIGKILL)
    assert ids(path) == [f"{name}-r1" for name in "abc"[:crash] + "abc"]
