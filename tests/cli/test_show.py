"""``qala show``: what it makes a page of, where that goes, and what it says of the rest."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Qala

SEEDS = ROOT / "seeds" / "articles"
RECORD = {"id": "a-1", "title": "A ferry", "text": "The mayor said that the ferry is late."}


def test_a_file_becomes_a_page(qala: Qala, tmp_path: Path) -> None:
    """A text is enriched, and its page is written beside where one is, named after it."""
    done = qala("show", SEEDS / "bridge-inquiry.txt")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("bridge-inquiry.page.html: claims ")
    page = (tmp_path / "bridge-inquiry.page.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "Rosalind Achterberg" in page


def test_a_page_goes_where_it_is_asked_for(qala: Qala, tmp_path: Path) -> None:
    """``-o`` names the file, made with its folders; ``-`` is standard output and nothing else."""
    assert qala("show", SEEDS / "dam-and-wells.html", "-o", "a/b.html").returncode == 0
    page = (tmp_path / "a" / "b.html").read_text(encoding="utf-8")
    piped = qala("show", SEEDS / "dam-and-wells.html", "-o", "-")
    assert (piped.stdout, piped.stderr) == (page, "")


def test_a_record_may_come_over_a_pipe(qala: Qala) -> None:
    """A record on standard input becomes a page as well."""
    done = qala("show", "-", "-o", "-", stdin=json.dumps(RECORD))
    assert "<title>A ferry</title>" in done.stdout


def test_one_of_several_records_is_chosen(qala: Qala, tmp_path: Path) -> None:
    """A file of several articles asks which; ``--record`` says it."""
    records = [RECORD | {"id": f"a-{number}", "title": f"Title {number}"} for number in (1, 2, 3)]
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    asked = qala("show", "news.jsonl")
    assert (asked.returncode, asked.stderr) == (
        2,
        "qala: news.jsonl: several articles; choose one with --record N, from 1 on\n",
    )
    assert "<title>Title 2</title>" in qala("show", "news.jsonl", "--record", "2", "-o", "-").stdout
    beyond = qala("show", "news.jsonl", "--record", "4")
    assert (beyond.returncode, beyond.stderr) == (2, "qala: --record 4: news.jsonl ends after 3\n")
    assert "argument --record" in qala("show", "news.jsonl", "--record", "0").stderr


def test_events_of_enrich_are_shown(qala: Qala, tmp_path: Path) -> None:
    """The page of an event is the one of its record."""
    (tmp_path / "a.jsonl").write_text(json.dumps(RECORD), encoding="utf-8")
    events = qala("enrich", "a.jsonl").stdout
    (tmp_path / "events.jsonl").write_text(events, encoding="utf-8")
    of_record = qala("show", "a.jsonl", "-o", "-").stdout
    assert qala("show", "events.jsonl", "-o", "-").stdout == of_record


@pytest.fixture
def worked(qala: Qala, tmp_path: Path) -> Path:
    """Return the settings of a run that has been made, into out/qala.db."""
    (tmp_path / "news").mkdir()
    records = [RECORD, RECORD | {"id": "a-2", "title": "A bridge"}]
    lines = "\n".join(map(json.dumps, records))
    (tmp_path / "news" / "a.jsonl").write_text(lines, encoding="utf-8")
    path = tmp_path / "config.toml"
    path.write_text(
        '[source.files]\npaths = ["news"]\n[sink.sqlite]\npath = "out/qala.db"\n', encoding="utf-8"
    )
    assert qala("run", "config.toml").returncode == 0
    return path


def test_an_id_is_looked_up(qala: Qala, tmp_path: Path, worked: Path) -> None:
    """An id of event, article or producer is found in out/qala.db, or where ``--from`` says."""
    with closing(sqlite3.connect(tmp_path / "out" / "qala.db")) as database:
        [ids] = database.execute(
            "SELECT event_id, article_id, source_id FROM articles WHERE source_id = 'a-2'"
        )
    for each in ids:
        assert "<title>A bridge</title>" in qala("show", each, "-o", "-").stdout
    by_settings = qala("show", "a-1", "--from", worked, "-o", "-")
    assert "<title>A ferry</title>" in by_settings.stdout
    (tmp_path / "out" / "qala.db").rename(tmp_path / "b.db")
    assert qala("show", "a-1", "--from", "b.db").returncode == 0
    assert (tmp_path / "a-1.page.html").is_file()


@pytest.mark.usefixtures("worked")
def test_an_archive_in_place_of_a_file_asks_for_an_id(qala: Qala) -> None:
    """An archive of several events is no article; the line says how to choose one."""
    done = qala("show", "out/qala.db")
    assert (done.returncode, done.stderr) == (
        2,
        (
            "qala: out/qala.db: several articles; choose one with --record N, from 1 on, or name an"
            " id of it: qala show ID --from out/qala.db\n"
        ),
    )


@pytest.mark.usefixtures("worked")
def test_an_unknown_id_is_told(qala: Qala) -> None:
    """What is neither a file nor an id ends in one line, with status 2."""
    done = qala("show", "a-9")
    assert (done.returncode, done.stderr) == (
        2,
        (
            "qala: a-9: neither a file nor an id of an article or event in out/qala.db;"
            " another archive is named with --from\n"
        ),
    )


def test_what_is_not_there_is_told(qala: Qala) -> None:
    """A file that is missing, and an archive that is, are named as such."""
    file = qala("show", "news/a.txt")
    assert (file.returncode, file.stderr) == (2, "qala: news/a.txt: there is no such file\n")
    archive = qala("show", "a-1")
    assert archive.returncode == 2
    assert archive.stderr == (
        "qala: out/qala.db: there is no such file; name a database or events of qala\n"
    )


def test_a_sink_without_a_file_is_told(qala: Qala, tmp_path: Path) -> None:
    """Settings whose sink is a topic name no archive, and the line says so."""
    (tmp_path / "c.toml").write_text(
        '[source.files]\npaths = ["news"]\n[sink]\nkind = "kafka"\n'
        '[kafka]\nbootstrap = ["127.0.0.1:1"]\n',
        encoding="utf-8",
    )
    done = qala("show", "a-1", "--from", "c.toml")
    assert (done.returncode, done.stderr) == (
        2,
        "qala: c.toml: its sink is kafka, which keeps no file; name an archive\n",
    )


def test_events_of_another_version_are_told(qala: Qala, tmp_path: Path) -> None:
    """A file of events that this qala can't read says which version it has, and what to do."""
    (tmp_path / "old.jsonl").write_text('{"schema":"qala.article/0","id":"x"}\n', encoding="utf-8")
    done = qala("show", "old.jsonl")
    assert (done.returncode, done.stderr) == (
        2,
        (
            "qala: old.jsonl:1: an event of schema qala.article/0, and this qala reads"
            " qala.article/1; use the qala that wrote it, or run the articles again\n"
        ),
    )


def test_a_record_that_is_rejected_is_told(qala: Qala, tmp_path: Path) -> None:
    """A bad record is told as `qala enrich` tells it, with the same status, and leaves no page."""
    (tmp_path / "a.jsonl").write_text('{"title": 7}', encoding="utf-8")
    done = qala("show", "a.jsonl")
    assert done.returncode == 1
    assert done.stderr.startswith("qala: a.jsonl:1: rejected: ")
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    empty = qala("show", "empty.jsonl", "-o", "-")
    assert (empty.returncode, empty.stderr) == (2, "qala: empty.jsonl: there is no article in it\n")
    assert list(tmp_path.glob("*.html")) == []


def test_a_page_that_cant_be_written_is_told(qala: Qala, tmp_path: Path) -> None:
    """Where the page can't be, a line says so."""
    (tmp_path / "folder").mkdir()
    done = qala("show", SEEDS / "bridge-inquiry.txt", "-o", "folder")
    assert (done.returncode, done.stderr) == (
        2,
        "qala: folder: can't be written: Is a directory; name another file with -o\n",
    )
