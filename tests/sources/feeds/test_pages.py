"""The pages of short entries: which are read, in what turn, and that none is ever lost."""

from __future__ import annotations

import asyncio
import time

import pytest
from msgspec import structs

from worker.errors import RecordError
from worker.ports.feeds import PageResult
from worker.sources.documents.document import Entry
from worker.sources.feeds.answer import Answer
from worker.sources.feeds.feed import Feed
from worker.sources.feeds.pages import Filled, Pages
from worker.sources.feeds.turns import Turns

FEED = Feed(url="https://a.example/rss")


class Domain:
    """One domain that takes a request at a time, some time after the last."""

    def __init__(self, between: float = 0.0) -> None:
        self.between = between
        self.next = 0.0
        self.held = 0
        self.most = 0

    def ask(self, _url: str, now: float) -> float:
        """Give a turn where it is free and the time has come."""
        if now < self.next or self.held:
            return max(self.next - now, 0.01)
        self.next = now + self.between
        self.held += 1
        self.most = max(self.most, self.held)
        return 0.0

    def rest(self, _url: str, until: float) -> None:
        """Rest."""
        self.next = until

    def rests(self, _domain: str, now: float) -> float:
        """Say for how long, of a rest and not of the time between two requests."""
        return self.next - now if self.next - now > 60 else 0.0

    def done(self, _url: str) -> None:
        """Be free again."""
        self.held -= 1


def entry(name: str, *, full: bool = False, link: str | None = "") -> Entry:
    """Make an entry whose page is named like it."""
    where = f"https://a.example/{name}" if link == "" else link
    return Entry(body=b"{}", identity=name, revision="r", link=where, full=full)


async def fetch(url: str) -> Answer:
    """Answer by the name of the page."""
    if "/missing" in url:
        return Answer(url=url, status=404, body=b"gone")
    if "/slow" in url:
        return Answer(url=url, failure="timeout")
    return Answer(url=url, status=200, body=b"page of " + url.encode())


async def read(given: Entry, answer: Answer) -> Entry | None:
    """Put the page into the entry, unless its name says that there is no text."""
    if "/empty" in answer.url:
        return None
    if "/hostile" in answer.url:
        raise RecordError("too-slow", "took too long")
    return structs.replace(given, body=answer.body, full=True)


def fill(
    *entries: Entry, feed: Feed = FEED, most: int = 10, by_default: bool = True, between: float = 0
) -> tuple[Filled, Domain]:
    """Fill entries of a feed."""
    domain = Domain(between)
    turns = Turns(domain, at_once=8, clock=time.time)
    pages = Pages(fetch, read, turns, by_default=by_default, most=most)
    return asyncio.run(pages.fill(feed, entries)), domain


@pytest.mark.parametrize(
    ("full_text", "by_default", "full", "expected"),
    [
        (None, True, False, {"read": 1}),
        (None, True, True, {}),
        (None, False, False, {}),
        (True, False, True, {"read": 1}),
        (False, True, False, {}),
    ],
)
def test_which_pages_are_read(
    *, full_text: bool | None, by_default: bool, full: bool, expected: dict[PageResult, int]
) -> None:
    """Those of short entries, unless the list says always or never."""
    feed = structs.replace(FEED, full_text=full_text)
    filled, _ = fill(entry("x", full=full), feed=feed, by_default=by_default)
    assert filled.pages == expected


def test_a_page_that_fails_loses_no_entry() -> None:
    """Missing, slow, empty or hostile: the entry goes on as the feed has it, in its place."""
    names = ["a", "missing", "slow", "empty", "hostile", "b"]
    filled, _ = fill(*map(entry, names))
    assert [each.identity for each in filled.entries] == names
    assert [each.body[:4] for each in filled.entries] == [b"page", *[b"{}"] * 4, b"page"]
    assert filled.pages == {"read": 2, "failed": 4}


def test_an_entry_without_a_page_to_ask_for_is_left_as_it_is() -> None:
    """No link, or one that is no http."""
    filled, _ = fill(entry("x", link=None), entry("y", link="mailto:x@a.example"))
    assert filled.pages == {}
    assert len(filled.entries) == 2


def test_so_many_pages_at_one_poll() -> None:
    """The rest goes on as the feed has it, and is counted."""
    filled, _ = fill(*(entry(str(number)) for number in range(5)), most=2)
    assert filled.pages == {"read": 2, "skipped": 3}
    assert [each.full for each in filled.entries] == [True, True, False, False, False]


def test_pages_wait_for_their_turn() -> None:
    """One at a time with a pause between, and the waits are told."""
    began = time.monotonic()
    filled, domain = fill(*(entry(str(number)) for number in range(4)), between=0.05)
    assert time.monotonic() - began >= 0.15
    assert domain.most == 1
    assert domain.held == 0
    assert max(filled.waits) >= 0.14


def test_pages_of_a_domain_that_rests_are_not_waited_for() -> None:
    """Their entries go on as the feed has them."""
    domain = Domain()
    domain.rest("https://a.example/", time.time() + 600)
    pages = Pages(fetch, read, Turns(domain, at_once=8, clock=time.time), by_default=True, most=10)
    began = time.monotonic()
    filled = asyncio.run(pages.fill(FEED, [entry("a"), entry("b")]))
    assert time.monotonic() - began < 60
    assert [each.identity for each in filled.entries] == ["a", "b"]
    assert filled.pages == {"failed": 2}
