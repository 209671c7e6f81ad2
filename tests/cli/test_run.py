"""``qala run`` and ``qala config``: settings in, parts wired, a status out."""

from __future__ import annotations

import os
import pty
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import orjson
import pytest

from tests.cli.conftest import Qala, environment
from tests.patience import PATIENCE, wait
from tests.ports import free
from worker import __version__

TEXT = "“The bridge is safe,” Mayor Ada Lind said on Monday. She denied that it was closed."
SETTINGS = """
[source.files]
paths = ["news.jsonl"]
[sink.sqlite]
path = "out/qala.db"
[retry]
first_seconds = 0.01
longest_seconds = 0.02
give_up_after_seconds = 0.2
"""


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """Write settings, and a record beside them."""
    (tmp_path / "news.jsonl").write_bytes(record("1") + b"\n" + record("2"))
    path = tmp_path / "qala.toml"
    path.write_text(SETTINGS, encoding="utf-8")
    return path


def record(name: str, text: str = TEXT) -> bytes:
    """Return a line."""
    return orjson.dumps({"id": name, "language": "en", "title": name, "text": f"{text} {name}"})


def test_a_batch_job_runs_to_its_end(qala: Qala, settings: Path, tmp_path: Path) -> None:
    """All records are in the sink, and logs are JSON lines on standard error."""
    done = qala("run", settings)
    assert (done.returncode, done.stdout) == (0, "")
    told = [orjson.loads(line)["message"] for line in done.stderr.splitlines()]
    assert (told[0], told[-1]) == ("started", "ended")
    with sqlite3.connect(tmp_path / "out" / "qala.db") as database:
        assert database.execute("SELECT count(*) FROM articles").fetchone() == (2,)
    database.close()


def test_a_second_run_changes_nothing(qala: Qala, settings: Path, tmp_path: Path) -> None:
    """The same records give the same ids, so that repetition leaves one of each."""
    for _ in range(2):
        assert qala("run", settings).returncode == 0
    database = sqlite3.connect(tmp_path / "out" / "qala.db")
    assert database.execute("SELECT count(*) FROM articles").fetchone() == (2,)
    database.close()


def test_what_is_known_outlives_a_run_where_it_is_asked_for(
    qala: Qala, settings: Path, tmp_path: Path
) -> None:
    """With a memory, a second run publishes what is new, and tells the rest as duplicates."""
    known = {"QALA_COPIES__MEMORY": "sqlite"}
    assert qala("run", settings, **known).returncode == 0
    (tmp_path / "news.jsonl").write_bytes(record("2") + b"\n" + record("3"))
    done = qala("run", settings, "--summary", **known)
    assert done.returncode == 0
    assert "2 records: 1 published with 2 claims · 1 duplicate" in done.stdout
    assert (tmp_path / "out" / "qala.copies.db").exists()
    done = qala("run", settings, "--summary", **known, QALA_COPIES__ENABLED="false")
    assert "2 records: 2 published" in done.stdout


def test_copies_and_carriers_are_told_apart(qala: Qala, settings: Path, tmp_path: Path) -> None:
    """Of one article that two feeds carry there is one event; a copy of it names it."""
    story = " ".join(f"Pier {number} of the old bridge was looked at." for number in range(40))
    address = "https://news.example/bridge"
    lines = [
        {"url": f"{address}?utm_source=one", "text": story, "source": {"feed": "one"}},
        {"url": address, "text": story, "source": {"feed": "two"}},
        {"url": "https://other.example/7", "text": f"Late news. {story}", "language": "en"},
    ]
    (tmp_path / "news.jsonl").write_bytes(b"\n".join(map(orjson.dumps, lines)))
    assert qala("run", settings).returncode == 0
    database = sqlite3.connect(tmp_path / "out" / "qala.db")
    first, copy = database.execute(
        "SELECT article_id, cluster, duplicate_of FROM articles ORDER BY sequence"
    ).fetchall()
    assert first == (first[0], first[0], None)
    assert copy == (copy[0], first[0], first[0])
    carriers = database.execute("SELECT article_id, feed FROM carriers ORDER BY feed").fetchall()
    assert carriers == [(first[0], "one"), (first[0], "two")]
    database.close()


def test_the_summary(qala: Qala, settings: Path) -> None:
    """Asked for in a pipe it is plain: speakers with role and count, claims with stance."""
    done = qala("run", settings, "--summary", FORCE_COLOR="1")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "\u2068" not in done.stdout
    assert "Ada Lind" in done.stdout
    assert "deny" in done.stdout
    assert "2 records: 2 published" in done.stdout
    assert "out/qala.db" in done.stdout


