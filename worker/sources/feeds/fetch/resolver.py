"""Host names → addresses, remembered for a minute.

The memory spares the name servers the bursts of a round of polls; it is bounded, and holds no
failures. Its minute is short beside the life of a record that moves.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""(host, port) → its addresses in the order to be tried; raises OSError or UnicodeError."""

KEPT_SECONDS = 60.0
KEPT_HOSTS = 1_000


async def system_resolve(host: str, port: int) -> list[str]:
    """Ask the system, as every other program on it does."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


class Resolver:
    """``resolve`` with a memory."""

    def __init__(self, resolve: Resolve = system_resolve) -> None:
        self._resolve = resolve
        self._kept: dict[tuple[str, int], tuple[float, list[str]]] = {}

    async def __call__(self, host: str, port: int) -> list[str]:
        """Return the addresses of ``host``; raises what ``resolve`` raises."""
        now = asyncio.get_running_loop().time()
        until, addresses = self._kept.get((host, port), (0.0, []))
        if now < until:
            return addresses
        addresses = await self._resolve(host, port)
        self._kept.pop((host, port), None)
        if len(self._kept) >= KEPT_HOSTS:
            del self._kept[next(iter(self._kept))]
        self._kept[host, port] = now + KEPT_SECONDS, addresses
        return addresses
