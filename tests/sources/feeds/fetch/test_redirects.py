"""Redirects: where they lead, and where they end."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.sources.feeds.fetch.asking import LIMITS, NAME, SILENT, asked, fetcher
from tests.sources.feeds.servers import answers, raw, redirects, serve, silence
from worker.sources.feeds.answer import Failure, Hop
from worker.sources.feeds.fetch.redirects import RedirectError, target
from worker.sources.feeds.fetch.request import trusted

HERE = httpx.URL("https://daily.example/feeds/news.xml?page=1")

LEADS: dict[str, tuple[str, str]] = {
    "an absolute URL": ("http://weekly.example/feed", "http://weekly.example/feed"),
    "an absolute path": ("/rss", "https://daily.example/rss"),
    "a relative path": ("all.xml", "https://daily.example/feeds/all.xml"),
    "one that goes up": ("../rss", "https://daily.example/rss"),
    "a query": ("?page=2", "https://daily.example/feeds/news.xml?page=2"),
    "the same scheme": ("//weekly.example/feed", "https://weekly.example/feed"),
    "upper case in scheme and host": ("HTTPS://Weekly.Example/Feed", "https://weekly.example/Feed"),
    "a default port": ("https://weekly.example:443/", "https://weekly.example/"),
    "space around it": ("  /rss \t", "https://daily.example/rss"),
    "space within it": ("/the feed", "https://daily.example/the%20feed"),
    "letters that are not ASCII": (
        "/\u0642\u0627\u0644",
        "https://daily.example/%D9%82%D8%A7%D9%84",
    ),
    "letters that are encoded": ("/%D9%82?a=%26", "https://daily.example/%D9%82?a=%26"),
    "a name that is not ASCII": (
        "https://m\u00fcnchen.example/",
        "https://xn--mnchen-3ya.example/",
    ),
    "a fragment is for readers": ("/rss#top", "https://daily.example/rss"),
    "credentials that it hands out": ("https://a:b@weekly.example/", "https://weekly.example/"),
}

ENDS: dict[str, tuple[list[bytes], Failure]] = {
    "no Location": ([], "bad-redirect"),
    "an empty one": ([b" "], "bad-redirect"),
    "a file": ([b"file:///etc/passwd"], "bad-redirect"),
    "FTP": ([b"ftp://weekly.example/feed"], "bad-redirect"),
    "a script": ([b"javascript:alert(1)"], "bad-redirect"),
    "a host that is no name": ([b"https://daily example/feed"], "bad-redirect"),
    "a broken IPv6 address": ([b"http://[::1/"], "bad-redirect"),
    "a port that is none": ([b"http://weekly.example:99999/"], "bad-redirect"),
    "control characters": ([b"/a\x00b"], "bad-redirect"),
    "a name that is none": ([b"http://\xf0\x9f\x92\xa9\xcc\x81.example/"], "bad-redirect"),
    "itself": ([b"news.xml?page=1"], "redirect-loop"),
}


@pytest.mark.parametrize("case", LEADS)
def test_leads(case: str) -> None:
    """A Location leads to one absolute URL."""
    location, there = LEADS[case]
    assert str(target(HERE, [location.encode()], visited={HERE}, limit=10)) == there


def test_latin_1() -> None:
    """A Location that is not UTF-8 is Latin-1."""
    there = target(HERE, [b"/caf\xe9"], visited={HERE}, limit=10)
    assert str(there) == "https://daily.example/caf%C3%A9"


@pytest.mark.parametrize("case", ENDS)
def test_ends(case: str) -> None:
    """A Location that can't be followed has its reason."""
    locations, failure = ENDS[case]
    with pytest.raises(RedirectError) as caught:
        target(HERE, locations, visited={HERE}, limit=10)
    assert caught.value.failure == failure


@pytest.mark.parametrize(
    ("origin", "url", "is_trusted"),
    [
        ("https://a.example/", "https://a.example/b", True),
        ("http://a.example/", "https://a.example/b", True),
        ("https://a.example/", "http://a.example/b", False),
        ("https://a.example/", "https://b.example/", False),
        ("https://a.example/", "https://www.a.example/", False),
        ("http://a.example:8080/", "http://a.example:8081/", False),
        ("http://a.example:8080/", "https://a.example/", False),
    ],
)
def test_trusted(origin: str, url: str, is_trusted: bool) -> None:  # noqa: FBT001 - a table
    """Only the same origin is trusted, and the same host once it has moved to https."""
    assert trusted(httpx.URL(origin), httpx.URL(url)) == is_trusted


