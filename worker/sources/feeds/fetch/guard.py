"""The place where connections are made, and the only one that can refuse them for good.

A check of a URL says nothing: its name may lead to 10.0.0.1, and may lead elsewhere a moment
later. So names are resolved here, each address is judged, and the connection is made to the
very address that was judged. TLS and the Host header keep the name: httpcore takes them from
the request, not from here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable

import httpcore
import httpx

from worker.errors import UsageError
from worker.sources.feeds.fetch.addresses import port_refusal, refusal
from worker.sources.feeds.fetch.resolver import Resolver

CANDIDATES = 8
"""Addresses of one host that are tried, at most."""


class RefusedError(Exception):
    """Our own no; the message says to what."""


class UnresolvedError(Exception):
    """The host has no address."""


class Allowed:
    """Hosts that may be inside: ``host`` on every usual port, ``host:port`` on that one."""

    def __init__(self, hosts: Collection[str]) -> None:
        """Raise UsageError for what is neither."""
        self._hosts = frozenset(map(_allowed, hosts))

    def port(self, host: str, port: int) -> bool:
        """Whether exactly this port of the host is named."""
        return (_plain(host), port) in self._hosts

    def __call__(self, host: str, port: int) -> bool:
        """Whether the host is named, at all or with this port."""
        return (_plain(host), None) in self._hosts or self.port(host, port)


def _plain(host: str) -> str:
    return host.lower().strip("[]").rstrip(".")


def _allowed(entry: str) -> tuple[str, int | None]:
    host, colon, port = entry.rpartition(":")
    if not colon or (":" in host and not host.endswith("]")) or entry.endswith("]"):
        host, port = entry, ""
    if not _plain(host) or "/" in host or (port and not port.isdecimal()):
        message = f"allow_hosts: {entry!r} is neither a host nor host:port"
        raise UsageError(message)
    return _plain(host), int(port) if port else None


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Connects to public addresses and to allowed hosts; raises RefusedError for others.

    ``network`` makes the connections to the addresses.
    """

    def __init__(
        self,
        *,
        resolver: Resolver,
        allowed: Allowed,
        network: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self._resolver = resolver
        self._allowed = allowed
        self._network = network or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of ``host`` that answers, within ``timeout`` seconds."""
        deadline = asyncio.get_running_loop().time() + (timeout or 0.0)
        addresses = await self._candidates(host, port)
        for left in range(len(addresses), 0, -1):
            share = None
            if timeout is not None:
                share = max(deadline - asyncio.get_running_loop().time(), 0.0) / left
            try:
                return await self._network.connect_tcp(
                    addresses[-left], port, share, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if left == 1:
                    raise
        message = f"{host} has no address"
        raise UnresolvedError(message)

    async def _candidates(self, host: str, port: int) -> list[str]:
        try:
            addresses = await self._resolver(host, port)
        except (OSError, UnicodeError) as error:
            raise UnresolvedError(str(error)) from error
        if self._allowed(host, port):
            return addresses[:CANDIDATES]
        public = [address for address in addresses if refusal(address) is None]
        if addresses and not public:
            message = f"{host} is {addresses[0]}, {refusal(addresses[0])}"
            raise RefusedError(message)
        return public[:CANDIDATES]

    async def sleep(self, seconds: float) -> None:
        """Wait, for httpcore's retries."""
        await asyncio.sleep(seconds)


def check_port(url: httpx.URL, allowed: Allowed) -> None:
    """Raise RefusedError where the port is another protocol's and isn't named with its host."""
    if url.port is None or allowed.port(url.host, url.port):
        return
    if reason := port_refusal(url.port):
        message = f"{url.host}:{url.port} is {reason}"
        raise RefusedError(message)
