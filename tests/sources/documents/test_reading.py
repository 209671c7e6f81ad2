"""Feed documents of all formats, broken ones and hostile ones."""

from __future__ import annotations

import datetime as dt

import orjson
import pytest

from worker import intake, packs
from worker.article import Record
from worker.errors import RecordError
from worker.sources.documents import Document, read

TEXT = "قالت وزيرة المياه سلوى الزمردي إن مخزون سد العقيق يكفي ستة أشهر على الأقل."
LONG = " ".join([TEXT] * 12)


def rss(items: str, head: str = "") -> bytes:
    """Return an RSS document."""
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0' "
        "xmlns:content='http://purl.org/rss/1.0/modules/content/' "
        "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/' "
        "xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>بريد المرسى</title>"
        f"<link>http://press.example/</link><language>ar</language>{head}{items}</channel></rss>"
    ).encode()


def item(guid: str = "", link: str = "", title: str = "خبر", text: str = TEXT) -> str:
    """Return an item."""
    guid = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
    link = f"<link>{link}</link>" if link else ""
    return f"<item>{guid}{link}<title>{title}</title><description>{text}</description></item>"


ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Post</title>
<link rel="self" href="/atom"/><entry><id>tag:1</id><title type="html">A &lt;b&gt;B&lt;/b&gt;</title>
<link href="http://press.example/1"/><updated>2026-10-13T12:00:00Z</updated>
<content type="html">{TEXT}</content></entry></feed>""".encode()

SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>http://press.example/1</loc><news:news><news:publication><news:name>بريد المرسى</news:name>
<news:language>ar</news:language></news:publication><news:title>خبر</news:title>
<news:publication_date>2026-10-13T12:00:00Z</news:publication_date></news:news></url>
<url><loc>http://press.example/about</loc></url></urlset>""".encode()

JSON_FEED = orjson.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour Post",
        "items": [{"id": "1", "url": "http://press.example/1", "content_text": TEXT}],
    }
)


@pytest.mark.parametrize(
    ("body", "form", "title", "link"),
    [
        (rss(item("g", "http://press.example/1")), "rss", "بريد المرسى", "http://press.example/1"),
        (ATOM, "atom", "Harbour Post", "http://press.example/1"),
        (JSON_FEED, "json", "Harbour Post", "http://press.example/1"),
        (SITEMAP, "sitemap", "بريد المرسى", "http://press.example/1"),
    ],
    ids=["RSS", "Atom", "JSON Feed", "a news sitemap"],
)
def test_each_format_gives_its_entries(body: bytes, form: str, title: str, link: str) -> None:
    """All formats give the same kind of document."""
    document = read(body)
    assert (document.format, document.title) == (form, title)
    assert [entry.link for entry in document.entries] == [link]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"  \n", "empty"),
        (b"<!DOCTYPE html><html><body>Welcome</body></html>", "html-not-a-feed"),
        (b"<!-- x --><html></html>", "html-not-a-feed"),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html/>", "html-not-a-feed"),
        (b"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", "sitemap-index"),
        (b"just words", "not-a-feed"),
        (b"<urlset><url>", "not-a-feed"),
        (rss("<item " + "a='1' " * 40_000 + "/>"), "not-a-feed"),
    ],
    ids=["nothing", "a page", "a page behind a comment", "a page in XHTML", "an index", "words", "half a sitemap", "an endless tag"],
)  # fmt: skip
def test_what_is_no_feed_has_a_reason(body: bytes, reason: str) -> None:
    """The reason is bounded, and the message says more."""
    with pytest.raises(RecordError) as fault:
        read(body)
    assert fault.value.reason == reason
    assert str(fault.value)


def _identities(document: Document) -> list[str]:
    return [entry.identity for entry in document.entries]


def test_an_entry_is_known_by_its_guid_its_url_or_its_words() -> None:
    """A guid that stands twice in a document is told apart by the URL."""
    link = "http://press.example/{}?utm_source=feed"
    document = read(
        rss(
            item("g1", link.format(1))
            + item("same", link.format(2))
            + item("same", link.format(3))
            + item("", link.format(4))
            + item("", "", title="بلا رابط")
        )
    )
    found = _identities(document)
    assert found[:4] == [
        "g1",
        "same|http://press.example/2",
        "same|http://press.example/3",
        "http://press.example/4",
    ]
    assert len(found[4]) == 24
    assert len(set(found)) == 5


