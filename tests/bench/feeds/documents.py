"""Feed documents of 80 kB: the CPU time of a poll that finds nothing new, and entries a second.

A poll is what both processes do with a document: it is read, goes over the wire, and its entries
are compared with the revisions that are remembered. The ratio is to feedparser over the same bytes
in the same run, and says more than times on a machine that is not yours.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from functools import partial

import msgspec

from tests.bench import streams
from worker import intake, packs
from worker.article import Record
from worker.packs import Pack
from worker.sources.documents import Document, read
from worker.sources.documents.xml_feed import loose
from worker.sources.feeds.parsers.wire import LENGTH, Done, packed
from worker.sources.feeds.records import identity_of

REPETITIONS = 15
_SPACES = (
    "xmlns:content='http://purl.org/rss/1.0/modules/content/' "
    "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:media='http://search.yahoo.com/mrss/'"
)
_SENTENCES = (
    "قالت وزيرة المياه سلوى الزمردي إن مخزون سد العقيق يكفي ستة أشهر على الأقل.",
    "وأضافت أن الخزانات الجديدة ستفتح في الربيع المقبل بعد اختبارات السلامة.",
    "وقال رئيس البلدية هاني البستاوي إن الجسر سيبقى مغلقا أمام الشاحنات.",
)


def document(entries: int, paragraphs: int) -> bytes:
    """Return RSS as most outlets have it; without ``paragraphs`` it has summaries alone."""
    chance = random.Random(entries)
    items = "".join(_item(number, paragraphs, chance) for number in range(entries))
    head = "<title>بريد المرسى</title><link>https://press.example</link><language>ar</language>"
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><rss version='2.0' {_SPACES}>"
        f"<channel>{head}{items}</channel></rss>"
    ).encode()


def _item(number: int, paragraphs: int, chance: random.Random) -> str:
    text = "".join(
        f"<p>{' '.join(chance.choices(_SENTENCES, k=3))}</p>\n<img src='{number}.jpg' alt=''/>"
        for _ in range(paragraphs)
    )
    content = text and f"<content:encoded><![CDATA[{text}]]></content:encoded>"
    return (
        f"<item><title>{chance.choice(_SENTENCES)[:50]} {number}</title>"
        f"<link>https://press.example/2026/11/{number}?utm_source=rss</link>"
        f"<guid isPermaLink='false'>https://press.example/?p={number}</guid>"
        f"<pubDate>Tue, 13 Oct 2026 12:{number % 60:02}:00 +0300</pubDate>"
        "<dc:creator><![CDATA[ليان الصنوبري]]></dc:creator>"
        "<category><![CDATA[محليات]]></category><category>اقتصاد</category>"
        f"<description><![CDATA[<p>{chance.choice(_SENTENCES)}</p>]]></description>{content}"
        f"<media:content url='https://press.example/{number}.jpg' medium='image'/></item>"
    )


DOCUMENTS = {"20 whole articles": (20, 7), "40, shorter": (40, 3), "90 summaries": (90, 0)}
"""Name of a document → its entries and the paragraphs of each."""


def poll(body: bytes, known: Mapping[str, str]) -> dict[str, str]:
    """Read a document and compare it; return the revisions that are new."""
    wire = packed(Done(document=read(body)))[LENGTH.size :]
    found = msgspec.msgpack.decode(wire, type=Done).document or Document(format="rss")
    present = {identity_of(entry): entry.revision for entry in found.entries}
    return {name: each for name, each in present.items() if known.get(name) != each}


def articles(body: bytes, loaded: Mapping[str, Pack]) -> int:
    """Return how many articles a document's entries become."""
    records = [
        Record(form="entry", body=entry.body, place="bench", source_id=entry.identity)
        for entry in read(body).entries
    ]
    found = [intake.read(record, loaded, now=streams.NOW) for record in records]
    return sum(isinstance(each, intake.Reading) for each in found)


def best(*works: Callable[[], object]) -> list[float]:
    """Return the CPU seconds of each, the best of several repetitions, in turns."""
    times = [float("inf")] * len(works)
    for _ in range(REPETITIONS):
        for at, work in enumerate(works):
            began = time.process_time()
            work()
            times[at] = min(times[at], time.process_time() - began)
    return times


def main() -> None:
    """Print a line a document."""
    loaded = {language: packs.load(language) for language in ("ar", "en")}
    print("document             kB  poll, nothing new  times faster than feedparser  articles/s")
    for name, (entries, paragraphs) in DOCUMENTS.items():
        body = document(entries, paragraphs)
        known = poll(body, {})
        polled, slow, whole = best(
            partial(poll, body, known),
            partial(loose.parsed, body, 2_000),
            partial(articles, body, loaded),
        )
        print(
            f"{name:20} {len(body) // 1000:3} {polled * 1000:14.1f} ms {slow / polled:29.1f}"
            f" {entries / whole:11,.0f}"
        )


if __name__ == "__main__":
    main()
