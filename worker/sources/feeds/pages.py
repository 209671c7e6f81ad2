"""``Pages``: the page of an entry whose feed gives only a summary.

A page is read politely, some at a time, and so many at one poll; the rest of the poll's entries
go on as the feed has them, and so does an entry whose page can't be had or has no text. No
failure here loses an entry or is the feed's own.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus

from msgspec import Struct

from worker.errors import RecordError, UnavailableError
from worker.ports.feeds import PageResult
from worker.sources.documents.document import Entry
from worker.sources.feeds import bugs
from worker.sources.feeds.answer import Answer
from worker.sources.feeds.feed import Feed
from worker.sources.feeds.turns import RestingError, Turns

Fetch = Callable[[str], Awaitable[Answer]]
"""URL of a page → what its server answered."""
ReadPage = Callable[[Entry, Answer], Awaitable[Entry | None]]
"""Entry and page → the entry with the page's text; None where the page has none. Raises
``RecordError`` for a page that can't be read within its bounds, ``UnavailableError`` where
no page can be read now."""


class Filled(Struct, frozen=True, kw_only=True):
    """Entries, some with the text of their page."""

    entries: list[Entry]
    """All that came in, in their order."""
    pages: Mapping[PageResult, int]
    waits: list[float]
    """Seconds that each request waited for its turn."""
    traceback: str | None = None
    """Of a bug of ours on one of the pages."""


class Pages:
    """Fills in the text of short entries."""

    def __init__(
        self, fetch: Fetch, read: ReadPage, turns: Turns, *, by_default: bool, most: int
    ) -> None:
        """Take how to fetch and read a page; ``most`` are read at one poll.

        ``by_default`` says whether short entries are filled where the list is silent.
        """
        self._fetch = fetch
        self._read = read
        self._turns = turns
        self._by_default = by_default
        self._most = most

    async def fill(self, feed: Feed, entries: Sequence[Entry]) -> Filled:
        """Return ``entries``, those that are short with the text of their page."""
        wanted = [at for at, entry in enumerate(entries) if self._is_wanted(feed, entry)]
        results: Counter[PageResult] = Counter()
        results["skipped"] = len(wanted[self._most :])
        waits: list[float] = []
        filled = list(entries)
        traces: list[str] = []

        async def one(at: int) -> None:
            entry = None
            try:
                entry = await self._page(entries[at], waits)
            except Exception as bug:  # noqa: BLE001 - its entry must come all the same
                traces.append(bugs.traceback_of(bug))
            results["failed" if entry is None else "read"] += 1
            filled[at] = entry or entries[at]

        async with asyncio.TaskGroup() as group:
            for at in wanted[: self._most]:
                group.create_task(one(at))
        trace = next(iter(traces), None)
        return Filled(entries=filled, pages=dict(+results), waits=waits, traceback=trace)

    def _is_wanted(self, feed: Feed, entry: Entry) -> bool:
        if not entry.link or not entry.link.startswith(("http://", "https://")):
            return False
        if feed.full_text is None:
            return self._by_default and not entry.full
        return feed.full_text

    async def _page(self, entry: Entry, waits: list[float]) -> Entry | None:
        link = entry.link or ""
        try:
            async with self._turns.of(link) as waited:
                waits.append(waited)
                answer = await self._fetch(link)
        except RestingError:
            return None
        if answer.failure or answer.status != HTTPStatus.OK:
            return None
        try:
            return await self._read(entry, answer)
        except (RecordError, UnavailableError):
            return None
