"""``qala feeds status``: the store, as a table for people and as JSON."""

from __future__ import annotations

import json
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Qala
from worker.sources.feeds.feed import State
from worker.sources.feeds.store import Change, Sqlite

SETTINGS = """
[source]
kind = "feeds"
[source.feeds]
lists = ["feeds.toml"]
contact = "desk@marsa.example"
"""
LIST = """
[[feed]]
url = "https://marsa.example/rss"
name = "بريد المرسى"
[[feed]]
url = "https://aqiq.example/rss"
name = "Aqiq Daily"
[[feed]]
url = "https://zan.example/rss"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write settings, a list, and the states of two of its feeds."""
    (tmp_path / "qala.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "feeds.toml").write_text(LIST, encoding="utf-8")
    now = time.time()
    well = State(
        standing="healthy",
        last_success=now - 600,
        next_poll=now + 7300,
        interval=7800.0,
        overlap=0.5,
        polls=9,
    )
    ill = State(
        standing="failing", reason="dns", message="no such host", failures=2.5, next_poll=now - 1
    )
    with closing(Sqlite(tmp_path / "feeds.db")) as store:
        store.commit(
            [
                Change(url="https://marsa.example/rss", state=well, at=now),
                Change(url="https://aqiq.example/rss", state=ill, at=now),
                Change(url="https://unlisted.example/rss", state=ill, at=now),
            ]
        )
    return tmp_path


def test_the_table(qala: Qala, folder: Path) -> None:
    """Each listed feed is a line with its state, times, overlap, failures and why."""
    done = qala("feeds", "status", folder / "qala.toml")
    assert done.returncode == 0
    lines = [line.split() for line in done.stdout.splitlines() if line.strip()]
    assert lines[2] == "healthy 10 min ago in 2 h 2 h 50% بريد المرسى".split()
    assert lines[3] == "failing now 2.5 Aqiq Daily dns: no such host".split()
    assert lines[4] == "new now https://zan.example/rss".split()
    assert lines[5] == "3 feeds: 1 new · 1 healthy · 1 failing".split()


def test_json_has_all_fields(qala: Qala, folder: Path) -> None:
    """Times are RFC 3339, and what is not known is null."""
    rows = json.loads(qala("feeds", "status", folder / "qala.toml", "--json").stdout)
    assert [row["standing"] for row in rows] == ["healthy", "failing", "new"]
    assert (rows[1]["reason"], rows[1]["failures"]) == ("dns", 2.5)
    assert rows[0]["next_poll"].endswith("Z")
    assert rows[2]["last_success"] is None


def test_sorted_and_filtered(qala: Qala, folder: Path) -> None:
    """By any of the columns, either way round, and only those of one state."""
    config = folder / "qala.toml"
    rows = json.loads(qala("feeds", "status", config, "--json", "--sort", "failures").stdout)
    assert [row["failures"] for row in rows] == [0, 0, 2.5]
    done = qala("feeds", "status", config, "--json", "--sort", "name", "--reverse")
    assert [row["name"] for row in json.loads(done.stdout)] == ["بريد المرسى", None, "Aqiq Daily"]
    done = qala("feeds", "status", config, "--json", "--standing", "failing")
    assert [row["url"] for row in json.loads(done.stdout)] == ["https://aqiq.example/rss"]


def test_before_the_first_run(qala: Qala, folder: Path) -> None:
    """All feeds are new, and looking makes no database."""
    (folder / "feeds.db").unlink()
    done = qala("feeds", "status", folder / "qala.toml")
    assert "3 feeds: 3 new" in done.stdout
    assert not (folder / "feeds.db").exists()


def test_settings_without_feeds(qala: Qala, folder: Path) -> None:
    """The key that is missing is named."""
    (folder / "qala.toml").write_text('[source.files]\npaths = ["x"]\n', encoding="utf-8")
    done = qala("feeds", "status", folder / "qala.toml")
    assert done.returncode == 2
    assert "source.feeds.lists" in done.stderr