def test_the_command_that_the_summary_gives_works(
    qala: Qala, settings: Path, tmp_path: Path
) -> None:
    """The query runs on the database that it names."""
    done = qala("run", settings, "--summary")
    query = done.stdout.split('"')[-2]
    database = sqlite3.connect(tmp_path / "out" / "qala.db")
    assert "Ada Lind" in {row[0] for row in database.execute(query)}
    database.close()


def test_rejected_records_are_dead_letters(qala: Qala, settings: Path, tmp_path: Path) -> None:
    """They are kept whole, told by place and reason, and set the exit status."""
    (tmp_path / "news.jsonl").write_bytes(b"{broken\n" + record("1"))
    done = qala("run", settings, "--summary")
    assert done.returncode == 1
    assert "1 published" in done.stdout
    assert "1 rejected" in done.stdout
    database = sqlite3.connect(tmp_path / "out" / "qala.db")
    [(body,)] = database.execute("SELECT body FROM dead_letters")
    assert body == b"{broken"
    database.close()


def test_faults_of_settings_are_told_all_at_once(qala: Qala, settings: Path) -> None:
    """A line for each, in file and environment, and status 2."""
    settings.write_text('[source.files]\npaths = 7\n[http]\nprot = 1\n[log]\nlevel = "loud"\n')
    for command in ("run", "config"):
        done = qala(command, settings, QALA_HTTP__PORT="99999")
        assert (done.returncode, done.stdout) == (2, "")
        lines = done.stderr.splitlines()
        assert len(lines) == 4
        assert all(line.startswith("qala: ") for line in lines)
        for key in ("source.files.paths", "http.prot", "http.port", "log.level"):
            assert any(key in line for line in lines)


def test_a_feed_that_takes_too_long(qala: Qala, settings: Path, tmp_path: Path) -> None:
    """The budget of the settings also bounds the parse of a feed document, and is named."""
    (tmp_path / "slow.xml").write_text(
        f"<rss version='2.0'><channel><item><title>Rain {'&amp;' * 1_000_000}</item>"
    )
    settings.write_text(
        SETTINGS.replace("news.jsonl", "slow.xml") + "[pipeline]\nmax_cpu_seconds = 0.2\n"
    )
    assert qala("run", settings).returncode == 1
    with sqlite3.connect(tmp_path / "out" / "qala.db") as database:
        letters = database.execute("SELECT reason, message FROM dead_letters").fetchall()
    database.close()
    told = "took more than 0.2 s of CPU time (pipeline.max_cpu_seconds)"
    assert letters == [("too-slow", told)]


USAGE = [
    ("no command", []),
    ("an unknown command", ["rnu"]),
    ("no settings file", ["run"]),
    ("a settings file that is not there", ["run", "missing.toml"]),
    ("an unknown schema", ["schema", "speaker"]),
    ("an unknown option", ["enrich", "--fast"]),
]


