"""Documents that are broken, or made to do harm, cost little and are read as far as they go."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.errors import RecordError
from worker.sources.documents import REASONS, read

TITLE = "مخزون السد يكفي ستة أشهر"


def rss(inside: str, before: str = "") -> bytes:
    """Return an RSS document."""
    return (
        f"<?xml version='1.0'?>{before}<rss version='2.0'><channel><title>t</title>{inside}"
        "</channel></rss>"
    ).encode()


def item(title: str = TITLE, number: int = 0) -> str:
    """Return an item."""
    return f"<item><guid>g{number}</guid><title>{title}</title></item>"


def titles(body: bytes) -> list[str | None]:
    """Return the titles of a document."""
    return [orjson.loads(entry.body)["title"] for entry in read(body).entries]


MENDED = {
    "a bare ampersand": (rss(item("A & B")), "A & B", "bare-ampersands"),
    "a bare ampersand before a name": (rss(item("A&B;C &x")), "A&B;C &x", "unknown-entities"),
    "an entity of HTML": (rss(item("A&nbsp;&rarr; B")), "A\xa0\u2192 B", "unknown-entities"),
    "an entity of HTML that is markup": (rss(item("A &LT; B")), "A < B", "unknown-entities"),
    "half a character": (rss(item("A &#xD83D; B")), "A \ufffd B", "half-characters"),
    "half a character in decimal": (rss(item("A &#55357; B")), "A \ufffd B", "half-characters"),
    "a control character": (rss(item("A\x0b\x07B")), "AB", "control-characters"),
    "a reference to one": (rss(item("A&#8;&#x1f;B")), "AB", "control-characters"),
    "a character that is none": (rss(item("A\uffff&#65534;B")), "AB", "control-characters"),
    "an entity of its own": (
        rss(item("A &x; B"), '<!DOCTYPE rss [<!ENTITY x "]>"><!-- ]> -->]>'),
        "A &x; B",
        "own-entities",
    ),
}


@pytest.mark.parametrize(("body", "title", "problem"), MENDED.values(), ids=MENDED.keys())
def test_what_is_mended_is_told(body: bytes, title: str, problem: str) -> None:
    """The words are what was meant, and the document says what was wrong with it."""
    assert titles(body) == [title]
    assert problem in read(body).problems


def test_what_stands_in_cdata_is_not_mended() -> None:
    """HTML in CDATA keeps its entities, also beside a bare ampersand."""
    body = rss("<item><title>A & B</title><description><![CDATA[&nbsp;&x]]></description></item>")
    assert orjson.loads(read(body).entries[0].body)["summary"] == "&nbsp;&x"


def test_windows_marks_under_their_old_numbers_are_meant() -> None:
    """No control character stays in a text, also none that XML allows."""
    assert titles(rss(item("\x93A\x94 &#146;s &#x85;B"))) == ["\u201cA\u201d \u2019s \u2026B"]


def test_a_script_in_cdata_is_no_tag() -> None:
    """What looks like a tag of a thousand attributes, and is text, does no harm."""
    script = f"<script>if (a<b){{{'x=y;' * 1_000}}}</script>"
    body = rss(f"<item><title>A</title><description><![CDATA[{script}]]></description></item>")
    assert titles(body) == ["A"]


def test_a_document_without_faults_has_no_problems() -> None:
    """Nothing is made up."""
    assert read(rss(item())).problems == []


def test_what_is_no_xml_is_read_and_told() -> None:
    """Feedparser reads what can be read."""
    document = read(rss("<item><title>A</item>"))
    assert len(document.entries) == 1
    assert document.problems == ["not-well-formed"]


def test_a_truncated_document_gives_what_it_has() -> None:
    """Entries before the end are whole."""
    body = rss("".join(item(f"{TITLE} {n}", n) for n in range(20)))
    assert titles(body[: len(body) // 2])[:9] == [f"{TITLE} {n}" for n in range(9)]


JSON = {
    "half a character": (r'"A \ud83d B"', "A \ufffd B"),
    "both halves": (r'"A \ud83d\ude00"', "A \U0001f600"),
    "control characters": (r'"A\u0000\u000b\u0085B"', "A\u2026B"),
    "a line break that JSON forbids": ('"A\nB"', "A\nB"),
}


@pytest.mark.parametrize(("written", "title"), JSON.values(), ids=JSON.keys())
def test_json_that_is_odd_is_read(written: str, title: str) -> None:
    """A character is no reason to lose a document."""
    head = r'{"version":"https:\/\/jsonfeed.org\/version\/1.1","items":[{"id":"1","title":'
    body = head + written + r'},{"id":"2","title":"\ud83d"}]}'
    assert titles(body.encode()) == [title, "\ufffd"]


LAUGHS = "<!ENTITY l0 'lol'>" + "".join(
    f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10)
)
ATTRIBUTES = " ".join(f"a{n}='1'" for n in range(8_000))


def _json_of(number: int) -> bytes:
    items = ",".join(f'{{"id":"{n}","title":"t"}}' for n in range(number))
    return f'{{"version":"https://jsonfeed.org/version/1","items":[{items}]}}'.encode()


CHEAP: dict[str, Callable[[], bytes]] = {
    "four tags of 8,000 attributes": lambda: rss(f"<item {ATTRIBUTES}/>" * 4),
    "the same, and no XML": lambda: rss(f"<item {ATTRIBUTES}/>" * 4 + "</b>"),
    "200,000 attributes": lambda: rss("<item " + " ".join(f"a{n}='1'" for n in range(200_000)) + "/>"),
    "400 attributes, 500 times": lambda: rss(f"<item {ATTRIBUTES[:3_000].rpartition(' ')[0]}/>" * 500),
    "100,000 namespaces": lambda: rss("".join(f"<item xmlns:a{n}='http://x/{n}'/>" for n in range(100_000))),
    "100,000 namespaces in one item": lambda: rss("<item>" + "".join(f"<a{n}:t xmlns:a{n}='x{n}'/>" for n in range(100_000)) + "</item>"),
    "200,000 attributes that are one": lambda: rss("<item " + "a='1' " * 200_000 + "/>"),
    "300,000 items": lambda: rss("".join(item("t", n) for n in range(300_000))),
    "300,000 items, and no XML": lambda: rss("<b>" + "".join(item("t", n) for n in range(300_000))),
    "300,000 items of JSON": lambda: _json_of(300_000),
    "a billion laughs": lambda: rss(item("&l9;") * 100, f"<!DOCTYPE rss [{LAUGHS}]>"),
    "a document type without end": lambda: rss(item(), "<!DOCTYPE rss [" + "<!ENTITY a 'b'>" * 9_999),
    "100,000 levels": lambda: rss("<b>" * 100_000 + item()),
    "100,000 levels in an item": lambda: rss("<item>" + "<b>" * 100_000),
    "100,000 levels of JSON": lambda: b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 100_000,
    "CDATA that never ends, often": lambda: rss(item("&") + "<![CDATA[" * 100_000),
    "comments that never end, often": lambda: rss(item("&") + "<!--" * 100_000),
    "tags that never end": lambda: rss(item("<a" * 2_000_000)),
    "one item of 200,000 categories": lambda: rss(f"<item>{'<category>a</category>' * 200_000}</item>"),
    "different ones": lambda: rss(f"<item>{''.join(f'<category>{n}</category>' for n in range(200_000))}</item>"),
    "200,000 references": lambda: rss(item("&#1;" * 100_000 + "&#x6d;" * 100_000)),
}  # fmt: skip


@pytest.mark.parametrize("make", CHEAP.values(), ids=CHEAP.keys())
def test_what_is_made_to_be_dear_is_cheap(make: Callable[[], bytes]) -> None:
    """Read or refused, it takes a second at most and gives no more than is asked for."""
    body = make()
    began = time.process_time()
    try:
        document = read(body)
    except RecordError as fault:
        assert fault.reason == "not-a-feed"  # noqa: PT017 - either is right
    else:
        assert len(document.entries) <= 2_000
        assert sum(len(entry.body) for entry in document.entries) < 2 * len(body) + 1_000_000
    assert time.process_time() - began < 10.0  # of a machine that is busy


def test_no_file_is_read_into_an_entry() -> None:
    """An external entity is words."""
    doctype = "<!DOCTYPE rss [<!ENTITY file SYSTEM 'file:///etc/passwd'>]>"
    assert titles(rss(item("&file;"), doctype)) == ["&file;"]


PIECES = (
    b"<", b">", b"&", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?", b"?>", b"&#", b"&#x80;", b"\x00",
    b"\xff", b"\xc2\x85", b"<!DOCTYPE x [", b"]>", b"'", b"<item>", b"</item>", b"<title>", b"<link>",
    b" xml:base='//['", b" xmlns=''", b"<media:group>", b"<author><name>", b"<svg>", b"&nbsp;", b"\xd9",
    b" type='image/png' ", b"http://[::1", b"<source>", b"<image>", b"{", b"<guid/>",
)  # fmt: skip


@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), st.sampled_from(PIECES)), max_size=5)
)
def test_nothing_in_a_document_makes_it_raise(changes: list[tuple[float, int, bytes]]) -> None:
    """Whatever is cut out or put in, there is a document or a reason, and no control character."""
    body = rss(item("it&#146;s") + "<item><link>http://press.example/</link></item>")
    for place, length, piece in changes:
        at = int(place * len(body))
        body = body[:at] + piece + body[at + length :]
    try:
        document = read(body, url="http://press.example/rss")
    except RecordError as fault:
        assert fault.reason in REASONS  # noqa: PT017 - either is right
        return
    for entry in document.entries:
        assert not re.search(r"\\u00[019]|[\x80-\x9f]", entry.body.decode().replace("\\u000a", ""))
