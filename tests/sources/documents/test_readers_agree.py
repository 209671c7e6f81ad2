"""What lxml reads is what feedparser reads: over a corpus, and over elements in any order."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.feeds.documents import best, document, poll
from worker.sources.documents.document import Parsed
from worker.sources.documents.xml_feed import loose, tree
from worker.sources.documents.xml_text import clean

CASES = tomllib.loads(Path(__file__).with_name("agree.toml").read_text("utf-8"))["case"]
SPACES = (
    "xmlns:content='http://purl.org/rss/1.0/modules/content/' "
    "xmlns:d='http://purl.org/dc/elements/1.1/' xmlns:terms='http://purl.org/dc/terms/' "
    "xmlns:a10='http://www.w3.org/2005/Atom' xmlns:m='http://search.yahoo.com/mrss/' "
    "xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' xmlns:x='https://other.example/'"
)
ELEMENTS = (
    "<title>خبر اليوم</title>",
    "<title/>",
    "<title>A &amp;amp; B</title>",
    "<title><![CDATA[<b>خبر</b> عاجل]]></title>",
    "<title>3 &lt; 5</title>",
    "<d:title>عنوان آخر</d:title>",
    "<m:title type='html'>صورة &lt;i&gt;السد&lt;/i&gt;</m:title>",
    "<link>https://press.example/1?a=1&amp;b=2</link>",
    "<link>\n https://press.example/2 \n</link>",
    "<link/>",
    "<a10:link href='https://press.example/3'/>",
    "<a10:link rel='enclosure' href='https://press.example/4.mp3'/>",
    "<a10:link rel='alternate' type='application/json' href='https://press.example/5'/>",
    "<guid>https://press.example/?p=6</guid>",
    "<guid isPermaLink='false'>n-7</guid>",
    "<guid isPermaLink='true'>n-8</guid>",
    "<a10:id>tag:press.example,2026:9</a10:id>",
    "<description>قالت الوزيرة إن الماء يكفي.</description>",
    "<description><![CDATA[<p>قالت الوزيرة.</p>]]></description>",
    "<description>one &lt;b&gt;two&lt;/b&gt;</description>",
    "<description/>",
    "<m:description type='plain'>صورة للسد</m:description>",
    "<m:description>صورة &lt;b&gt;أخرى&lt;/b&gt;</m:description>",
    "<itunes:summary>ملخص</itunes:summary>",
    "<a10:summary type='html'>&lt;p&gt;x&lt;/p&gt;</a10:summary>",
    "<a10:summary>plain &lt;p&gt;x&lt;/p&gt;</a10:summary>",
    "<content:encoded><![CDATA[<p>النص كله</p><p>وبقيته &amp; أكثر</p>]]></content:encoded>",
    "<a10:content type='html'>&lt;p&gt;y&lt;/p&gt;</a10:content>",
    "<pubDate>Tue, 13 Oct 2026 12:00:00 GMT</pubDate>",
    "<pubDate>أمس</pubDate>",
    "<d:date>2026-10-13T12:00:00Z</d:date>",
    "<terms:issued>2026-10-12</terms:issued>",
    "<terms:modified>2026-10-14</terms:modified>",
    "<a10:updated>2026-10-15T00:00:00Z</a10:updated>",
    "<author>desk@press.test (ليان الصنوبري)</author>",
    "<author>desk@press.test</author>",
    "<author>هاني البستاوي</author>",
    "<d:creator><![CDATA[نادين الكرمي]]></d:creator>",
    "<itunes:author>قناة</itunes:author>",
    "<category>محليات</category>",
    "<category domain='https://press.example/t'><![CDATA[اقتصاد]]></category>",
    "<a10:category term='water' label='Water'/>",
    "<d:subject>محليات</d:subject>",
    "<m:category>صور</m:category>",
    "<m:keywords>a, b,,c</m:keywords>",
    "<itunes:keywords>a, d</itunes:keywords>",
    "<d:language>en_GB</d:language>",
    "<m:content url='https://press.example/i.jpg' medium='image'/>",
    "<m:group><m:content url='x'><m:title>في المجموعة</m:title></m:content><m:description>d</m:description></m:group>",
    "<enclosure url='https://press.example/a.mp3' length='1' type='audio/mpeg'/>",
    "<comments>https://press.example/c</comments>",
    "<x:title>foreign</x:title>",
    "<x:box><x:inner>foreign</x:inner></x:box>",
    "<!-- a comment --><x:empty/>",
    "<description>half <!-- a comment -->and half</description>",
    "<title>Ø§Ù\x84Ø³Ø¯</title>",
    "<title>it&#146;s</title>",
    "<title xml:lang='fr'>barrage</title>",
)


def agreed(body: bytes) -> Parsed | None:
    """Return what lxml reads, which must be what feedparser reads; None for what it leaves."""
    bare, _ = clean(body)
    found = tree.parsed(bare, 2_000)
    if found is not None:
        assert found == loose.parsed(bare, 2_000)
    return found


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_both_readers_agree(case: dict[str, str]) -> None:
    """Each document is the same to both, and is read by the fast one unless the table says so."""
    found = agreed(case["xml"].strip().encode())
    assert (found is not None) == (case.get("by", "lxml") == "lxml")


@given(
    items=st.lists(st.lists(st.sampled_from(ELEMENTS), max_size=12), min_size=1, max_size=4),
    head=st.lists(st.sampled_from(ELEMENTS[:13]), max_size=4),
    root=st.sampled_from(["", " xml:lang='ar_SA'", " xml:base='https://base.example/a/'"]),
)
def test_both_readers_agree_on_elements_in_any_order(
    items: list[list[str]], head: list[str], root: str
) -> None:
    """Whatever stands before what: lxml's entries are feedparser's."""
    inside = "".join(f"<item>{''.join(elements)}</item>" for elements in items)
    body = f"<rss version='2.0' {SPACES}{root}><channel>{''.join(head)}{inside}</channel></rss>"
    agreed(body.encode())


def test_a_poll_without_news_costs_a_fraction_of_feedparser() -> None:
    """Reading, the wire and comparing together are far from what feedparser alone takes."""
    body = document(40, 3)
    known = poll(body, {})
    fast, slow = best(lambda: poll(body, known), lambda: loose.parsed(body, 2_000))
    assert poll(body, known) == {}
    assert fast * 3 < slow
