"""Feeds of many domains on the loopback, which grow while they are polled, and who asked for them.

Owns the servers, one an address of 127.0.0.0/8: an address is a registrable domain of its own. A worker
tells its name in its contact.
"""

from __future__ import annotations

import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from msgspec import Struct


class Asked(Struct, frozen=True):
    """A request as a server saw it."""

    at: float
    """Seconds of the monotonic clock."""
    domain: str
    path: str
    who: str
    """The worker."""


class Press:
    """Servers of ``domains`` domains with ``each`` feeds each."""

    def __init__(self, domains: int, each: int) -> None:
        self.asked: list[Asked] = []
        self.entries: dict[str, int] = {}
        """How many entries each feed has by now, by URL."""
        self.slow: dict[str, float] = {}
        """Seconds that a feed takes to answer, by URL."""
        self._servers = [_Server(f"127.0.0.{number}", self) for number in range(1, domains + 1)]
        for server in self._servers:
            self.entries |= {server.url(f"/feed-{number}"): 1 for number in range(each)}

    def __enter__(self) -> Self:
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_about: object) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()

    @property
    def hosts(self) -> list[str]:
        """Every host, with its port."""
        return [server.place for server in self._servers]

    def grow(self) -> None:
        """Let every feed have one entry more."""
        self.entries = {url: number + 1 for url, number in self.entries.items()}

    def names(self) -> set[str]:
        """Return the name of every entry there is."""
        return {_name(url, n) for url, number in self.entries.items() for n in range(number)}

    def document(self, url: str) -> bytes:
        """Return a feed as it is now."""
        items = "".join(
            f"<item><guid isPermaLink='false'>{_name(url, n)}</guid><title>Ferry {n}</title>"
            f"<link>http://press.example/{_name(url, n)}</link>"
            f"<description>The mayor said that ferry {n} of {_name(url, n)} would sail.</description></item>"
            for n in range(self.entries[url])
        )
        return (
            f"<?xml version='1.0'?><rss version='2.0'><channel><title>Brackwater</title>{items}"
            "</channel></rss>"
        ).encode()


def _name(url: str, number: int) -> str:
    return f"entry-{url.removeprefix('http://').replace('/', '-').replace(':', '-')}-{number}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: str, press: Press) -> None:
        super().__init__((address, 0), _Reader)
        self.press = press
        self.place = f"{address}:{self.server_port}"

    def url(self, path: str) -> str:
        """Return the URL of a feed."""
        return f"http://{self.place}{path}"


class _Reader(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        press, url = self.server.press, self.server.url(self.path)
        told = re.search(r"mailto:([\w-]+)@", self.headers.get("User-Agent", ""))
        domain = self.server.place.partition(":")[0]
        press.asked.append(Asked(time.monotonic(), domain, self.path, told[1] if told else ""))
        time.sleep(press.slow.get(url, 0.0))
        body = press.document(url)
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited name
        """Say nothing."""
