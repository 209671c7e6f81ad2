"""``qala dlq`` over the files of a sink: the same for a database and for lines."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Qala
from worker.article import Record
from worker.event import Rejected
from worker.ports import Sink
from worker.sinks.jsonl import Jsonl
from worker.sinks.sqlite import Sqlite

WHOLE = json.dumps(
    {
        "url": "https://n.example/1",
        "text": "The mayor of Brackwater, Lena Voss, said on Monday that the old ferry would sail again.",
    }
)
SINKS = {
    "sqlite": '[sink.sqlite]\npath = "out.db"',
    "jsonl": '[sink.jsonl]\npath = "out.jsonl"',
}


@pytest.fixture(params=SINKS)
def settings(request: pytest.FixtureRequest, tmp_path: Path, qala: Qala) -> Path:
    """Return the settings of a worker that has rejected three of four records."""
    kind = str(request.param)
    (tmp_path / "in.jsonl").write_text(f"{WHOLE}\n{{\n\x1b[31m\n", encoding="utf-8")
    (tmp_path / "long.txt").write_text("word " * 400, encoding="utf-8")
    path = tmp_path / "qala.toml"
    path.write_text(
        f'[source]\nmax_record_bytes = 1000\n[source.files]\npaths = ["in.jsonl", "long.txt"]\n'
        f'[sink]\nkind = "{kind}"\n{SINKS[kind]}\n',
        encoding="utf-8",
    )
    assert qala("run", path).returncode == 1
    return path


def ids(qala: Qala, settings: Path, *options: str) -> list[str]:
    """Return the ids of the letters that are listed."""
    done = qala("dlq", "list", settings, "--json", *options)
    assert done.returncode == 0, done.stderr
    return [json.loads(line)["id"] for line in done.stdout.splitlines()]


def mend(settings: Path) -> None:
    """Put there the letter of a record that a bug, mended since, had rejected."""
    kinds: dict[str, Callable[[Path], Sink]] = {"out.db": Sqlite, "out.jsonl": Jsonl}
    name = next(each for each in kinds if (settings.parent / each).exists())
    body = WHOLE.replace("/1", "/2").encode()
    record = Record(form="json", body=body, place="elsewhere:9")
    with closing(kinds[name](settings.parent / name)) as sink:
        sink.reject(Rejected(record=record, reason="bug", message="m", traceback="Traceback\n  x"))
        sink.flush()


def test_letters_are_listed_and_shown(qala: Qala, settings: Path) -> None:
    """A line each, chosen by reason and place; the counts at the end; one whole by its id."""
    done = qala("dlq", "list", settings)
    assert "3 dead letters: bad-json 2, too-large 1" in done.stderr
    assert len(done.stdout.splitlines()) == 4
    [name] = ids(qala, settings, "--place", "in.jsonl:3")
    assert ids(qala, settings, "--until", "2020-01-01") == []
    shown = qala("dlq", "show", settings, name[:12])
    assert "\x1b" not in shown.stdout + done.stdout
    assert "[31m" in shown.stdout.split("body")[1]
    assert qala("dlq", "show", settings, "nothing").returncode == 2


def test_what_is_settled_is_taken_away(qala: Qala, settings: Path) -> None:
    """A bug that was mended ends published; what is rejected again stays, and what was cut too."""
    before = ids(qala, settings)
    mend(settings)
    assert len(ids(qala, settings)) == 4
    assert "would replay 3" in qala("dlq", "replay", settings, "--dry-run").stderr
    done = qala("dlq", "replay", settings)
    assert done.returncode == 1, done.stderr
    assert "refused: was never read as a record (too-large)" in done.stderr
    assert "3 records: 1 published" in done.stderr
    assert "dead letters taken away: 1;" in done.stderr
    assert sorted(ids(qala, settings)) == sorted(before)
    tail = qala("tail", next(settings.parent.glob("out.[dj]*")), "--no-follow", "--json")
    assert {json.loads(each)["article"]["url"][-1] for each in tail.stdout.splitlines()} >= {"2"}


def test_options_of_topics_are_refused(qala: Qala, settings: Path) -> None:
    """``--to`` means nothing for a file."""
    done = qala("dlq", "replay", settings, "--to", "records")
    assert done.returncode == 2
    assert "--to: is for dead letters of Kafka" in done.stderr


def test_without_a_file_there_is_a_clear_line(qala: Qala, settings: Path) -> None:
    """A sink that never wrote has nothing to list."""
    for each in settings.parent.glob("out.*"):
        each.unlink()
    done = qala("dlq", "list", settings)
    assert done.returncode == 2
    assert "there are no dead letters" in done.stderr
