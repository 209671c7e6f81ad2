"""Entries of feed documents: the plain fields that intake reads, whatever the format."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import orjson
import pytest

from worker.article import Record
from worker.sources.files import records

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar"><title>نشرة</title>
<link rel="self" href="https://n.example/atom"/><link href="https://n.example/"/>
<entry><id>tag:1</id><title type="html">&lt;b&gt;خبر&lt;/b&gt;</title>
<link href="https://n.example/1"/><updated>2026-01-02T03:04:05Z</updated>
<author><name>ليلى</name></author><category term="politics"/>
<content type="html">&lt;p onclick="x()"&gt;نص&lt;/p&gt;</content></entry></feed>"""

RSS = """<?xml version="1.0"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Daily</title>
<link>https://daily.example/</link><language>en</language><item>
<title>Rain</title><link>/rain?a=1&amp;b=2</link><description>Short.</description>
<content:encoded><![CDATA[<p>Long.</p>]]></content:encoded>
<pubDate>someday soon</pubDate><dc:creator>Ann</dc:creator></item></channel></rss>"""

JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Notes",
    "home_page_url": "https://notes.example/",
    "feed_url": "https://notes.example/feed.json",
    "items": [
        {
            "id": 7,
            "url": "/seven",
            "title": "Seven",
            "content_html": "<p>x</p>",
            "date_published": "2026-01-02T03:04:05Z",
            "authors": [{"name": "Ann"}, {"url": "https://a.example"}, "odd"],
            "tags": ["a", 5],
        },
        "not an object",
        {"id": "8", "content_text": "plain", "title": ["odd"], "author": {"name": "Bob"}},
    ],
}

KEYS = {
    "id", "link", "title", "title_type", "summary", "summary_type", "content", "published",
    "updated", "authors", "language", "tags", "feed",
}  # fmt: skip


def read(tmp_path: Path, name: str, body: str | bytes) -> list[Record]:
    """Read one document."""
    path = tmp_path / name
    path.write_bytes(body.encode() if isinstance(body, str) else body)
    return list(records([path], io.BytesIO()))


def entries(tmp_path: Path, name: str, body: str | bytes) -> list[dict[str, Any]]:
    """Read one document's entries, each of which must have every key."""
    found = [orjson.loads(record.body) for record in read(tmp_path, name, body)]
    assert all(set(entry) == KEYS for entry in found)
    return found


def test_atom(tmp_path: Path) -> None:
    """An Atom entry keeps its markup as it stands, its language and its feed."""
    [record] = read(tmp_path, "a.atom", ATOM)
    assert (record.source_id, record.feed) == ("tag:1", "https://n.example/atom")
    assert orjson.loads(record.body) == {
        "id": "tag:1",
        "link": "https://n.example/1",
        "title": "<b>خبر</b>",
        "title_type": "text/html",
        "summary": None,
        "summary_type": None,
        "content": [{"value": '<p onclick="x()">نص</p>', "type": "text/html"}],
        "published": None,
        "updated": "2026-01-02T03:04:05Z",
        "authors": ["ليلى"],
        "language": "ar",
        "tags": ["politics"],
        "feed": {
            "url": "https://n.example/atom",
            "title": "نشرة",
            "link": "https://n.example/",
            "language": "ar",
        },
    }


def test_rss(tmp_path: Path) -> None:
    """An RSS entry gives both of its texts, its date as it stands, and an absolute link."""
    [record] = read(tmp_path, "a.xml", RSS)
    entry = orjson.loads(record.body)
    assert record.source_id == entry["link"] == "https://daily.example/rain?a=1&b=2"
    assert record.feed == str(tmp_path / "a.xml")
    assert (entry["summary"], entry["content"][0]["value"]) == ("Short.", "<p>Long.</p>")
    assert (entry["published"], entry["updated"]) == ("someday soon", None)
    assert (entry["authors"], entry["feed"]["language"]) == (["Ann"], "en")


def test_json_feed(tmp_path: Path) -> None:
    """A JSON Feed gives the same keys; what is of a wrong type is left out."""
    first, second = entries(tmp_path, "feed.json", orjson.dumps(JSON_FEED))
    assert (first["id"], first["link"]) == ("7", "https://notes.example/seven")
    assert first["content"] == [{"value": "<p>x</p>", "type": "text/html"}]
    assert (first["authors"], first["tags"]) == (["Ann"], ["a"])
    assert second["content"] == [{"value": "plain", "type": "text/plain"}]
    assert (second["title"], second["authors"]) == (None, ["Bob"])


ENCODINGS = {
    "UTF-8 that is declared as something else": ("utf-8", "iso-8859-1"),
    "windows-1256 as declared": ("windows-1256", "windows-1256"),
    "windows-1256 that is declared as UTF-8": ("windows-1256", "utf-8"),
    "ISO-8859-6 as declared": ("iso-8859-6", "iso-8859-6"),
    "UTF-16 with its mark": ("utf-16", "utf-16"),
}


@pytest.mark.parametrize(("real", "declared"), ENCODINGS.values(), ids=ENCODINGS.keys())
def test_charsets(tmp_path: Path, real: str, declared: str) -> None:
    """The words are right, whatever the document says of its charset."""
    words = "قال الوزير إن المدارس تفتح أبوابها في موعدها رغم الأمطار التي هطلت على المدينة"
    body = f"""<?xml version="1.0" encoding="{declared}"?><rss version="2.0"><channel>
    <title>خبر</title><item><title>{words}</title></item></channel></rss>"""
    [entry] = entries(tmp_path, "a.xml", body.encode(real))
    assert entry["title"] == words


@pytest.mark.parametrize("reference", ["&#xD800;", "&#XdFFF", "&#55296;", "&#057343;"])
@pytest.mark.parametrize("broken", ["", " & c"])
def test_a_lone_surrogate_is_replaced(tmp_path: Path, reference: str, broken: str) -> None:
    """A reference to half a character costs that character and no more."""
    body = f"<rss version='2.0'><channel><item><title>a {reference} b{broken}</title></item></channel></rss>"
    [entry] = entries(tmp_path, "a.xml", body)
    assert entry["title"] == f"a \ufffd b{broken}"


def test_entities_from_outside_are_not_read(tmp_path: Path) -> None:
    """An external entity opens no file, and entities that multiply do not."""
    (tmp_path / "secret").write_text("hush")
    body = f"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret">
    <!ENTITY a "lol"><!ENTITY b "{"&a;" * 10}"><!ENTITY c "{"&b;" * 10}"><!ENTITY d "{"&c;" * 10}">
    <!ENTITY e "{"&d;" * 10}">]><rss version="2.0"><channel><item>
    <title>t &x; &e;</title></item></channel></rss>"""
    [record] = read(tmp_path, "a.xml", body)
    assert b"hush" not in record.body
    assert len(record.body) < 2_000
