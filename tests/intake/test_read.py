"""Each form of record becomes one article."""

from __future__ import annotations

import datetime as dt
from typing import Any, Protocol

import orjson
import pytest

from worker import intake
from worker.article import Article, Form, Record
from worker.packs import Pack

WORDS = "أعلنت وزارة النقل يوم الخميس أن الخط الجديد سيفتح في نهاية الشهر."
MORE = "وقال الوزير إن التذاكر ستباع في جميع المحطات وعلى الهواتف."
PAGE = f"""<!doctype html><html lang="ar"><head><title>خط جديد | الصحيفة</title>
<link rel="canonical" href="https://example.com/line?utm_source=x">
<meta property="og:site_name" content="الصحيفة"><meta name="author" content="ليلى">
<meta property="article:published_time" content="2025-03-14T10:00:00+03:00"></head>
<body><nav><ul><li><a href="/">الرئيسية</a></li></ul></nav><article><h1>خط جديد</h1>
<p>{WORDS}</p><p>{MORE}</p><p>شاركها.</p></article><footer>footer</footer>
<script>var no = "<p>no</p>";</script></body></html>"""


class Read(Protocol):
    """Reads a body as an article."""

    def __call__(
        self,
        form: Form,
        body: bytes | str | dict[str, Any],
        *,
        source_id: str = "",
        feed: str | None = None,
    ) -> Article:
        """Read the body as a record of that form."""


@pytest.fixture
def article(packs: dict[str, Pack], now: dt.datetime) -> Read:
    """Return what reads a body as an article."""

    def read(
        form: Form,
        body: bytes | str | dict[str, Any],
        *,
        source_id: str = "",
        feed: str | None = None,
    ) -> Article:
        raw = orjson.dumps(body) if isinstance(body, dict) else body
        raw = raw.encode() if isinstance(raw, str) else raw
        record = Record(form=form, body=raw, place="here:1", source_id=source_id, feed=feed)
        found = intake.read(record, packs, now=now)
        assert isinstance(found, intake.Reading)
        return found.article

    return read


def test_a_json_record_with_all_fields(article: Read) -> None:
    """Every field of the wire format has its place in the article."""
    found = article(
        "json",
        {
            "id": "42",
            "url": "https://Example.com/a?utm_source=x#top",
            "title": " خط  جديد\n",
            "text": f"{WORDS}\n{MORE}\r\n\r\nشاركها.\nExit mobile version",
            "language": "ar",
            "published_at": "2025-03-14T10:00:00+03:00",
            "authors": ["ليلى ", ""],
            "source": {"name": "الصحيفة", "feed": "https://example.com/rss"},
        },
    )
    assert found.text == f"{WORDS}\n\n{MORE}"
    assert found.title == "خط جديد"
    assert found.removed == ["شاركها.", "Exit mobile version"]
    assert found.url == "https://Example.com/a?utm_source=x#top"
    assert found.canonical_url == "https://example.com/a"
    assert found.published_at == dt.datetime(2025, 3, 14, 7, tzinfo=dt.UTC)
    assert found.authors == ["ليلى"]
    assert (found.source.name, found.source.feed) == ("الصحيفة", "https://example.com/rss")
    assert (found.source_id, found.language) == ("42", "ar")
    assert (found.cluster, found.duplicate_of) == (None, None)


def test_unknown_fields_are_counted(packs: dict[str, Pack], now: dt.datetime) -> None:
    """Fields that qala does not know are counted, at both levels, and do no harm."""
    body = orjson.dumps({"text": WORDS, "mood": 1, "x": {}, "source": {"name": "n", "city": "c"}})
    found = intake.read(Record(form="json", body=body, place="x"), packs, now=now)
    assert isinstance(found, intake.Reading)
    assert found.unknown_fields == 3


def test_null_is_a_missing_field(article: Read) -> None:
    """Producers that write out every field are read like those that don't."""
    fields = ["id", "url", "title", "html", "language", "published_at", "authors", "source"]
    assert article("json", dict.fromkeys(fields) | {"text": WORDS}).text == WORDS


def test_html_is_read_where_there_is_no_text(article: Read) -> None:
    """The body may be HTML; text comes first."""
    markup = f"<p>{WORDS}</p><p>{MORE}</p>"
    assert article("json", {"text": " ", "html": markup}).text == f"{WORDS}\n\n{MORE}"
    assert article("json", {"text": MORE, "html": markup}).text == MORE


def test_a_byte_order_mark_is_no_harm(article: Read) -> None:
    """JSON and texts may begin with a byte order mark."""
    assert article("json", b"\xef\xbb\xbf" + orjson.dumps({"text": WORDS})).text == WORDS
    assert article("text", b"\xef\xbb\xbf" + WORDS.encode()).text == WORDS


def test_nul_and_lone_surrogates_are_mended(article: Read) -> None:
    """A string cut inside a surrogate pair, and one with NUL in it, are read."""
    body = b'{"text": "The minister said that it\\u0000 is so \\ud83d, he \\ud83d\\ude00 added.\\\\ud800"}'
    assert (
        article("json", body).text == "The minister said that it is so \ufffd, he 😀 added.\\ud800"
    )


def test_a_bad_url_and_a_bad_date_are_no_rejection(article: Read) -> None:
    """An article without a URL or a date is worth more than no article."""
    found = article("json", {"text": WORDS, "url": "http://[::1", "published_at": "قريبا جدا"})
    assert (found.url, found.canonical_url, found.published_at) == ("http://[::1", None, None)


