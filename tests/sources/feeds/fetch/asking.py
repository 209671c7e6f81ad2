"""What the tests of the fetcher share: a fetcher that finds every name on the loopback."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from tests.sources.feeds.servers import HOST, Reply, Server, serve
from worker.sources.feeds.answer import Answer
from worker.sources.feeds.fetch import Fetcher, Limits
from worker.sources.feeds.fetch.resolver import Resolve, system_resolve
from worker.sources.feeds.turns import Turns

NAME = "daily.example"
LIMITS = Limits(
    seconds=120.0,
    connect_seconds=60.0,
    read_seconds=60.0,
    wire_bytes=1_000_000,
    body_bytes=2_000_000,
)
"""Much more time than our servers take."""
SILENT = replace(LIMITS, read_seconds=3.0)
"""For those who wait for silence."""


async def loopback(host: str, port: int) -> list[str]:
    """Resolve every name to the loopback, and addresses as the system does."""
    if host.endswith(".example"):
        return [HOST]
    return await system_resolve(host, port)


def fetcher(
    *,
    ca_file: Path | None = None,
    contact: str | None = None,
    resolve: Resolve = loopback,
    turns: Turns | None = None,
) -> Fetcher:
    """Return a fetcher that may ask our servers by these three names, and no other."""
    names = [HOST, NAME, "weekly.example"]
    return Fetcher(
        allow_hosts=names, ca_file=ca_file, contact=contact, resolve=resolve, turns=turns
    )


def asked(
    routes: Mapping[str, Reply] | Reply,
    target: str = "/",
    headers: Mapping[str, str] | None = None,
    *,
    limits: Limits = LIMITS,
) -> tuple[Answer, Server]:
    """Ask a server for ``target`` once; return the answer, and the server with what it saw."""

    async def ask() -> tuple[Answer, Server]:
        async with serve(routes) as server, fetcher() as client:
            return await client.fetch(server.url(target, NAME), headers, limits=limits), server

    return asyncio.run(ask())
