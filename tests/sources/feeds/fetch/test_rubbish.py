"""Broken protocol, by the hundred: nothing that a server says is raised."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.sources.feeds.fetch.asking import LIMITS, NAME, fetcher
from tests.sources.feeds.servers import certificate, listening, tls

TIMES = 80
HTTP_1 = [
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Encoding: gzip\r\n\r\nabcde",
    b"HTTP/1.1 302 Found\r\nLocation: http://weekly.example/\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n",
    b"HTTP/1.1 204 None\r\n\r\n",
]
SETTINGS = b"\0\0\0\x04\0\0\0\0\0"
HTTP_2 = [
    b"\0\0\x01\x01\x05\0\0\0\x01\x88",  # headers: 200, the end
    b"\0\0\x01\x01\x04\0\0\0\x01\x88",  # headers: 200
    b"\0\0\x05\0\x01\0\0\0\x01hello",  # a body
    b"\0\0\x08\x07\0\0\0\0\0" + b"\0" * 8,  # farewell
    b"\0\0\x04\x03\0\0\0\0\x01\0\0\0\x02",  # the stream is dropped
    SETTINGS,
]


def _mutated(plain: bytes, chance: random.Random) -> bytes:
    changed = bytearray(plain)
    for _ in range(chance.randrange(3)):
        at = chance.randrange(len(changed) + 1)
        end = at + chance.randrange(4)
        changed[at:end] = chance.choice([b"\r\n", b"\0", b"\xff" * 5, b"99999999", b"", plain[:20]])
    return bytes(changed)


def _http_1(chance: random.Random) -> bytes:
    return _mutated(chance.choice(HTTP_1), chance)


def _http_2(chance: random.Random) -> bytes:
    frames = (_mutated(chance.choice(HTTP_2), chance) for _ in range(chance.randrange(1, 6)))
    return SETTINGS + b"".join(frames)


@pytest.mark.parametrize(
    ("scheme", "says"), [("http", _http_1), ("https", _http_2)], ids=["HTTP/1.1", "HTTP/2"]
)
def test_rubbish(scheme: str, says: Callable[[random.Random], bytes], tmp_path: Path) -> None:
    """Every answer to rubbish is a failure with its reason, or a response that can be read."""
    chance = random.Random(11)  # noqa: S311 - the same rubbish each time
    pem = certificate(tmp_path, NAME)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(says(chance))
        await writer.drain()
        await asyncio.sleep(0.005)

    async def go() -> None:
        secure = tls(pem, "h2") if scheme == "https" else None
        limits = replace(LIMITS, seconds=1.0, read_seconds=0.2)
        async with listening(talk, secure) as port, fetcher(ca_file=pem) as client:
            for _ in range(TIMES):
                answer = await client.fetch(f"{scheme}://{NAME}:{port}/", limits=limits)
                assert answer.status or answer.failure
                assert bool(answer.message) == (answer.failure is not None)

    asyncio.run(go())