def test_a_plain_text_has_no_title(article: Read) -> None:
    """The first line of a plain text is a paragraph like any."""
    found = article("text", f"عنوان\n\n{WORDS}")
    assert (found.title, found.text) == ("", f"عنوان\n\n{WORDS}")
    assert found.source_id == "here:1"


def test_the_id_of_a_text_is_of_its_words_and_not_of_its_place(article: Read) -> None:
    """The same text from another file is the same article."""
    packs_place = article("text", WORDS)
    assert packs_place.id == article("text", f"\n{WORDS}\n").id
    assert packs_place.id != article("text", MORE).id


def test_the_source_names_a_record_that_does_not(article: Read) -> None:
    """The id that the source knows a record by stands in for the producer's own."""
    found = article("text", WORDS, source_id="guid-1", feed="https://example.com/rss")
    assert (found.source_id, found.source.feed) == ("guid-1", "https://example.com/rss")
    assert found.id == article("text", MORE, source_id="guid-1").id


def test_a_feed_entry(article: Read) -> None:
    """The longest body of an entry is its text; titles may hold markup."""
    found = article(
        "entry",
        {
            "id": "tag:1",
            "link": "https://example.com/a",
            "title": "خط &amp; <b>جديد</b>",
            "title_type": "text/html",
            "summary": "أعلنت وزارة النقل…",
            "summary_type": "text/plain",
            "content": [{"type": "text/html", "value": f"<p>{WORDS}</p><p>{MORE}"}],
            "published": "Fri, 14 Mar 2025 10:00:00 +0300",
            "updated": None,
            "authors": ["ليلى"],
            "language": None,
            "tags": ["نقل"],
            "feed": {"url": "https://example.com/rss", "title": "الصحيفة", "language": "ar"},
        },
    )
    assert found.title == "خط & جديد"
    assert found.text == f"{WORDS}\n\n{MORE}"
    assert found.published_at == dt.datetime(2025, 3, 14, 7, tzinfo=dt.UTC)
    assert (found.source_id, found.url) == ("tag:1", "https://example.com/a")
    assert (found.source.name, found.source.feed) == ("الصحيفة", "https://example.com/rss")
    assert found.authors == ["ليلى"]


def test_a_plain_summary_is_not_read_as_markup(article: Read) -> None:
    """What its type calls plain text keeps its angle brackets."""
    text = "The minister said that a < b and b > c in the city."
    assert article("entry", {"summary": text, "summary_type": "text/plain"}).text == text


@pytest.mark.parametrize("charset", ["utf-8", "windows-1256", "iso-8859-6", "utf-16"])
def test_a_page_in_any_charset(charset: str, article: Read) -> None:
    """A page is read in the charset it is in, though it declares none."""
    found = article("html", PAGE.encode(charset))
    assert found.text == f"{WORDS}\n\n{MORE}"
    assert found.title == "خط جديد"
    assert found.removed == ["شاركها."]
    assert found.canonical_url == "https://example.com/line"
    assert found.published_at == dt.datetime(2025, 3, 14, 7, tzinfo=dt.UTC)
    assert (found.source.name, found.authors, found.language) == ("الصحيفة", ["ليلى"], "ar")


def test_valid_utf8_wins_over_what_a_page_declares(article: Read) -> None:
    """A page in UTF-8 that calls itself windows-1256 is read as UTF-8."""
    page = PAGE.replace("<head>", '<head><meta charset="windows-1256">')
    assert article("html", page).text == f"{WORDS}\n\n{MORE}"


def test_linked_data_comes_before_the_page(article: Read) -> None:
    """What JSON-LD says of the article is believed before what the page shows."""
    body = f"{WORDS}\n" * 4
    linked = {
        "@graph": [
            {"@type": "WebSite", "name": "x"},
            {
                "@type": ["NewsArticle"],
                "headline": "خط الشمال",
                "articleBody": body,
                "datePublished": "2025-03-13T10:00:00Z",
                "author": [{"@type": "Person", "name": "سامي"}],
                "publisher": {"name": "الوكالة"},
                "inLanguage": "ar",
            },
        ]
    }
    script = f'<script type="application/ld+json">{orjson.dumps(linked).decode()}</script>'
    found = article("html", PAGE.replace("</head>", f"{script}</head>"))
    assert found.title == "خط الشمال"
    assert found.text == "\n\n".join([WORDS] * 4)
    assert found.published_at == dt.datetime(2025, 3, 13, 10, tzinfo=dt.UTC)
    assert (found.authors, found.source.name) == (["سامي"], "الوكالة")


@pytest.mark.parametrize(
    "linked", ["{", "[]", '{"@type": 5}', '{"@type": "NewsArticle", "author": 7}']
)
def test_broken_linked_data_is_ignored(linked: str, article: Read) -> None:
    """JSON-LD that is no JSON, or of odd types, does no harm."""
    script = f'<script type="application/ld+json">{linked}</script>'
    assert article("html", PAGE.replace("</head>", f"{script}</head>")).title == "خط جديد"


def test_a_fragment_is_a_page_too(article: Read) -> None:
    """HTML without head or body is read."""
    assert article("html", f"<p>{WORDS}</p>").text == WORDS


def test_reading_what_was_read_changes_nothing(article: Read) -> None:
    """An article's own title and text give the same article again."""
    once = article("json", {"title": "خط", "text": f"{WORDS}\nشاركها.\n\u200f{MORE}"})
    again = article("json", {"title": once.title, "text": once.text})
    assert (again.id, again.revision, again.text) == (once.id, once.revision, once.text)
