"""``qala run`` with a feed that has a hub: subscribed to, delivered, left, and never relied on."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.patience import PATIENCE, wait
from tests.ports import free
from tests.sources.feeds.websub.hub import Hub, call, opened

WORDS = "قالت وزيرة المياه سلوى الزمردي إن مخزون سد العقيق يكفي ستة أشهر على الأقل رقم {n}."
FULL = " ".join(f"<p>{WORDS}</p>" for _ in range(12))


@pytest.fixture
def hub() -> Iterator[Hub]:
    """Return a hub that is up."""
    with opened() as server:
        yield server


def rss(hub: Hub, *numbers: int) -> bytes:
    """Return a feed with an entry for each number, that names its hub."""
    items = "".join(
        f"<item><guid isPermaLink='false'>n{n}</guid><title>خبر رقم {n}</title>"
        f"<link>http://press.example/a/{n}</link>"
        f"<description><![CDATA[{FULL.format(n=n)}]]></description></item>"
        for n in numbers
    )
    return (
        "<?xml version='1.0' encoding='utf-8'?>"
        "<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel>"
        f"<title>بريد المرسى</title><atom:link rel='hub' href='{hub.url('/hub')}'/>"
        f"<atom:link rel='self' href='{hub.url('/feed')}'/>{items}</channel></rss>"
    ).encode()


class Worker:
    """A worker with one feed, in its folder."""

    def __init__(self, folder: Path, hub: Hub, *, backup: int) -> None:
        self.folder = folder
        self.port, self.metrics = free(2)
        self.began = 0.0
        self.settings = folder / "qala.toml"
        self.list_feeds(hub.url("/feed"))
        self.settings.write_text(
            f"""
