"""Parser processes: real ones, that are killed, that die, and that are replaced."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import msgspec
import orjson
import pytest

from tests.patience import PATIENCE
from worker import intake, packs
from worker.article import Record
from worker.errors import RecordError
from worker.sources.documents import read
from worker.sources.feeds.answer import Answer
from worker.sources.feeds.parsers import Page, Parsers, pool, text_of_page, with_page
from worker.sources.feeds.parsers.pool import JOBS
from worker.sources.feeds.parsers.wire import LENGTH, TAKEN, Done, Job, packed

T = TypeVar("T")
SENTENCE = "قال رئيس البلدية هاني البستاوي إن الجسر سيفتح أمام المارة في الربيع المقبل. "
FEED = (
    "<rss version='2.0'><channel><title>بريد المرسى</title><item><guid>g</guid>"
    "<title>الجسر</title><pubDate>Tue, 13 Oct 2026 12:00:00 GMT</pubDate>"
    f"<description>{SENTENCE}</description></item></channel></rss>"
).encode()
PAGE = (
    "<html><head><title>x</title></head><body><nav>القائمة</nav><article>"
    + "".join(f"<p>{SENTENCE * 3}</p>" for _ in range(6))
    + "</article></body></html>"
).encode()
_NESTED = b"<rss version='2.0'><channel>" + b"<item><a x='1' " * 20_000 + b">" * 20_000
_SLOW = _NESTED + b"<item><title>" + b"&amp;&bad;" * 400_000 + b"</title></item></channel></rss>"
"""Takes its parser many seconds."""
_LONG_PAGE = PAGE.replace(b"</article>", f"<p>{SENTENCE}</p>".encode() * 60_000 + b"</article>")
"""This one too."""


def _with(work: Callable[[Parsers], Awaitable[T]], **limits: float) -> T:
    async def run() -> T:
        parsers = Parsers(
            processes=2,
            cpu_seconds=limits.get("cpu", 10.0),
            memory_bytes=int(limits.get("memory", 500_000_000)),
            max_entries=2_000,
        )
        async with parsers:
            return await work(parsers)

    return asyncio.run(run())


def _answer(body: bytes) -> Answer:
    return Answer(url="http://press.example/feed", status=200, body=body)


def _reason(body: bytes, **limits: float) -> tuple[str, int]:
    """Return why the document is refused, and the entries of a good one after it."""

    async def work(parsers: Parsers) -> tuple[str, int]:
        with pytest.raises(RecordError) as fault:
            await parsers.document(_answer(body))
        return fault.value.reason, len((await parsers.document(_answer(FEED))).entries)

    return _with(work, **limits)


def test_documents_are_read_side_by_side() -> None:
    """More documents than processes are all read, each as in this process."""

    async def work(parsers: Parsers) -> list[str]:
        documents = await asyncio.gather(*(parsers.document(_answer(FEED)) for _ in range(5)))
        return [document.entries[0].revision for document in documents]

    assert _with(work) == [read(FEED).entries[0].revision] * 5


def test_the_charset_of_the_server_is_known_to_the_process() -> None:
    """A document that declares none is read in the one that came with it."""
    body = FEED.decode().encode("iso8859-6")

    async def work(parsers: Parsers) -> str | None:
        answer = Answer(
            url="http://press.example/feed",
            status=200,
            headers={"content-type": "text/xml; charset=iso-8859-6"},
            body=body,
        )
        return (await parsers.document(answer)).title

    assert _with(work) == "بريد المرسى"


def test_a_document_that_takes_too_long_is_refused_and_the_next_is_read() -> None:
    """A process that is over its CPU time dies, and another takes over."""
    assert _reason(_SLOW, cpu=0.2) == ("too-slow", 1)


def test_a_document_that_takes_too_much_memory_is_refused_and_the_next_is_read() -> None:
    """Memory that is not to be had is the document's fate."""
    reason, after = _reason(b"[" * 60_000_000, memory=80_000_000)
    assert reason in {"too-much-memory", "crashed"}
    assert after == 1


def test_a_document_that_is_refused_costs_no_process() -> None:
    """A reason of the reader comes back as it is."""
    assert _reason(b"<html></html>") == ("html-not-a-feed", 1)


