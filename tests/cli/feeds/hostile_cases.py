"""What hostile and broken servers do, and what must come of it: a case each, by its name."""

from __future__ import annotations

import asyncio
import gzip
import re
import time
from collections.abc import Callable, Mapping
from email.utils import formatdate

from msgspec import Struct

from tests.cli.feeds.hostile_world import MEGABYTE, Servers, World, item, memory_of, rss
from tests.sources.feeds.fetch.bombs import COMPRESSORS, bomb
from tests.sources.feeds.servers import (
    Asked,
    Reply,
    answers,
    breaks_off,
    drips,
    drips_headers,
    encoded,
    endless,
    head,
    raw,
    redirects,
    silence,
)
from worker.sources.feeds.feed import State


class Case(Struct, frozen=True, kw_only=True):
    """What a feed's server does and what comes of it."""

    reply: Reply | None = None
    """What it answers at ``/name``."""
    routes: Callable[[Servers], Mapping[str, Reply]] = lambda _: {}
    """Or at several places; an empty one is that of the case."""
    reasons: tuple[str, ...] = ()
    """Any of these, where more than one bound may be the first; none where it must go well."""
    articles: int = 0
    """How many are published, with titles of their own."""
    wait: float = 0.0
    """Seconds until the next poll, at least."""
    keys: str = "shortest_interval_seconds = 3600"
    """Of the list; so that it is polled once."""


_ATTRIBUTES = " ".join(f"a{n}='{n}'" for n in range(200_000))
_LAUGHS = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
_FILES = "<!DOCTYPE rss [<!ENTITY f SYSTEM 'file:///etc/passwd'><!ENTITY w SYSTEM '{url}'>]>"
_PAGE = b"<!doctype html><html><head><title>News</title></head><body><p>Welcome.</p></body></html>"
_XML = {"Content-Type": "application/rss+xml; charset=utf-8"}
_CUT = len(rss(item("truncated", 0), item("truncated", 1))) - 400


def _squeezed(encoding: str, plain: bytes) -> bytes:
    driver = COMPRESSORS[encoding]()
    return driver.compress(plain) + driver.flush()


def _later(status: int, form: str) -> Reply:
    """Ask for two hours of rest, from the moment at which it is asked."""

    async def reply(asked: Asked, writer: asyncio.StreamWriter) -> None:
        rest = "7200" if form == "seconds" else formatdate(time.time() + 7200, usegmt=True)
        await answers(status, headers={"Retry-After": rest})(asked, writer)

    return reply


def _to(location: str, status: int = 302) -> Callable[[Servers], Mapping[str, Reply]]:
    """Redirect there; ``{port}`` is the server's own."""

    def routes(servers: Servers) -> Mapping[str, Reply]:
        return {"": redirects(location.format(port=servers.server.port), status)}

    return routes


def _external(servers: Servers) -> Mapping[str, Reply]:
    head_ = _FILES.format(url=servers.server.url("/secret"))
    stolen = item("external-entities").replace("خبر", "&f;&w;خبر")
    return {"": answers(200, rss(stolen, head=head_)), "/secret": answers(200, b"stolen")}


def _hop_by_hop(servers: Servers) -> Mapping[str, Reply]:
    urls = [servers.server.url(f"/hop{n}", "hop-by-hop.example") for n in range(30)]
    hops = {f"/hop{n}": redirects(url) for n, url in enumerate(urls[1:])}
    return {"": redirects(urls[0])} | hops


def _pages(servers: Servers) -> Mapping[str, Reply]:
    """Give three short entries whose pages are a bomb, a drip and one that never ends."""
    pages = {"/bomb": encoded(bomb("gzip"), "gzip"), "/drip": drips(0.02), "/endless": endless}
    urls = [servers.server.url(page, "hostile-pages.example") for page in pages]
    items = [
        re.sub(r"<link>.*?</link>", f"<link>{url}</link>", item("hostile-pages", n))
        for n, url in enumerate(urls)
    ]
    return {"": answers(200, rss(*items))} | pages


