"""A server of feeds and pages, some well and some broken, and a file of records, some bad."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LEADS = (
    "The minister of water, Salwa Zumurrudi, said on Tuesday that the dam at Aqiq holds enough for six months.",
    "“The bridge was never closed,” said the mayor of Marsa, Nadim Qasab.",
    "Engineer Laila Sanawbari warned that the wells of the south may run dry before winter.",
    "قالت وزيرة المياه سلوى الزمردي يوم الثلاثاء إن مخزون سد العقيق يكفي ستة أشهر على الأقل.",
    "ونفى رئيس البلدية نديم القصب أن يكون الجسر قد أُغلق.",
    "وأفادت مصادر مطلعة بأن لجنة التحقيق ستنشر تقريرها قريبا.",
)
FILLER = "harbour wheat lantern quarry meadow ferry orchard tunnel market signal anchor valley copper bakery".split()

WATCHED = """
[[speaker]]
id = "x-desk:zumurrudi"
names.en = ["Salwa Zumurrudi"]
names.ar = ["سلوى الزمردي"]
"""
"""A watch list."""

NEWS = ["/live/1", "/live/2", "/live/3", "/short"]
BROKEN = ["/missing", "/page", "/cut", "/refused", "/wall", *(f"/missing/{n}" for n in range(6))]
"""404, a page in place of a feed, half a document, 403, 503, and more that are missing."""


def words(seed: int) -> str:
    """Return an article's text: two leads, and words that make it unlike the others."""
    chosen = random.Random(seed)  # noqa: S311 - the same text at each run
    lines = chosen.sample(LEADS, 2)
    return " ".join([*lines, *chosen.choices(FILLER, k=30)])


def records(number: int) -> list[str]:
    """Return lines of a file: of every ten one is bad, one a copy, one unknown in a field."""
    now = dt.datetime.now(dt.UTC)
    bad = itertools.cycle(['{"text":', '{"text": 7}', '{"title": "empty"}', '{"text": ""}'])
    lines: list[str] = []
    for n in range(number):
        if n % 10 == 0:
            lines.append(next(bad))
            continue
        age = dt.timedelta(minutes=n % 200)
        record = {
            "id": f"r{n}",
            "title": f"Article {n}",
            "text": words(n if n % 10 != 1 else 2),
            "published_at": (now - age).isoformat(),
        }
        lines.append(json.dumps(record | ({"colour": "green"} if n % 10 == 2 else {})))
    return lines


class Press(ThreadingHTTPServer):
    """The server: each poll of a living feed brings something new."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.numbers = itertools.count()

    def url(self, path: str) -> str:
        """Return the address of a document."""
        return f"http://127.0.0.1:{self.server_port}{path}"

    def feed(self, *, full: bool) -> bytes:
        """Return a document with two entries that were not there before."""
        entries = "".join(self._entry(next(self.numbers), full=full) for _ in range(2))
        return f"<rss version='2.0'><channel><title>Press</title>{entries}</channel></rss>".encode()

    def _entry(self, number: int, *, full: bool) -> str:
        published = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=number % 100)
        text = words(number) if full else "The rest of the story is on its page."
        return (
            f"<item><guid isPermaLink='false'>n{number}</guid><title>Story {number}</title>"
            f"<link>{self.url(f'/story/{number}')}</link><pubDate>{format_datetime(published)}</pubDate>"
            f"<description>{text}</description></item>"
        )


class _Answer(BaseHTTPRequestHandler):
    server: Press

    def do_GET(self) -> None:
        match self.path.split("/")[1]:
            case "live":
                self._send(200, self.server.feed(full=True))
            case "short":
                self._send(200, self.server.feed(full=False))
            case "story":
                number = int(self.path.rsplit("/", 1)[1])
                self._send(
                    200, f"<!doctype html><article><p>{words(number)}</p></article>".encode()
                )
            case "page":
                self._send(200, b"<!doctype html><html><p>Welcome</p></html>")
            case "cut":
                self._send(200, b"<rss version='2.0'><chan")
            case "refused":
                self._send(403, b"no")
            case "wall":
                self._send(503, b"later")
            case _:
                self._send(404, b"")

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html" if body.startswith(b"<!doc") else "text/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited name
        """Say nothing."""
