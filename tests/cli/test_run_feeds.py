"""``qala run`` with feeds: a server, the feed thread, parser processes, the loop and SQLite."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.patience import PATIENCE, wait

WORDS = "قالت وزيرة المياه سلوى الزمردي إن مخزون سد العقيق يكفي ستة أشهر على الأقل رقم {n}."
FULL = " ".join(f"<p>{WORDS}</p>" for _ in range(12))

SPEAKERS = '[[speaker]]\nid = "{name}"\nnames.ar = ["سلوى الزمردي"]\n'


def rss(numbers: range, *, full: bool = True) -> bytes:
    """Return a feed with an entry for each number."""
    items = "".join(
        f"<item><guid isPermaLink='false'>n{n}</guid><title>خبر رقم {n}</title>"
        f"<link>http://press.example/a/{n}?utm_source=feed</link>"
        f"<pubDate>Tue, 13 Oct 2026 12:{n % 60:02}:00 +0300</pubDate>"
        f"<description><![CDATA[{(FULL if full else '<p>' + WORDS + '</p>').format(n=n)}]]></description></item>"
        for n in numbers
    )
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel>"
        f"<title>بريد المرسى</title><link>http://press.example/</link>{items}</channel></rss>"
    ).encode()


class Press(ThreadingHTTPServer):
    """A server whose documents may be changed while it is up."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Reader)
        self.documents: dict[str, bytes] = {}
        self.asked: list[tuple[str, str | None]] = []

    def url(self, path: str) -> str:
        """Return the URL of a document."""
        return f"http://127.0.0.1:{self.server_port}{path}"


class _Reader(BaseHTTPRequestHandler):
    server: Press

    def do_GET(self) -> None:
        etag = self.headers.get("If-None-Match")
        self.server.asked.append((self.path, etag))
        body = self.server.documents.get(self.path)
        mark = f'"{hash(body)}"'
        if body is None:
            self.send_error(404)
        elif etag == mark:
            self.send_response(304)
            self.end_headers()
        else:
            self.send_response(200)
            self.send_header("ETag", mark)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited name
        """Say nothing."""


@pytest.fixture
def press() -> Iterator[Press]:
    """Return a server that is up."""
    server = Press()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def _settings(folder: Path, press: Press, paths: list[str], *, once: bool = True) -> Path:
    (folder / "feeds.toml").write_text(
        "\n".join(f'[[feed]]\nurl = "{press.url(path)}"\nlanguage = "ar"' for path in paths)
    )
    settings = folder / "qala.toml"
    settings.write_text(
        f"""
[source]
kind = "feeds"
[source.feeds]
lists = ["feeds.toml"]
contact = "mailto:desk@press.example"
once = {json.dumps(once)}
full_text = false
[source.feeds.schedule]
first_seconds = 1
shortest_seconds = 1
longest_seconds = 1
[source.feeds.politeness]
seconds_between = 0
[source.feeds.requests]
allow_hosts = ["127.0.0.1:{press.server_port}"]
[sink.sqlite]
path = "out.db"
"""
    )
    return settings


