"""A server that is hostile in many ways, a worker that polls it, and what the worker needs."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from tests.cli.conftest import environment
from tests.patience import PATIENCE
from tests.ports import free
from tests.sources.feeds.servers import HOST, Reply, Server, answers, serve
from worker.errors import UnavailableError
from worker.sources.feeds.feed import State
from worker.sources.feeds.store import Sqlite

T = TypeVar("T")
SENTENCE = "قالت وزيرة المياه سلوى الزمردي إن مخزون سد العقيق يكفي ستة أشهر على الأقل رقم {n}."
HEALTHY = "http://healthy.example:{port}/healthy"
MEGABYTE = 1_000_000


def item(name: str, n: int = 0) -> str:
    """Return an entry of its own, with text enough for an article."""
    text = " ".join(f"<p>{SENTENCE.format(n=f'{n} {name} {line}')}</p>" for line in range(9))
    return (
        f"<item><guid isPermaLink='false'>{name}-{n}</guid><title>خبر {name} {n}</title>"
        f"<link>http://press.example/{name}/{n}</link>"
        f"<pubDate>Tue, 13 Oct 2026 12:{n % 60:02}:00 +0300</pubDate>"
        f"<description><![CDATA[{text}]]></description></item>"
    )


def rss(*items: str, head: str = "") -> bytes:
    """Return a document with these entries; ``head`` stands before its root."""
    return (
        f"<?xml version='1.0' encoding='utf-8'?>{head}<rss version='2.0'><channel>"
        f"<title>بريد المرسى</title><link>http://press.example/</link>{''.join(items)}"
        "</channel></rss>"
    ).encode()


class Servers:
    """The server, in a thread and a loop of its own."""

    def __init__(self) -> None:
        self.server: Server
        self._loop = asyncio.new_event_loop()
        self._up = threading.Event()
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(),))
        self._thread.start()
        self._up.wait()

    async def _run(self) -> None:
        async with serve({}) as self.server:
            self._up.set()
            await self._over.wait()

    def close(self) -> None:
        """Close it and end the thread."""
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()
        self._loop.close()

    def url(self, target: str) -> str:
        """Return where a route is, in a domain that it has alone."""
        return self.server.url(target, f"{target.strip('/').partition('/')[0]}.example")


class Memory:
    """The memory in use by a process and its children, looked at all the time."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.most = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._over.wait(0.01):
            self.most = max(self.most, resident(self._pid))

    def close(self) -> None:
        """Stop looking."""
        self._over.set()
        self._thread.join()


def resident(pid: int) -> int:
    """Return the bytes of memory that a process and its children have; 0 once it is over."""
    total = 0
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            children = (task / "children").read_text(encoding="ascii").split()
            total += sum(resident(int(child)) for child in children)
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return total
    return total + int(pages) * os.sysconf("SC_PAGE_SIZE")


class World:
    """A worker that is up, and its server."""

    def __init__(self, folder: Path, names: list[str]) -> None:
        self.folder = folder
        self.servers = Servers()
        self.routes: dict[str, Reply] = self.servers.server.routes
        self.healthy = self.servers.url("/healthy")
        self._rounds = 0
        self.routes["/healthy"] = self._fresh
        port = self.servers.server.port
        hosts = [f"{name}.example:{port}" for name in ("healthy", *names)]
        [self.http] = free(1)
        settings = _SETTINGS.format(hosts=json.dumps(hosts), http=self.http)
        (folder / "qala.toml").write_text(settings)
        self.list_feeds({})
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.cli.feeds.hostile_entry", "run", "qala.toml"],
                cwd=folder,
                env=environment(),
                stdout=log,
                stderr=log,
            )

    async def _fresh(self, asked: object, writer: asyncio.StreamWriter) -> None:
        """Answer with a healthy feed that has an entry more than the last time."""
        self._rounds += 1
        newest = range(max(self._rounds - 9, 0), self._rounds)
        body = rss(*(item("healthy", n) for n in newest))
        await answers(200, body)(asked, writer)  # type: ignore[arg-type]

    def list_feeds(self, feeds: Mapping[str, str]) -> None:
        """Write the list anew: the healthy feed and these, URL → other keys."""
        rows = [f'[[feed]]\nurl = "{url}"\nlanguage = "ar"\n{keys}' for url, keys in feeds.items()]
        healthy = f'[[feed]]\nurl = "{self.healthy}"\nlanguage = "ar"\n'
        (self.folder / "new.toml").write_text("\n".join([healthy, *rows]), encoding="utf-8")
        (self.folder / "new.toml").replace(self.folder / "feeds.toml")

    def relist(self, feeds: Mapping[str, str]) -> None:
        """Have the worker poll the healthy feed and these."""
        self.list_feeds(feeds)
        self.process.send_signal(signal.SIGHUP)

    def states(self) -> Mapping[str, State]:
        """Return what the worker has kept of each feed."""
        if not (self.folder / "feeds.db").exists():
            return {}
        with (
            suppress(UnavailableError),  # while the worker makes it
            closing(Sqlite(self.folder / "feeds.db")) as store,
        ):
            return store.states()
        return {}

    def state(self, url: str) -> State:
        """Return what it has kept of one."""
        return self.states().get(url, State())

    def titles(self, name: str) -> list[str]:
        """Return the titles of the articles that a case has brought."""
        with closing(sqlite3.connect(self.folder / "out.db")) as database:
            rows = database.execute("SELECT title FROM articles ORDER BY title").fetchall()
        return [title for (title,) in rows if f" {name} " in title]

    def text(self, title: str) -> str:
        """Return the text of an article."""
        with closing(sqlite3.connect(self.folder / "out.db")) as database:
            rows = database.execute("SELECT text FROM articles WHERE title = ?", (title,))
            text: str = rows.fetchone()[0]
        return text

    def wait(self, what: Callable[[], T | None], seconds: float = PATIENCE) -> T:
        """Return what ``what`` gives as soon as that is true; the worker must live so long."""
        until = time.monotonic() + seconds
        while not (found := what()):
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < until, self.log()
            time.sleep(0.05)
        return found

    @contextmanager
    def polled_on(self) -> Iterator[None]:
        """Wait at the end until the healthy feed was polled meanwhile, with something new."""
        before = self.state(self.healthy)
        yield

        def newer() -> bool:
            after = self.state(self.healthy)
            return (
                after.polls > before.polls
                and after.standing == "healthy"
                and (after.last_entry or 0) > (before.last_entry or 0)
            )

        self.wait(newer)

    def page(self, path: str) -> str:
        """Return ``/metrics``, ``/healthz`` or ``/readyz``; raises where it is not well."""
        with urllib.request.urlopen(f"http://{HOST}:{self.http}{path}", timeout=PATIENCE) as answer:
            told: bytes = answer.read()
        return told.decode()

    def log(self) -> str:
        """Return the end of what it has logged."""
        return (self.folder / "log").read_text(encoding="utf-8")[-4_000:]

    def close(self) -> int:
        """End the worker as an operator does, and return its status."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            self.servers.close()


@contextmanager
def memory_of(pid: int) -> Iterator[Memory]:
    """Watch the memory of a process."""
    memory = Memory(pid)
    try:
        yield memory
    finally:
        memory.close()


_SETTINGS = """
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
total_seconds = 5
connect_seconds = 5
allow_hosts = {hosts}
[source.feeds.parsers]
cpu_seconds = 1.5
memory_bytes = 200_000_000
[sink.sqlite]
path = "out.db"
[log]
format = "json"
[http]
port = {http}
"""
