"""The CPU time of a whole poll that finds nothing new: request, document, store, next poll.

The server is a process of its own. What the parser process takes is counted as well.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import tempfile
import time
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

from msgspec import Struct

from tests.bench.feeds.documents import document
from tests.sources.feeds.servers import HOST, Asked, answers, serve
from worker.sources.feeds.domains import Domains
from worker.sources.feeds.feed import Feed, State
from worker.sources.feeds.fetch import Fetcher, Limits
from worker.sources.feeds.pages import Pages
from worker.sources.feeds.parsers import Parsers
from worker.sources.feeds.polled import Bounds, parts_of
from worker.sources.feeds.polling import Policy
from worker.sources.feeds.polls import Polls, Steps
from worker.sources.feeds.store import Sqlite
from worker.sources.feeds.turns import Turns

POLLS = 190
_WARM = 38
_BOUNDS = Bounds(records=1_000, size=10**8)
_TICK = os.sysconf("SC_CLK_TCK")


class Cost(Struct, frozen=True, kw_only=True):
    """CPU milliseconds of a poll."""

    worker: float
    parser: float


def measured() -> dict[str, Cost]:
    """Return the cost of a poll of an 80 kB document, by how its server answers."""
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(there,))
    server.start()
    port = here.recv()
    try:
        return {
            "that is answered 304": asyncio.run(_cost(f"http://{HOST}:{port}/fresh")),
            "of the same document": asyncio.run(_cost(f"http://{HOST}:{port}/plain")),
        }
    finally:
        server.terminate()
        server.join()


def _serve(told: Connection) -> None:
    body = document(40, 3)

    async def fresh(asked: Asked, writer: asyncio.StreamWriter) -> None:
        known = asked.headers.get("if-none-match") == '"1"'
        there = answers(304) if known else answers(200, body, {"ETag": '"1"'})
        await there(asked, writer)

    async def run() -> None:
        async with serve({"/fresh": fresh, "/plain": answers(200, body)}) as server:
            told.send(server.port)
            await asyncio.sleep(600)

    asyncio.run(run())


async def _cost(url: str) -> Cost:
    with tempfile.TemporaryDirectory() as folder, closing(Sqlite(Path(folder, "db"))) as store:
        fetcher = Fetcher(allow_hosts=[HOST])
        parsers = Parsers(processes=1, cpu_seconds=10, memory_bytes=10**9, max_entries=2_000)
        async with fetcher, parsers:
            polls = _wired(fetcher, parsers, store)
            state = await _polled(polls, store, Feed(url=url), State(), _WARM)
            parser = _ticks(parsers)
            began = time.process_time()
            await _polled(polls, store, Feed(url=url), state, POLLS)
            worker = time.process_time() - began
            parser = _ticks(parsers) - parser
    return Cost(worker=worker * 1000 / POLLS, parser=parser * 1000 / _TICK / POLLS)


def _wired(fetcher: Fetcher, parsers: Parsers, store: Sqlite) -> Polls:
    turns = Turns(Domains(at_once=2, seconds_between=0), at_once=8, clock=time.time)
    limits = Limits()

    async def page(*_: object) -> None:
        """Read no pages."""

    return Polls(
        Steps(
            fetch=lambda url, headers: fetcher.fetch(url, headers, limits=limits),
            read=parsers.document,
            pages=Pages(page, page, turns, by_default=False, most=1),  # type: ignore[arg-type]
            store=store,
            policy=Policy(),
            max_record_bytes=5_000_000,
            chance=lambda: 0.5,
        )
    )


async def _polled(polls: Polls, store: Sqlite, feed: Feed, state: State, times: int) -> State:
    for _ in range(times):
        polled = await polls(feed, state, max(time.time(), state.next_poll))
        store.commit([part.change for part in parts_of(polled, _BOUNDS)])
        state = polled.state
    return state


def _ticks(parsers: Parsers) -> int:
    total = 0
    for child in parsers._idle:  # noqa: SLF001 - whose time it is
        fields = Path(f"/proc/{child.process.pid}/stat").read_text(encoding="ascii").split()
        total += int(fields[13]) + int(fields[14])
    return total