@contextmanager
def _running(settings: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker, and end it as an operator does."""
    process = subprocess.Popen(
        [sys.executable, "-m", "worker", "run", str(settings)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()
        process.wait()


def _run(settings: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "worker", "run", str(settings)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def _titles(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "out.db")) as database:
        return [title for (title,) in database.execute("SELECT title FROM articles ORDER BY 1")]


def test_what_is_new_is_published_once(press: Press, tmp_path: Path) -> None:
    """Two runs over one feed publish each entry once, and ask politely the second time."""
    settings = _settings(tmp_path, press, ["/feed"])
    press.documents["/feed"] = rss(range(3))
    _run(settings)
    assert _titles(tmp_path) == [f"خبر رقم {n}" for n in range(3)]
    time.sleep(1.2)
    press.documents["/feed"] = rss(range(1, 5))
    _run(settings)
    assert _titles(tmp_path) == [f"خبر رقم {n}" for n in range(5)]
    assert press.asked[0] == ("/feed", None)
    assert press.asked[1][1] is not None


def test_a_feed_that_fails_holds_up_no_other(press: Press, tmp_path: Path) -> None:
    """A missing feed and a page in place of one are told, and the third is read."""
    settings = _settings(tmp_path, press, ["/missing", "/page", "/feed"])
    press.documents |= {"/feed": rss(range(2)), "/page": b"<!doctype html><html><p>Hello</html>"}
    told = _run(settings)
    assert len(_titles(tmp_path)) == 2
    assert "not-found" in told
    assert "html-not-a-feed" in told


def test_sigterm_ends_it_in_time(press: Press, tmp_path: Path) -> None:
    """A worker that polls for ever ends when it is asked to."""
    settings = _settings(tmp_path, press, ["/feed"], once=False)
    press.documents["/feed"] = rss(range(3))
    with _running(settings):
        _wait_for(tmp_path, 3)


def test_sighup_reads_the_lists_anew(press: Press, tmp_path: Path) -> None:
    """A feed that is added to the list is polled, and a broken list changes nothing."""
    settings = _settings(tmp_path, press, ["/feed"], once=False)
    press.documents |= {"/feed": rss(range(2)), "/other": rss(range(10, 12))}
    with _running(settings) as process:
        _wait_for(tmp_path, 2)
        (tmp_path / "feeds.toml").write_text("[[feed]\n")
        process.send_signal(signal.SIGHUP)
        time.sleep(1.5)
        _settings(tmp_path, press, ["/feed", "/other"], once=False)
        process.send_signal(signal.SIGHUP)
        _wait_for(tmp_path, 4)


def test_sighup_reads_the_watch_list_anew(press: Press, tmp_path: Path) -> None:
    """Articles after the signal have the entities of the new list; a broken one changes nothing."""
    settings = _settings(tmp_path, press, ["/feed"], once=False)
    settings.write_text(settings.read_text() + '[watch]\nlist = "speakers.toml"\n')
    watch = tmp_path / "speakers.toml"
    watch.write_text(SPEAKERS.format(name="x:old"), encoding="utf-8")
    press.documents["/feed"] = rss(range(1))
    with _running(settings) as process:
        _wait_for(tmp_path, 1)
        watch.write_text("[[speaker]\n")
        process.send_signal(signal.SIGHUP)
        press.documents["/feed"] = rss(range(2))
        _wait_for(tmp_path, 2)
        watch.write_text(SPEAKERS.format(name="x:new"), encoding="utf-8")
        process.send_signal(signal.SIGHUP)
        press.documents["/feed"] = rss(range(3))
        _wait_for(tmp_path, 3)
    with closing(sqlite3.connect(tmp_path / "out.db")) as database:
        rows = database.execute(
            "SELECT DISTINCT title, entity FROM speakers JOIN articles USING (event_id) ORDER BY 1"
        ).fetchall()
    assert [entity for _, entity in rows] == ["x:old", "x:old", "x:new"]


def _wait_for(folder: Path, articles: int) -> None:
    wait(lambda: len(_titles_or_none(folder)) >= articles, f"{articles} articles")


def _titles_or_none(folder: Path) -> list[str]:
    try:
        return _titles(folder)
    except sqlite3.OperationalError:
        return []


def test_check_tells_how_each_feed_answers(press: Press, tmp_path: Path) -> None:
    """A feed that is well, or nearly, and two that are not, as JSON and as a table."""
    _settings(tmp_path, press, ["/feed", "/missing", "/page"])
    feed = rss(range(4)).replace(b"<link>", b"<link>&", 1)
    press.documents |= {"/feed": feed, "/page": b"<!doctype html><html></html>"}
    command = [sys.executable, "-m", "worker", "feeds", "check", str(tmp_path / "feeds.toml")]
    command += ["--allow-host", f"127.0.0.1:{press.server_port}"]
    done = subprocess.run([*command, "--json"], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["reason"] for row in rows] == [None, "not-found", "html-not-a-feed"]
    assert (rows[0]["format"], rows[0]["entries"], rows[0]["full"]) == ("rss", 4, 4)
    assert [row["problems"] for row in rows] == [["bare-ampersands"], [], []]
    table = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    assert "3 feeds: 1 answer, 2 have a problem" in table
    assert "bare-ampersands" in table


def test_check_refuses_a_private_address(press: Press, tmp_path: Path) -> None:
    """Without leave, a feed that leads inside is not asked."""
    _settings(tmp_path, press, ["/feed"])
    command = [sys.executable, "-m", "worker", "feeds", "check", str(tmp_path / "feeds.toml")]
    done = subprocess.run([*command, "--json"], capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["reason"] == "refused-address"
    assert press.asked == []