def test_the_time_that_a_process_takes_to_start_is_not_its_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python and its imports may take longer than a document may."""
    (tmp_path / "sitecustomize.py").write_text("import time; time.sleep(4)")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(pool, "_GRACE_SECONDS", 1.5)

    async def work(parsers: Parsers) -> int:
        return len((await parsers.document(_answer(FEED))).entries)

    assert _with(work, cpu=0.5) == 1


def _only(parsers: Parsers) -> int:
    """Return the one process that waits for work."""
    (child,) = parsers._idle  # noqa: SLF001 - who is to be killed
    return child.process.pid


def test_a_process_that_was_killed_while_idle_costs_no_document() -> None:
    """Whoever kills it and however often, the next document is read, by another process."""

    async def work(parsers: Parsers) -> None:
        await parsers.document(_answer(FEED))
        for wait in (0.0, 0.2, 0.0):
            before = _only(parsers)
            os.kill(before, signal.SIGKILL)
            await asyncio.sleep(wait)
            assert len((await parsers.document(_answer(FEED))).entries) == 1
            assert _only(parsers) != before

    _with(work)


def test_a_process_that_is_killed_at_its_work_is_its_documents_fate() -> None:
    """A document may have brought that about, so it is not tried again."""

    async def work(parsers: Parsers) -> int:
        await parsers.document(_answer(FEED))
        (child,) = parsers._idle  # noqa: SLF001 - who is to be killed
        assert child.process.stdin
        task = asyncio.create_task(parsers.page(_answer(_LONG_PAGE)))
        async with asyncio.timeout(PATIENCE):
            # All but the last of the job is read, so it was taken up.
            while child.jobs < 2 or child.process.stdin.transport.get_write_buffer_size():  # noqa: ASYNC110 - no event tells
                await asyncio.sleep(0.01)
        child.process.kill()
        with pytest.raises(RecordError) as fault:
            await task
        assert fault.value.reason == "crashed"
        return len((await parsers.document(_answer(FEED))).entries)

    assert _with(work, cpu=60.0) == 1


def test_a_process_that_sleeps_is_ended_by_the_clock() -> None:
    """One that takes no CPU time is stopped as well, and the next document is read."""

    async def work(parsers: Parsers) -> int:
        await parsers.document(_answer(FEED))
        os.kill(_only(parsers), signal.SIGSTOP)
        began = time.monotonic()
        with pytest.raises(RecordError) as fault:
            await parsers.document(_answer(FEED))
        assert fault.value.reason == "too-slow"
        assert time.monotonic() - began < 60
        return len((await parsers.document(_answer(FEED))).entries)

    assert _with(work, cpu=0.1) == 1


def test_a_process_is_replaced_after_so_many_documents() -> None:
    """Whatever it has leaked goes with it."""

    async def work(parsers: Parsers) -> tuple[int, int, int]:
        pids = []
        for _ in range(JOBS + 1):
            await parsers.document(_answer(FEED))
            pids += [child.process.pid for child in parsers._idle]  # noqa: SLF001 - who they are
        return len(set(pids)), pids.count(pids[0]), pids.count(pids[-1])

    assert _with(work) == (2, JOBS - 1, 1)


def test_closing_ends_all_processes() -> None:
    """Nothing stays behind, not even one that is stuck or at work."""

    async def work(parsers: Parsers) -> tuple[list[int], float]:
        await asyncio.gather(*(parsers.document(_answer(FEED)) for _ in range(2)))
        pids = [child.process.pid for child in parsers._idle]  # noqa: SLF001 - who they are
        os.kill(pids[0], signal.SIGSTOP)
        task = asyncio.create_task(parsers.page(_answer(_LONG_PAGE)))
        await asyncio.sleep(0.2)
        task.cancel()
        return pids, time.monotonic()

    pids, began = _with(work)
    assert time.monotonic() - began < 30
    assert len(pids) == 2
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


_NO_PROC = """
import sys
from pathlib import Path
from worker.sources.feeds.parsers import child
child.USE = Path(sys.argv[1])
child.main(["10", "500000000", "2000"])
"""


def test_it_works_on_a_system_that_does_not_tell_its_memory(tmp_path: Path) -> None:
    """Without /proc a document is read all the same, and a line says what is missing."""
    done = subprocess.run(
        [sys.executable, "-c", _NO_PROC, str(tmp_path / "missing")],
        input=packed(Job(what="document", body=FEED, url="http://press.example/feed")),
        capture_output=True,
        check=True,
    )
    assert done.stdout.startswith(TAKEN)
    answer = msgspec.msgpack.decode(done.stdout[len(TAKEN) + LENGTH.size :], type=Done)
    assert answer.document
    assert len(answer.document.entries) == 1
    assert b"no limit of memory" in done.stderr


def test_the_text_of_a_page_is_what_the_page_says_of_itself() -> None:
    """JSON-LD comes first."""
    linked = orjson.dumps({"@type": "NewsArticle", "articleBody": SENTENCE * 4}).decode()
    body = f"<html><head><script type='application/ld+json'>{linked}</script></head></html>"
    page = text_of_page(body.encode())
    assert page is not None
    assert page.how == "json-ld"
    assert page.text == (SENTENCE * 4).strip()


def test_else_it_is_what_looks_like_an_article() -> None:
    """The main text of a page, without its menu, read in a process."""

    async def work(parsers: Parsers) -> Page | None:
        return await parsers.page(_answer(PAGE))

    page = _with(work)
    assert page is not None
    assert "الجسر" in page.text
    assert "القائمة" not in page.text


def test_a_page_without_text_is_none() -> None:
    """A note about cookies is no article."""
    assert text_of_page(b"<html><body><p>We use cookies.</p></body></html>") is None


def test_an_entry_with_its_page_keeps_what_the_feed_says() -> None:
    """The text is the page's; title, date and outlet stay."""
    page = Page(text=SENTENCE * 10, how="json-ld")
    entry = with_page(read(FEED).entries[0], page)
    reading = intake.read(
        Record(form="entry", body=entry.body, place="test"),
        {"ar": packs.load("ar")},
        now=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
    )
    assert isinstance(reading, intake.Reading)
    article = reading.article
    assert article.text == page.text.strip()
    assert (article.title, article.source.name) == ("الجسر", "بريد المرسى")
    assert article.published_at == dt.datetime(2026, 10, 13, 12, tzinfo=dt.UTC)