[source]
kind = "feeds"
[source.feeds]
lists = ["feeds.toml"]
contact = "mailto:desk@press.example"
full_text = false
[source.feeds.schedule]
first_seconds = 1
shortest_seconds = 1
longest_seconds = 1
[source.feeds.politeness]
seconds_between = 0
[source.feeds.requests]
allow_hosts = ["127.0.0.1:{hub.server_port}"]
[source.feeds.websub]
callback = "http://127.0.0.1:{self.port}/hooks"
port = {self.port}
secret = "a secret of sixteen or more"
backup_seconds = {backup}
[sink.sqlite]
path = "out.db"
[http]
port = {self.metrics}
"""
        )

    def list_feeds(self, *urls: str) -> None:
        """Write the list."""
        listed = "\n".join(f'[[feed]]\nurl = "{url}"\nlanguage = "ar"' for url in urls)
        (self.folder / "feeds.toml").write_text(listed)

    def start(self) -> subprocess.Popen[bytes]:
        """Run it."""
        self.began = time.time()
        return subprocess.Popen(
            [sys.executable, "-m", "worker", "run", str(self.settings)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        """Run it, and end it as an operator does."""
        process = self.start()
        try:
            yield process
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()
            process.wait()

    def titles(self) -> list[str]:
        """Return what is published."""
        try:
            with closing(sqlite3.connect(self.folder / "out.db")) as database:
                rows = database.execute("SELECT title FROM articles ORDER BY 1")
                return [title for (title,) in rows]
        except sqlite3.OperationalError:
            return []

    def standings(self) -> dict[str, str]:
        """Return how each feed stands with its hub, as it is kept."""
        with closing(sqlite3.connect(self.folder / "feeds.db")) as database:
            rows = database.execute(
                "SELECT state ->> 'feed', state ->> 'standing' FROM subscriptions"
            )
            return dict(rows.fetchall())

    def status(self) -> dict[str, Any]:
        """Return the feed as ``qala feeds status`` shows it."""
        command = [sys.executable, "-m", "worker", "feeds", "status", str(self.settings), "--json"]
        done = subprocess.run(command, capture_output=True, check=True)
        [row] = json.loads(done.stdout)
        return dict(row)

    def metric(self, name: str) -> float:
        """Return a sample by its name with labels."""
        url = f"http://127.0.0.1:{self.metrics}/metrics"
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
                lines = answer.read().decode().splitlines()
        except OSError:  # not up yet
            return 0.0
        return next((float(line.split()[-1]) for line in lines if line.startswith(name)), 0.0)

    def quiet(self, hub: Hub) -> None:
        """Wait until the feed is polled no more."""
        until(lambda: hub.subscriptions)
        until(self._is_covered)

    def _is_covered(self) -> bool:
        """Tell whether this run has kept a poll that began after the hub was there to deliver."""
        with (
            suppress(sqlite3.OperationalError),
            closing(sqlite3.connect(self.folder / "feeds.db")) as database,
        ):
            covered = database.execute(
                "SELECT 1 FROM subscriptions AS s JOIN feeds AS f ON f.url = s.state ->> 'feed'"
                " WHERE s.state ->> 'standing' = 'active'"
                " AND f.state ->> 'last_success' >= max(s.state ->> 'since', ?)",
                (self.began,),
            )
            return covered.fetchone() is not None
        return False


def until(condition: Callable[[], object]) -> None:
    """Wait for something to be so."""
    wait(condition, "it did not come to be", every=0.05)


def _numbered(*numbers: int) -> list[str]:
    return [f"خبر رقم {n}" for n in numbers]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hub, Worker]]:
    """Return a hub and a worker that no longer polls; each test has entries of its own."""
    with opened() as server:
        worker = Worker(tmp_path_factory.mktemp("served"), server, backup=86_400)
        server.document = rss(server, 1)
        with worker.running():
            worker.quiet(server)
            yield server, worker


def _deliveries(worker: Worker, result: str) -> float:
    return worker.metric(f'qala_websub_deliveries_total{{result="{result}"}}')


def test_a_delivery_is_published_without_a_poll(served: tuple[Hub, Worker]) -> None:
    """What the hub sends comes out, once, and nobody asks the feed."""
    hub, worker = served
    [form] = hub.requests
    assert form["hub.topic"] == hub.url("/feed")
    assert form["hub.lease_seconds"] == "864000"
    assert form["hub.callback"].startswith(f"http://127.0.0.1:{worker.port}/hooks/")
    polls = hub.polls
    for _ in range(2):
        assert hub.deliver(rss(hub, 1, 10, 11)) == 202
    until(lambda: _deliveries(worker, "same") == 1)
    until(lambda: _deliveries(worker, "new") == 1)
    until(lambda: worker.metric('qala_websub_subscriptions{state="active"}') == 1)
    assert set(_numbered(10, 11)) <= set(worker.titles())
    assert len(worker.titles()) == len(set(worker.titles()))
    assert hub.polls == polls
    shown = worker.status()
    assert shown["websub"] == "active"
    assert shown["websub_until"] > shown["next_poll"] > shown["last_poll"]


def test_what_is_not_signed_right_is_thrown_away(served: tuple[Hub, Worker]) -> None:
    """It is answered like the rest, so that nobody learns anything, and counted."""
    hub, worker = served
    assert hub.deliver(rss(hub, 20), secret="another") == 202  # noqa: S106 - of a test
    [callback] = hub.subscriptions
    assert call(callback, rss(hub, 21))[0] == 202
    assert hub.deliver(rss(hub, 22), method="sha1") == 202
    until(lambda: _numbered(22)[0] in worker.titles())
    until(lambda: _deliveries(worker, "wrong-signature") == 1)
    until(lambda: _deliveries(worker, "unsigned") == 1)
    assert not {*_numbered(20, 21)} & {*worker.titles()}


def test_a_delivery_of_no_use_has_the_feed_polled(served: tuple[Hub, Worker]) -> None:
    """One that is empty, and one that is no feed."""
    hub, worker = served
    hub.document = rss(hub, 1, 30)
    assert hub.deliver(b"") == 202
    until(lambda: _numbered(30)[0] in worker.titles())
    hub.document = rss(hub, 1, 31)
    assert hub.deliver(b"there is news") == 202
    until(lambda: _numbered(31)[0] in worker.titles())


def test_a_hub_that_falls_silent_is_polled_around(hub: Hub, tmp_path: Path) -> None:
    """The backup poll finds what was not delivered, says so, and a delivery makes it good."""
    worker = Worker(tmp_path, hub, backup=2)
    hub.document = rss(hub, 1)
    with worker.running():
        until(lambda: hub.subscriptions)
        polls = hub.polls
        until(lambda: hub.polls > polls + 2)
        hub.document = rss(hub, 1, 2)
        until(lambda: worker.titles() == _numbered(1, 2))
        until(lambda: worker.metric('qala_websub_subscriptions{state="silent"}') == 1)
        until(lambda: worker.standings() == {hub.url("/feed"): "silent"})
        shown = worker.status()
        assert (shown["websub"], shown["standing"]) == ("silent", "healthy")
        assert "did not deliver" in shown["websub_message"]
        assert hub.deliver(rss(hub, 1, 2, 3)) == 202
        until(lambda: worker.titles() == _numbered(1, 2, 3))
        until(lambda: worker.standings() == {hub.url("/feed"): "active"})


def test_a_hub_that_says_no_leaves_the_feed_polled(hub: Hub, tmp_path: Path) -> None:
    """Its reason is shown, and it is not asked again soon."""
    worker = Worker(tmp_path, hub, backup=86_400)
    hub.document, hub.denies = rss(hub, 1), True
    with worker.running():
        until(lambda: worker.metric('qala_websub_subscriptions{state="denied"}') == 1)
        polls = hub.polls
        until(lambda: hub.polls > polls + 2)
        hub.document = rss(hub, 1, 2)
        until(lambda: worker.titles() == _numbered(1, 2))
        assert hub.modes() == ["subscribe"]
    assert "no room" in worker.status()["websub_message"]


def test_a_kill_keeps_the_subscription_and_loses_nothing(hub: Hub, tmp_path: Path) -> None:
    """The hub is not asked anew, and a poll at the start finds what nobody was there to take."""
    worker = Worker(tmp_path, hub, backup=86_400)
    hub.document = rss(hub, 1)
    process = worker.start()
    try:
        worker.quiet(hub)
    finally:
        process.kill()
        process.wait()
    hub.document = rss(hub, 1, 2)
    with worker.running():
        until(lambda: worker.titles() == _numbered(1, 2))
        worker.quiet(hub)
        assert hub.deliver(rss(hub, 3)) == 202
        until(lambda: worker.titles() == _numbered(1, 2, 3))
        assert worker.standings() == {hub.url("/feed"): "active"}
        assert hub.modes() == ["subscribe"]


def test_a_feed_that_leaves_the_list_is_unsubscribed(hub: Hub, tmp_path: Path) -> None:
    """The hub is told, its question is confirmed, and later deliveries find nobody."""
    worker = Worker(tmp_path, hub, backup=86_400)
    hub.document = rss(hub, 1)
    with worker.running() as process:
        worker.quiet(hub)
        [callback] = hub.subscriptions
        worker.list_feeds(hub.url("/other"))
        process.send_signal(signal.SIGHUP)
        until(lambda: ("unsubscribe", 200) in hub.verified)
        assert callback not in hub.subscriptions
        assert call(callback, rss(hub, 2))[0] == 410
        until(lambda: worker.standings() == {hub.url("/other"): "active"})