def test_a_revision_changes_with_the_words_and_not_with_trackers_or_layout() -> None:
    """An entry whose text changes is a new revision; one whose link has another tracker is not."""
    link = "http://press.example/1?utm_source={}"
    texts = (TEXT, f"  {TEXT}\n", f"{TEXT} وأضافت أن الماء يكفي.")
    revisions = [
        read(rss(item("g", link.format(n), text=text))).entries[0].revision
        for n, text in enumerate(texts)
    ]
    assert revisions[0] == revisions[1] != revisions[2]


def test_a_short_entry_and_one_that_breaks_off_need_their_page() -> None:
    """Length alone says whether an entry is an article, but for a text that ends in dots."""
    bodies = (LONG, TEXT, LONG + " …")
    document = read(rss("".join(item(f"g{n}", text=text) for n, text in enumerate(bodies))))
    assert [entry.full for entry in document.entries] == [True, False, False]


def test_hints_are_read_and_nonsense_is_none() -> None:
    """What a feed says of its schedule and its hub."""
    head = (
        "<ttl>30</ttl><sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4"
        "</sy:updateFrequency><skipHours><hour>24</hour><hour>5</hour><hour>77</hour></skipHours>"
        "<skipDays><day>Friday</day><day>Someday</day></skipDays>"
        "<atom:link rel='hub' href='https://hub.example/'/><atom:link rel='self' href='/feed'/>"
    )
    hints = read(rss(item("g"), head), url="http://press.example/rss").hints
    assert (hints.ttl, hints.update_interval) == (1800.0, 21600.0)
    assert (sorted(hints.skip_hours), sorted(hints.skip_days)) == ([0, 5], [4])
    assert (hints.hub, hints.topic) == ("https://hub.example/", "http://press.example/feed")


HUBS = [
    # what it shows, document, hub, topic
    (
        "an ampersand is written in two ways",
        rss(item("g"), "<link rel='hub' href='https://hub.example/?a=1&amp;b=2'/>"),
        "https://hub.example/?a=1&b=2",
        None,
    ),
    (
        "JSON Feed has a list of hubs",
        (
            b'{"version": "https://jsonfeed.org/version/1.1", "items": [], "feed_url": "/feed",'
            b' "hubs": [{"type": "WebSub", "url": "https://hub.example/"}]}'
        ),
        "https://hub.example/",
        "http://press.example/feed",
    ),
    (
        "or nonsense",
        b'{"version": "https://jsonfeed.org/version/1.1", "items": [], "hubs": [5], "feed_url": 5}',
        None,
        None,
    ),
]


@pytest.mark.parametrize(
    ("body", "hub", "topic"), [case[1:] for case in HUBS], ids=[case[0] for case in HUBS]
)
def test_hubs_are_found(body: bytes, hub: str | None, topic: str | None) -> None:
    """In every format, absolute and as they are meant."""
    hints = read(body, url="http://press.example/rss").hints
    assert (hints.hub, hints.topic) == (hub, topic)


def test_a_charset_that_is_declared_wrongly_does_no_harm() -> None:
    """Windows-1256 that says UTF-8 is read exactly."""
    body = rss(item("g", text=LONG)).decode().encode("cp1256")
    entry = read(body).entries[0]
    record = Record(form="entry", body=entry.body, place="test")
    reading = intake.read(record, {"ar": packs.load("ar")}, now=dt.datetime.now(dt.UTC))
    assert isinstance(reading, intake.Reading)
    assert reading.article.text == LONG


def test_more_entries_than_are_read_are_cut() -> None:
    """A document without end is read so far."""
    document = read(rss("".join(item(f"g{n}") for n in range(9))), max_entries=4)
    assert document.cut
    assert _identities(document) == ["g0", "g1", "g2", "g3"]


def test_entities_blow_nothing_up_and_fetch_nothing() -> None:
    """A billion laughs give no laugh, and no file is read into an entry."""
    lol = "".join(
        f"<!ENTITY l{n} '{''.join(f'&l{n - 1};' for _ in range(10))}'>" for n in range(1, 10)
    )
    doctype = f"<!DOCTYPE rss [<!ENTITY l0 'lol'>{lol}<!ENTITY file SYSTEM 'file:///etc/passwd'>]>"
    body = rss(item("g", title="&l9;&file;")).replace(b"?><rss", f"?>{doctype}<rss".encode())
    try:
        document = read(body)
    except RecordError as fault:
        assert fault.reason == "not-a-feed"  # noqa: PT017 - either is right
    else:
        whole = b"".join(entry.body for entry in document.entries)
        assert b"root:" not in whole
        assert len(whole) < 100_000