async def _rebinding(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Answer well, and close, so that the name is looked up again."""
    await raw(head(200, {"Connection": "close"}), rss(item("rebinds")))(asked, writer)


CASES: dict[str, Case] = {
    # Too much.
    "gzip-bomb": Case(reply=encoded(bomb("gzip"), "gzip"), reasons=("too-large",)),
    "br-bomb": Case(reply=encoded(bomb("br"), "br"), reasons=("too-large",)),
    "zstd-bomb": Case(reply=encoded(bomb("zstd"), "zstd"), reasons=("too-large",)),
    "gzip-in-gzip": Case(
        reply=encoded(gzip.compress(bomb("gzip")), "gzip, gzip"), reasons=("too-large",)
    ),
    "encoded-often": Case(reply=encoded(b"", "gzip, gzip, gzip"), reasons=("bad-encoding",)),
    "endless-body": Case(reply=endless, reasons=("too-large", "timeout")),
    "endless-chunks": Case(
        reply=raw(head(200, {"Transfer-Encoding": "chunked"}), b"5\r\nabcde\r\n" * 3 * MEGABYTE),
        reasons=("too-large", "timeout"),
    ),
    "long-headers": Case(
        reply=raw(head(200, {"X-Long": "x" * MEGABYTE}), b"<rss/>"), reasons=("too-large",)
    ),
    "many-headers": Case(
        reply=raw(head(200, {f"X-{n}": "x" for n in range(100_000)}), b"<rss/>"),
        reasons=("too-large",),
    ),
    "many-attributes": Case(
        reply=answers(200, rss(f"<item {_ATTRIBUTES}><title>x</title></item>")),
        reasons=("not-a-feed",),
    ),
    "many-items": Case(
        reply=answers(200, rss("<item><title>x</title></item>" * 300_000)),
        reasons=("too-slow", "too-much-memory", ""),
    ),
    "deep": Case(
        reply=answers(200, rss("<item>" + "<a>" * 300_000)),
        reasons=("not-a-feed",),
    ),
    "deep-json": Case(
        reply=answers(
            200, b'{"version":"https://jsonfeed.org/version/1.1","items":' + b"[" * 10**6
        ),
        reasons=("not-a-feed",),
    ),
    "long-title": Case(
        reply=answers(200, rss(f"<item><guid>g</guid><title>{'x' * 6 * MEGABYTE}</title></item>")),
        reasons=("", "too-slow"),
    ),
    "billion-laughs": Case(
        reply=answers(
            200,
            rss(
                "<item><title>&l9;</title></item>",
                head=f"<!DOCTYPE x [<!ENTITY l0 'ha'>{_LAUGHS}]>",
            ),
        ),
        reasons=("not-a-feed", ""),
    ),
    "external-entities": Case(routes=_external, reasons=("not-a-feed", "")),
    # Too slow, or broken.
    "slow-drip": Case(reply=drips(0.02), reasons=("timeout",)),
    "slow-headers": Case(reply=drips_headers, reasons=("timeout",)),
    "silent": Case(reply=silence, reasons=("timeout",)),
    "breaks-off": Case(
        reply=breaks_off(head(200, {"Content-Length": "5000"}), b"<rss>"), reasons=("cut-off",)
    ),
    "longer-than-said": Case(
        reply=raw(head(200, {"Content-Length": "300"}), rss(item("longer-than-said"))),
        reasons=("not-a-feed", ""),
    ),
    "shorter-than-said": Case(
        reply=raw(head(200, {"Content-Length": "999999"}), rss(item("shorter-than-said"))),
        reasons=("cut-off",),
    ),
    "two-lengths": Case(
        reply=raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\n", b"<rss/>"),
        reasons=("protocol",),
    ),
    "no-http": Case(reply=raw(b"SSH-2.0-OpenSSH_9.9\r\n"), reasons=("protocol",)),
    "bad-gzip": Case(reply=encoded(b"<rss/>", "gzip"), reasons=("bad-encoding",)),
    "cut-gzip": Case(
        reply=encoded(_squeezed("gzip", rss(item("cut-gzip")))[:-30], "gzip"),
        reasons=("bad-encoding",),
    ),
    "bug": Case(reply=answers(200, rss(item("bug"))), reasons=("bug",)),
    # Elsewhere.
    "circle": Case(routes=_to("http://circle.example:{port}/circle"), reasons=("redirect-loop",)),
    "hop-by-hop": Case(routes=_hop_by_hop, reasons=("redirect-loop",)),
    "nowhere": Case(reply=answers(302), reasons=("bad-redirect",)),
    "to-a-file": Case(routes=_to("file:///etc/passwd"), reasons=("bad-redirect",)),
    "to-a-network": Case(routes=_to("http://10.0.0.1/feed"), reasons=("refused-address",)),
    "to-the-cloud": Case(routes=_to("http://169.254.169.254/x"), reasons=("refused-address",)),
    "to-a-mapped": Case(
        routes=_to("http://[::ffff:127.0.0.1]:{port}/healthy"), reasons=("refused-address",)
    ),
    "to-a-name": Case(
        routes=_to("http://inside.example:{port}/healthy", 301), reasons=("refused-address",)
    ),
    "rebinds": Case(
        reply=_rebinding, reasons=("refused-address",), articles=1, keys="tags = ['often']"
    ),
    # Something else.
    "page": Case(reply=answers(200, _PAGE, _XML), reasons=("html-not-a-feed",)),
    "challenge": Case(
        reply=answers(403, _PAGE, {"CF-Mitigated": "challenge"}), reasons=("challenge",)
    ),
    "nothing": Case(reply=answers(200), reasons=("empty",)),
    "noise": Case(reply=answers(200, bytes(range(256)) * 4_000), reasons=("not-a-feed",)),
    "truncated": Case(
        reply=answers(200, rss(item("truncated", 0), item("truncated", 1))[:_CUT]), articles=1
    ),
    "windows-1256": Case(
        reply=answers(200, rss(item("windows-1256")).decode().encode("cp1256"), _XML), articles=1
    ),
    "hostile-pages": Case(
        routes=_pages, articles=3, keys="shortest_interval_seconds = 3600\nfull_text = true"
    ),
    "half-characters": Case(
        reply=answers(200, rss("<item><guid>g</guid><title>&#xD800; x \ufffe</title></item>")),
        reasons=("", "not-a-feed"),
    ),
    "half-characters-json": Case(
        reply=answers(
            200,
            b'{"version":"https://jsonfeed.org/version/1.1","title":"\\ud83d",'
            b'"items":[{"id":"\\udc00","content_text":"\\ud83d"}]}',
        ),
        reasons=("", "not-a-feed"),
    ),
    # Not now.
    "gone": Case(reply=answers(410), reasons=("gone",), wait=29 * 86_400),
    **{
        f"{name}-{form}": Case(
            reply=_later(status, form),
            reasons=(reason,),
            wait=7_100,
        )
        for name, status, reason in (
            ("limited", 429, "too-many-requests"),
            ("closed", 503, "unavailable"),
        )
        for form in ("seconds", "date")
    },
}


class Outcome(Struct, frozen=True, kw_only=True):
    """What came of a case."""

    state: State
    """Of its feed."""
    most: int
    """Bytes of memory that the worker and its parser had, at most."""


def attack(world: World, name: str) -> Outcome:
    """Let the worker poll the feed of a case, until that is settled and the healthy one polled."""
    case = CASES[name]
    routes = {"": case.reply} if case.reply else case.routes(world.servers)
    world.routes.update({target or f"/{name}": reply for target, reply in routes.items()})
    url = world.servers.url(f"/{name}")
    with memory_of(world.process.pid) as memory, world.polled_on():
        world.relist({url: case.keys})
        state = world.wait(lambda: _settled(world.state(url), case))
    return Outcome(state=state, most=memory.most)


def _settled(state: State, case: Case) -> State | None:
    """Return the state once the feed has failed, or was polled where that may be well."""
    may_be_well = not case.reasons or "" in case.reasons
    return state if state.reason or (state.polls and may_be_well) else None