@pytest.mark.parametrize("arguments", [row[1] for row in USAGE], ids=[row[0] for row in USAGE])
def test_wrong_usage_is_status_2(qala: Qala, arguments: list[str]) -> None:
    """It is told on standard error, without a traceback."""
    done = qala(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "qala" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_language_without_a_pack_is_wrong_usage(qala: Qala, settings: Path) -> None:
    """The settings may name only packs that are there."""
    for command in ("run", "config"):
        done = qala(command, settings, QALA_PIPELINE__LANGUAGES="ar,xx")
        assert done.returncode == 2
        assert "xx" in done.stderr


def test_a_port_that_is_taken_is_wrong_usage(qala: Qala, settings: Path) -> None:
    """One clear line names the setting."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = qala("run", settings, QALA_HTTP__PORT=str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "http.port" in done.stderr


def test_a_locked_database_ends_without_commit(qala: Qala, settings: Path, tmp_path: Path) -> None:
    """It is asked again until patience ends, then told with status 3; later all is read."""
    assert qala("run", settings).returncode == 0
    (tmp_path / "news.jsonl").write_bytes(record("3"))
    holder = sqlite3.connect(tmp_path / "out" / "qala.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    done = qala("run", settings, QALA_SINK__SQLITE__BUSY_TIMEOUT_SECONDS="0.01")
    holder.execute("ROLLBACK")
    assert done.returncode == 3
    told = [orjson.loads(line) for line in done.stderr.splitlines()]
    assert {line["message"] for line in told} >= {"failed", "gave up"}
    assert qala("run", settings).returncode == 0
    assert holder.execute("SELECT count(*) FROM articles").fetchone() == (3,)
    holder.close()


def test_a_sink_that_can_not_be_written_is_a_clean_stop(qala: Qala, settings: Path) -> None:
    """A path below a file can't be made: status 3, one clear line, no traceback."""
    done = qala("run", settings, QALA_SINK__SQLITE__PATH="news.jsonl/qala.db")
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert orjson.loads(done.stderr.splitlines()[-1])["message"] == "gave up"


def test_jsonl_holds_events_a_line_each(qala: Qala, settings: Path, tmp_path: Path) -> None:
    """The other sink is a setting away."""
    done = qala("run", settings, "--summary", QALA_SINK__KIND="jsonl")
    assert done.returncode == 0
    assert len((tmp_path / "events.jsonl").read_text(encoding="utf-8").splitlines()) == 2
    assert "events.jsonl" in done.stdout


def test_config_prints_what_it_reads(qala: Qala, settings: Path, tmp_path: Path) -> None:
    """The effective settings are settings: printed, and read again, they are the same."""
    first = qala("config", settings, QALA_HTTP__PORT="9400")
    assert first.returncode == 0
    assert tomllib.loads(first.stdout)["http"]["port"] == 9400
    again = tmp_path / "again.toml"
    again.write_text(first.stdout, encoding="utf-8")
    assert qala("config", again).stdout == first.stdout


def test_version_and_help(qala: Qala) -> None:
    """Each command helps with an example."""
    assert qala("--version").stdout == f"qala {__version__}\n"
    for command in ("run", "enrich", "config", "schema"):
        done = qala(command, "--help")
        assert done.returncode == 0
        assert f"example:\n  {'QALA' if command == 'config' else 'qala'}" in done.stdout


def test_schema_is_printed(qala: Qala) -> None:
    """Without a name it is the article's."""
    done = qala("schema")
    assert orjson.loads(done.stdout)["title"] == "qala.article/1"
    assert qala("schema", "article").stdout == done.stdout


def scrape(port: int, path: str) -> str:
    """Ask the worker, for as long as it starts."""
    answers: list[str] = []

    def answered() -> bool:
        with (
            suppress(urllib.error.URLError, ConnectionError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE) as answer,
        ):
            answers.append(answer.read().decode())
        return bool(answers)

    wait(answered, f"the worker does not answer on {path}")
    return answers[0]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_worker_is_scraped_and_stopped(
    settings: Path, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    """While its source is open it serves metrics; a signal settles what is in hand and ends it."""
    [port] = free(1)
    os.mkfifo(tmp_path / "pipe")
    variables = {
        "QALA_SOURCE__FILES__PATHS": "news.jsonl,pipe",
        "QALA_SOURCE__BATCH_RECORDS": "1",
        "QALA_HTTP__PORT": str(port),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "worker", "run", settings],
        cwd=tmp_path,
        env=environment() | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        with (tmp_path / "pipe").open("wb") as pipe:
            assert scrape(port, "/readyz") == "ready\n"
            assert scrape(port, "/healthz")
            told = scrape(port, "/metrics")
            assert 'qala_records_total{outcome="published",source="files"}' in told
            process.send_signal(number)
            time.sleep(0.1)
            pipe.write(record("3") + b"\n")
        out, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (code, b"")
    database = sqlite3.connect(tmp_path / "out" / "qala.db")
    assert database.execute("SELECT count(*) FROM articles").fetchone() == (3,)
    database.close()


def test_a_person_at_a_terminal_gets_text(settings: Path, tmp_path: Path) -> None:
    """Logs are plain lines, a bar comes and goes, and the summary isolates each cell."""
    outer, inner = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "worker", "run", settings],
        cwd=tmp_path,
        env=environment() | {"TERM": "xterm", "COLUMNS": "90"},
        stdin=subprocess.DEVNULL,
        stdout=inner,
        stderr=inner,
    ) as process:
        os.close(inner)
        told = b"".join(iter(lambda: read_terminal(outer), b"")).decode()
        os.close(outer)
        assert process.wait(timeout=PATIENCE) == 0
    assert " info    started  version=" in told
    assert "2 records: 2 published" in told
    assert "\u2068Ada Lind\u2069" in told


def read_terminal(terminal: int) -> bytes:
    """Read what there is; nothing once the other end is closed."""
    try:
        return os.read(terminal, 1 << 16)
    except OSError:
        return b""
