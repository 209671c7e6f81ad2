"""``qala`` in a world of its own: ``python -m tests.cli.feeds.hostile_entry run CONFIG.toml``.

All parts are the real ones. Only the name servers are ours, since tests have no other: names
under ``.example`` lead to the loopback, ``inside.example`` into a network, and ``rebinds.example``
to a public address first and to the loopback ever after. That public address is played by the
loopback as well. And there is one bug, at documents whose URL ends in ``/bug``.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import httpcore

from worker.cli import feeding, main
from worker.sources.documents import Document
from worker.sources.feeds.answer import Answer
from worker.sources.feeds.fetch import Fetcher, guard, resolver
from worker.sources.feeds.parsers import Parsers

LOOPBACK, PUBLIC, PRIVATE = "127.0.0.1", "93.184.216.34", "10.1.2.3"

_rebound: list[str] = []


async def _resolve(host: str, _port: int) -> list[str]:
    if host == "rebinds.example":
        _rebound.append(host)
        return [PUBLIC if len(_rebound) == 1 else LOOPBACK]
    return [PRIVATE if host == "inside.example" else LOOPBACK if host[-1].isalpha() else host]


class _Network(httpcore.AnyIOBackend):
    async def connect_tcp(self, host: str, *rest: Any, **named: Any) -> httpcore.AsyncNetworkStream:  # noqa: ANN401 - as it comes
        return await super().connect_tcp(LOOPBACK if host == PUBLIC else host, *rest, **named)


def _with_bug(
    document: Callable[[Parsers, Answer], Awaitable[Document]],
) -> Callable[[Parsers, Answer], Awaitable[Document]]:
    async def buggy(parsers: Parsers, answer: Answer) -> Document:
        if answer.url.endswith("/bug"):
            raise KeyError(answer.url)
        return await document(parsers, answer)

    return buggy


def run() -> int:
    """Put the world in place and start."""
    resolver.KEPT_SECONDS = 0.0
    guard.httpcore.AnyIOBackend = _Network  # type: ignore[attr-defined]
    feeding.Fetcher = functools.partial(Fetcher, resolve=_resolve)  # type: ignore[attr-defined,assignment]
    Parsers.document = _with_bug(Parsers.document)  # type: ignore[method-assign,assignment]
    return main()


if __name__ == "__main__":
    sys.exit(run())
