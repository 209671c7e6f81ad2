"""``qala report`` as its users call it."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tests.cli.conftest import Qala
from tests.report import newsroom
from tests.report.told import event
from worker.event import Event
from worker.packs import Pack
from worker.sinks.sqlite import Sqlite


def lines(path: Path, *events: Event) -> Path:
    """Write events as lines of JSON."""
    path.write_bytes(b"".join(msgspec.json.encode(each) + b"\n" for each in events))
    return path


@pytest.fixture(scope="module")
def press(packs: dict[str, Pack]) -> list[Event]:
    """Return the events of the invented press."""
    return list(newsroom.events(40, packs))


def test_a_database_and_lines_give_the_same_report(
    qala: Qala, tmp_path: Path, press: list[Event]
) -> None:
    """The same events give the same page and the same figures, whatever sink kept them."""
    sink = Sqlite(tmp_path / "out" / "qala.db")
    for each in press:
        sink.publish(each)
    sink.flush()
    sink.close()
    lines(tmp_path / "events.jsonl", *press)
    tables = qala("report", "--json", "tables.json")
    told = qala("report", "--from", "events.jsonl", "-o", "lines.html", "--json", "lines.json")
    assert (tables.returncode, tables.stdout) == (told.returncode, told.stdout) == (0, "")
    assert tables.stderr.startswith("report.html: claims ")
    for one, other in (("report.html", "lines.html"), ("tables.json", "lines.json")):
        assert (tmp_path / one).read_bytes() == (tmp_path / other).read_bytes()


def test_a_sink_that_is_being_written_to_can_be_reported_on(
    qala: Qala, tmp_path: Path, press: list[Event]
) -> None:
    """What was flushed is counted while the sink's next batch is open."""
    sink = Sqlite(tmp_path / "out" / "qala.db")
    sink.publish(event("a", ("Nora Quill", "It rains")))
    sink.flush()
    sink.publish(press[0])
    done = qala("report")
    sink.close()
    assert done.returncode == 0
    assert "claims 1, articles 1, 2026-09-01 to 2026-09-01" in done.stderr


def test_exports_are_written_where_they_are_asked_for(
    qala: Qala, tmp_path: Path, press: list[Event]
) -> None:
    """CSV files go into their folder, made where it is missing, and JSON into its file."""
    lines(tmp_path / "e.jsonl", *press)
    done = qala("report", "--from", "e.jsonl", "--csv", "out/csv", "--json", "out/figures.json")
    assert done.returncode == 0
    figures = json.loads((tmp_path / "out/figures.json").read_bytes())
    text = (tmp_path / "out/csv/claims.csv").read_text(encoding="utf-8-sig")
    assert len(list(csv.reader(text.splitlines()))) == figures["totals"]["claims"] + 1


def test_a_period_has_its_days_to_the_end(qala: Qala, tmp_path: Path) -> None:
    """Both days of a period are part of it; articles without a date are not."""
    told = ("Nora Quill", "It rains")
    days = ["2026-09-01", "2026-09-02", "2026-09-03", "2026-09-04", None]
    lines(tmp_path / "e.jsonl", *(event(f"a{day}", told, day=day) for day in days))
    bounds = ["--since", "2026-09-02", "--until", "2026-09-03"]
    done = qala("report", "--from", "e.jsonl", *bounds)
    assert "claims 2, articles 2, 2026-09-02 to 2026-09-03" in done.stderr
    exact = ["--since", "2026-09-02T09:31Z", "--until", "2026-09-03T12:30+03:00"]
    assert "no article in that period" in qala("report", "--from", "e.jsonl", *exact).stderr


def test_the_page_speaks_the_language_of_most_articles(qala: Qala, tmp_path: Path) -> None:
    """Without ``--language`` the page is in that of most articles, else in English."""
    told = ("Nora Quill", "It rains")
    for language, expected in (("ar", "ar"), ("xx", "en")):
        lines(tmp_path / "e.jsonl", event("a", told, language=language))
        qala("report", "--from", "e.jsonl")
        page = (tmp_path / "report.html").read_text(encoding="utf-8")
        assert f'<html lang="{expected}"' in page
    qala("report", "--from", "e.jsonl", "--language", "ar")
    assert '<html lang="ar" dir="rtl">' in (tmp_path / "report.html").read_text(encoding="utf-8")


def _other_version(path: Path) -> None:
    line = msgspec.json.encode(event("a")).replace(b"qala.article/1", b"qala.article/9")
    path.write_bytes(line)


def _other_database(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE mine (x)")
    database.close()


FAULTS: list[tuple[str, Callable[[Path], object] | None, list[str], str]] = [
    ("a file that is not there", None, [], "there is no such file"),
    ("another version of the schema", _other_version, [], "schema qala.article/9, and this qala reads qala.article/1"),
    ("a database of something else", _other_database, [], "a database of something else"),
    ("no event yet", lines, [], "holds no events yet"),
    ("an empty period", lambda path: lines(path, event("a"), event("b", day="2026-09-07"), event("c", day=None)), ["--since", "2027-01-01"], "no article in that period; it has articles from 2026-09-01 to 2026-09-07, and 1 without a date"),
    ("no dates at all", lambda path: lines(path, event("a", day=None)), ["--since", "2027-01-01"], "no article has a date (1); leave the bounds out"),
    ("a page that can't be written", lambda path: lines(path, event("a")), ["-o", "/proc/none/page.html"], "/proc/none/page.html: can't be written"),
    ("no date", lambda path: lines(path, event("a")), ["--since", "tomorrow"], "'tomorrow' is no date such as 2026-10-13"),
    ("no language of ours", lambda path: lines(path, event("a")), ["--language", "xx"], "invalid choice: 'xx'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "arguments", "message"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS]
)
def test_faults_are_a_line(
    make: Callable[[Path], object] | None,
    arguments: list[str],
    message: str,
    qala: Qala,
    tmp_path: Path,
) -> None:
    """What can't be reported on is told in one line, with status 2, and no page is written."""
    if make:
        make(tmp_path / "e.jsonl")
    done = qala("report", "--from", "e.jsonl", *arguments)
    assert done.returncode == 2
    assert message in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "report.html").exists()


def test_a_report_that_fails_leaves_the_one_before(
    qala: Qala, tmp_path: Path, press: list[Event]
) -> None:
    """A page is replaced whole, or not at all, and nothing half-written lies beside it."""
    lines(tmp_path / "e.jsonl", *press)
    assert qala("report", "--from", "e.jsonl").returncode == 0
    before = (tmp_path / "report.html").read_bytes()
    with (tmp_path / "e.jsonl").open("ab") as stream:
        stream.write(b'{"schema": "qala.article/1"}\n')
    assert qala("report", "--from", "e.jsonl").returncode == 2
    assert (tmp_path / "report.html").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["e.jsonl", "report.html"]
