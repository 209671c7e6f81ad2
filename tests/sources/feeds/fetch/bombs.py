"""Fetch one bomb, and print how many MB the process grew by: ``python -m … gzip|br|zstd``."""

from __future__ import annotations

import asyncio
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import brotli  # type: ignore[import-untyped]
import zstandard

from tests.sources.feeds.fetch.asking import fetcher
from tests.sources.feeds.servers import encoded, serve
from worker.sources.feeds.fetch import Limits

PLAIN_MB = 300
LIMITS = Limits(seconds=20.0, wire_bytes=10_000_000, body_bytes=10_000_000)


class _Compressor(Protocol):
    def compress(self, plain: bytes, /) -> bytes: ...

    def flush(self) -> bytes: ...


class _Brotli:
    def __init__(self) -> None:
        self._driver = brotli.Compressor(quality=1, lgwin=24)

    def compress(self, plain: bytes, /) -> bytes:
        return bytes(self._driver.process(plain))

    def flush(self) -> bytes:
        return bytes(self._driver.finish())


COMPRESSORS: dict[str, Callable[[], _Compressor]] = {
    "gzip": lambda: zlib.compressobj(1, wbits=16 + zlib.MAX_WBITS),
    "br": _Brotli,
    "zstd": lambda: zstandard.ZstdCompressor(level=1).compressobj(),
}


def bomb(encoding: str) -> bytes:
    """Return a body of some KB that unpacks to hundreds of MB."""
    driver, plain = COMPRESSORS[encoding](), bytes(1_000_000)
    return b"".join([*(driver.compress(plain) for _ in range(PLAIN_MB)), driver.flush()])


def _peak_mb(*, anew: bool = False) -> float:
    if anew:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


async def _grown_mb(encoding: str) -> float:
    body = bomb(encoding)
    async with serve(encoded(body, encoding)) as server, fetcher() as client:
        await client.fetch(server.url("/none"), limits=LIMITS)
        before = _peak_mb(anew=True)
        answer = await client.fetch(server.url(), limits=LIMITS)
        assert answer.failure == "too-large", answer.message
        assert 9_000_000 < len(answer.body) <= 10_000_000 or encoding == "zstd"
        return _peak_mb() - before


if __name__ == "__main__":
    sys.stdout.write(f"{asyncio.run(_grown_mb(sys.argv[1])):.1f}")
