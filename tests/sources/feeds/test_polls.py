"""One poll: what it brings of a document, beside what is remembered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path

from worker.sources.documents import Document, read
from worker.sources.documents.document import Entry
from worker.sources.feeds.answer import Answer
from worker.sources.feeds.domains import Domains
from worker.sources.feeds.feed import Feed, State
from worker.sources.feeds.pages import Pages
from worker.sources.feeds.polled import Bounds, Polled, parts_of
from worker.sources.feeds.polling import Policy
from worker.sources.feeds.polls import Polls, Steps
from worker.sources.feeds.store import Sqlite
from worker.sources.feeds.turns import Turns

FEED = Feed(url="http://press.example/rss")
TEXTS = ("قالت الوزيرة إن مخزون السد يكفي.", "قال رئيس البلدية إن الجسر سيفتح.")


async def _no_page(_url: str) -> Answer:
    raise AssertionError


async def _no_text(_entry: Entry, _answer: Answer) -> Entry | None:
    raise AssertionError


async def _read(answer: Answer) -> Document:
    return read(answer.body, url=answer.url)


def polled(body: bytes, store: Sqlite) -> Polled:
    """Poll once, and keep what it brought."""

    async def fetch(url: str, _headers: Mapping[str, str]) -> Answer:
        return Answer(url=url, status=200, body=body)

    turns = Turns(Domains(at_once=1, seconds_between=0.0), at_once=1, clock=time.monotonic)
    steps = Steps(
        fetch=fetch,
        read=_read,
        pages=Pages(_no_page, _no_text, turns, by_default=False, most=0),
        store=store,
        policy=Policy(),
        max_record_bytes=1_000_000,
        chance=lambda: 0.5,
    )
    found = asyncio.run(Polls(steps)(FEED, State(), 1_000.0))
    store.commit([part.change for part in parts_of(found, Bounds(records=100, size=1_000_000))])
    return found


def document(link: str, texts: tuple[str, ...]) -> bytes:
    """Return a document whose entries share guid and link."""
    items = "".join(
        f"<item><guid isPermaLink='false'>g</guid>{link}<description>{text}</description></item>"
        for text in texts
    )
    return f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode()


def test_entries_that_share_guid_and_link_are_all_brought_once(tmp_path: Path) -> None:
    """None of them hides another, in the first poll or a later one, and none comes again."""
    for number, link in enumerate(("", "<link>http://press.example/1</link>")):
        store = Sqlite(tmp_path / f"{number}.db")
        first = polled(document(link, TEXTS), store)
        assert len({brought.identity for brought in first.brought}) == 2
        assert first.brought[0].record.body != first.brought[1].record.body
        assert polled(document(link, TEXTS), store).brought == []
        third = polled(document(link, (*TEXTS, "قال خبير إن الماء قليل.")), store)
        assert len(third.brought) == 1
        store.close()
