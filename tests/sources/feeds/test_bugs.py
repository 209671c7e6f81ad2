"""A bug of ours in a poll, and a machine out of means, with the real store and reader."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from worker.errors import UnavailableError
from worker.ports.feeds import FeedPolled
from worker.sources import documents
from worker.sources.documents.document import Document, Entry
from worker.sources.feeds.answer import Answer
from worker.sources.feeds.domains import Domains
from worker.sources.feeds.feed import Feed, State
from worker.sources.feeds.pages import Pages
from worker.sources.feeds.polled import Polled
from worker.sources.feeds.polling import REASONS, Policy
from worker.sources.feeds.polls import Polls, Steps
from worker.sources.feeds.store import Sqlite
from worker.sources.feeds.turns import Turns

URL = "https://a.example/rss"
RSS = (
    "<rss version='2.0'><channel><title>بريد المرسى</title><item><guid>g</guid>"
    "<title>الجسر</title><link>https://a.example/1</link></item></channel></rss>"
).encode()
NOW = 1_800_000_000.0
KNOWN = State(standing="healthy", etag='"1"', last_success=NOW - 900, interval=900, polls=7)


async def fetch(url: str, _: Mapping[str, str] | None = None) -> Answer:
    """Answer with a feed of one entry."""
    return Answer(url=url, status=200, body=RSS, headers={"etag": '"2"'})


async def read(answer: Answer) -> Document:
    """Read it here."""
    return documents.read(answer.body, url=answer.url)


async def stumbles(answer: Answer) -> Document:
    """Have a bug that quotes what it met."""
    raise KeyError(answer.body.decode())


async def page_stumbles(_: Entry, answer: Answer) -> Entry | None:
    """Have a bug as well."""
    raise ZeroDivisionError(answer.body.decode())


async def is_away(_: Answer) -> Document:
    """Start no process, as a machine without memory does."""
    message = "no parser process can be started"
    raise UnavailableError(message)


def poll(folder: Path, state: State = KNOWN, **steps: object) -> Polled:
    """Poll the feed once."""
    turns = Turns(Domains(at_once=2, seconds_between=0), at_once=8, clock=lambda: NOW)
    pages = Pages(fetch, page_stumbles, turns, by_default=False, most=5)
    chosen: dict[str, object] = {"fetch": fetch, "read": read, "pages": pages} | steps
    with closing(Sqlite(folder / "feeds.db")) as store:
        polls = Polls(
            Steps(
                store=store,
                policy=Policy(),
                max_record_bytes=100_000,
                chance=lambda: 0.5,
                **chosen,  # type: ignore[arg-type]
            )
        )
        return asyncio.run(polls(Feed(url=URL), state, NOW))


def told_of(polled: Polled) -> FeedPolled:
    """Return what is told of a poll."""
    assert isinstance(polled.told, FeedPolled)
    return polled.told


def test_a_bug_of_ours_is_the_failure_of_its_feed(tmp_path: Path) -> None:
    """The feed fails under the reason ``bug``, keeps its validators and is asked again later."""
    polled = poll(tmp_path, read=stumbles)
    assert told_of(polled).result == polled.state.reason == "bug"
    assert told_of(polled).result in REASONS
    assert (polled.state.standing, polled.state.failures) == ("failing", 0.5)
    assert (polled.state.etag, polled.state.polls) == ('"1"', 8)
    assert polled.state.next_poll > NOW + 900
    assert polled.brought == []


def test_a_bug_is_told_with_its_traceback_and_without_words_of_the_feed(tmp_path: Path) -> None:
    """The log names the place in the code; what the error quotes stays out of it."""
    told = told_of(poll(tmp_path, read=stumbles))
    assert told.traceback
    assert "in stumbles" in told.traceback
    assert told.traceback.endswith("KeyError")
    assert "الجسر" not in told.traceback + (told.message or "")


def test_a_bug_on_a_page_loses_no_entry(tmp_path: Path) -> None:
    """The entry goes on as the feed has it, and the traceback is told."""
    turns = Turns(Domains(at_once=2, seconds_between=0), at_once=8, clock=lambda: NOW)
    polled = poll(tmp_path, pages=Pages(fetch, page_stumbles, turns, by_default=True, most=5))
    assert [each.identity for each in polled.brought] == ["g"]
    assert (told_of(polled).result, told_of(polled).pages) == ("new", {"failed": 1})
    assert "in page_stumbles" in (told_of(polled).traceback or "")


def test_a_machine_that_is_out_of_means_is_no_fault_of_the_feed(tmp_path: Path) -> None:
    """Where no process can be started the loop hears of it, and tries again."""
    with pytest.raises(UnavailableError):
        poll(tmp_path, read=is_away)
