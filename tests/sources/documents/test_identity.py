"""Entries that differ are never one, and an entry that stays is not new."""

from __future__ import annotations

import datetime as dt

import pytest

from worker import intake, packs
from worker.article import Article, Record
from worker.sources.documents import Document, read

TEXTS = (
    "قالت وزيرة المياه سلوى الزمردي إن مخزون السد يكفي.",
    "قال رئيس البلدية هاني البستاوي إن الجسر سيفتح.",
)


def item(guid: str, link: str, text: str) -> str:
    """Return an item, without what is empty."""
    guid = guid and f"<guid isPermaLink='false'>{guid}</guid>"
    link = link and f"<link>{link}</link>"
    return f"<item>{guid}{link}<title>خبر</title><description>{text}</description></item>"


def document(*items: tuple[str, str, str]) -> Document:
    """Return a document of guids, links and texts."""
    inside = "".join(item(*each) for each in items)
    return read(f"<rss version='2.0'><channel><title>t</title>{inside}</channel></rss>".encode())


def articles(found: Document) -> list[Article]:
    """Return the articles of a document."""
    readings = [
        intake.read(
            Record(form="entry", body=entry.body, place="test", source_id=entry.identity),
            {"ar": packs.load("ar")},
            now=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
        )
        for entry in found.entries
    ]
    return [each.article for each in readings if isinstance(each, intake.Reading)]


A, B = "http://press.example/a", "http://press.example/b"
DIFFERENT = {
    "one guid, two links": (("g", A, TEXTS[0]), ("g", B, TEXTS[1])),
    "one guid, two links, one text": (("g", A, TEXTS[0]), ("g", B, TEXTS[0])),
    "one guid, no links": (("g", "", TEXTS[0]), ("g", "", TEXTS[1])),
    "one guid, one link": (("g", A, TEXTS[0]), ("g", "", TEXTS[1])),
    "no guid, no links": (("", "", TEXTS[0]), ("", "", TEXTS[1])),
}


@pytest.mark.parametrize("items", DIFFERENT.values(), ids=DIFFERENT.keys())
def test_different_entries_are_different_articles(items: tuple[tuple[str, str, str], ...]) -> None:
    """Whatever they share, each has an identity and an article id of its own."""
    found = document(*items)
    assert len({entry.identity for entry in found.entries}) == 2
    ids = [article.id for article in articles(found)]
    assert len(set(ids)) == len(ids)
    assert ("repeated-ids" in found.problems) == (items[0][0] == "g")


@pytest.mark.parametrize("guid", ["", "g"])
def test_one_link_with_two_texts_is_two_entries_of_one_article(guid: str) -> None:
    """A live page that is listed twice is one article, and none of its texts is lost."""
    found = document((guid, A, TEXTS[0]), (guid, A, TEXTS[1]))
    assert len({entry.identity for entry in found.entries}) == 2
    one, other = articles(found)
    assert one.id == other.id
    assert one.revision != other.revision


def test_an_entry_that_stands_there_twice_is_one() -> None:
    """The same guid, link and words make one identity, which is that of the entry alone."""
    twice = document(("g", A, TEXTS[0]), ("g", A, TEXTS[0]))
    assert {entry.identity for entry in twice.entries} == {"g"}
    assert twice.problems == []


def test_a_guid_that_is_no_url_is_no_link() -> None:
    """Many feeds forget to say that their guids are no permanent links."""
    body = b"<rss version='2.0'><channel><link>http://press.example/</link><item><guid>17</guid><title>t</title></item></channel></rss>"
    (entry,) = read(body, url="http://press.example/rss").entries
    assert (entry.identity, entry.link) == ("17", None)


def test_a_link_is_seen_from_where_the_document_was() -> None:
    """Where a feed names no site, its links are relative to its own address."""
    body = b"<rss version='2.0'><channel><item><link>/1</link></item></channel></rss>"
    assert read(body, url="http://press.example/ar/rss").entries[0].link == "http://press.example/1"