def test_hops_are_told() -> None:
    """Each redirect that was followed is in the answer, with its status."""
    routes = {
        "/": redirects("/a", 301),
        "/a": redirects("b?x=1#top", 307),
        "/b?x=1": answers(200, b"<rss>"),
    }
    answer, server = asked(routes)
    at = f"http://{NAME}:{server.port}"
    assert answer.hops == (Hop(301, f"{at}/a"), Hop(307, f"{at}/b?x=1"))
    assert (answer.url, answer.status, answer.body) == (f"{at}/b?x=1", 200, b"<rss>")


@pytest.mark.parametrize("status", [300, 304, 305])
def test_other_statuses_lead_nowhere(status: int) -> None:
    """A Location beside another status is not followed."""
    answer, _ = asked({"/": redirects("/a", status)})
    assert (answer.status, answer.failure, answer.hops) == (status, None, ())


def test_loop() -> None:
    """A circle ends where it closes."""
    answer, server = asked({"/": redirects("/a"), "/a": redirects("/")})
    assert (answer.status, answer.failure) == (302, "redirect-loop")
    assert len(server.asked) == 2
    assert "circle" in answer.message


def test_endless_redirects() -> None:
    """A way that never closes ends after ten hops."""
    routes = {"/": redirects("/1")} | {f"/{n}": redirects(f"/{n + 1}") for n in range(1, 20)}
    answer, server = asked(routes)
    assert (answer.failure, len(answer.hops), len(server.asked)) == ("redirect-loop", 10, 11)
    assert "10 times" in answer.message


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.2/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://inside.example/",
        "http://2130706433/",
        "http://0x7f.1/",
    ],
)
def test_redirects_to_the_inside(location: str) -> None:
    """A redirect to an address of ours, however it is written, is refused before any connection."""
    answer, _ = asked({"/": redirects(location)})
    assert (answer.status, answer.failure) == (0, "refused-address")
    assert (answer.url, len(answer.hops)) == (location, 1)
    assert "allow_hosts" in answer.message


def test_redirect_to_another_protocol() -> None:
    """A redirect to the port of a store is refused, on an allowed host too."""
    answer, _ = asked({"/": redirects(f"http://{NAME}:6379/")})
    assert answer.failure == "refused-address"
    assert "port of another protocol" in answer.message


def test_a_failure_after_a_hop() -> None:
    """The answer tells how far it came: the last URL, and no status of an earlier one."""
    answer, server = asked({"/": redirects("/quiet"), "/quiet": silence}, limits=SILENT)
    assert (answer.url, answer.status) == (f"http://{NAME}:{server.port}/quiet", 0)
    assert (answer.failure, answer.headers) == ("timeout", {})


def test_the_body_of_a_redirect_is_not_read() -> None:
    """A redirect with a body that never ends is followed at once."""

    async def ask() -> None:
        head = b"HTTP/1.1 302 Found\r\nLocation: /a\r\nContent-Length: 5000\r\n\r\n"
        async with (
            serve({"/": raw(head, close=False), "/a": answers(200)}) as server,
            fetcher() as client,
        ):
            answer = await client.fetch(server.url(), limits=LIMITS)
            assert answer.status == 200
            assert answer.seconds < 30

    asyncio.run(ask())


@pytest.mark.parametrize(
    "url",
    [
        "",
        "daily.example",
        "ftp://daily.example/",
        "https://",
        "https://[::1/",
        "http://a b/",
        "http://\udc80/",
    ],
)
def test_urls_that_can_not_be_asked(url: str) -> None:
    """A URL that is none is a failure of the list, told as such."""

    async def ask() -> None:
        async with fetcher() as client:
            answer = await client.fetch(url, limits=LIMITS)
            assert (answer.url, answer.status, answer.failure) == (url, 0, "bad-url")
            assert "correct the URL" in answer.message

    asyncio.run(ask())
