"""Compressed streams, unpacked in pieces: gzip, deflate, Brotli, Zstandard.

Rule: gzip members and zstd frames follow each other; what stands behind the last one is no error,
since servers append bytes of theirs. Each driver is held to about ``PIECE`` bytes of output by
the means that it has.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import brotli  # type: ignore[import-untyped]
import zstandard
from msgspec import Struct

PIECE = 65_536
"""Bytes of output at a time."""

_ZSTD_WINDOW = 2**23  # What RFC 9659 allows on the web.
_ZSTD_INPUT = 64  # Four bytes can be a block of 128 KiB, and all input is unpacked at once.
_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGICS = frozenset(
    {b"\x28\xb5\x2f\xfd", *(bytes([0x50 + low, 0x2A, 0x4D, 0x18]) for low in range(16))}
)


class EncodingError(Exception):
    """The body is not in the encoding that its headers name."""


class Stream(Protocol):
    """One gzip member, one zstd frame, one body of the others."""

    @property
    def unused(self) -> bytes:
        """What follows the end, once that has been seen."""

    @property
    def ended(self) -> bool:
        """Whether the end has been seen."""

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """Yield what ``chunk`` adds."""


class Opening(Struct, frozen=True):
    """How a stream begins."""

    size: int
    """Bytes that must be there to tell."""
    open: Callable[[bytes], Stream | None]
    """From the first bytes; None where no stream begins with them."""
    repeats: bool = False
    """Whether another may follow."""


class Streams:
    """Streams one after the other."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._stream: Stream | None = None
        self._waiting = b""
        self._seen = False
        self._behind = False

    @property
    def whole(self) -> bool:
        """Whether the last stream has its end; nothing at all is whole too."""
        return self._stream is None and (self._seen or not self._waiting)

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Yield what ``chunk`` adds."""
        self._waiting = b"" if self._behind else self._waiting + chunk
        while self._waiting and not self._behind and self._begun():
            assert self._stream is not None  # noqa: S101 - _begun says so
            waiting, self._waiting = self._waiting, b""
            yield from self._stream.pieces(waiting)
            if self._stream.ended:
                self._waiting = self._stream.unused
                self._behind = not self._opening.repeats
                self._stream = None

    def _begun(self) -> bool:
        if self._stream is None and len(self._waiting) >= self._opening.size:
            self._stream = self._opening.open(self._waiting)
            if self._stream is None and not self._seen:
                message = "the body does not begin as its encoding does"
                raise EncodingError(message)
            self._behind = self._stream is None
            self._seen = True
        return self._stream is not None


class _Zlib:
    def __init__(self, window_bits: int) -> None:
        self._driver = zlib.decompressobj(window_bits)

    @property
    def ended(self) -> bool:
        return self._driver.eof

    @property
    def unused(self) -> bytes:
        return self._driver.unused_data

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        while not self._driver.eof:
            piece = self._driver.decompress(chunk, PIECE)
            chunk = self._driver.unconsumed_tail
            yield piece
            if not chunk and len(piece) < PIECE:
                return


class _Brotli:
    def __init__(self) -> None:
        self._driver = brotli.Decompressor()
        self.unused = b""

    @property
    def ended(self) -> bool:
        return bool(self._driver.is_finished())

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        piece: bytes = self._driver.process(chunk, output_buffer_limit=PIECE)
        while piece:
            yield piece
            piece = b"" if self.ended else self._driver.process(b"", output_buffer_limit=PIECE)


class _Zstd:
    def __init__(self) -> None:
        limited = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        self._driver = limited.decompressobj()
        self.unused = b""

    @property
    def ended(self) -> bool:
        return self._driver.eof

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        for start in range(0, len(chunk), _ZSTD_INPUT):
            end = start + _ZSTD_INPUT
            yield self._driver.decompress(chunk[start:end])
            if self._driver.eof:
                self.unused = self._driver.unused_data + chunk[end:]
                return


def _open_gzip(head: bytes) -> Stream | None:
    return _Zlib(16 + zlib.MAX_WBITS) if head.startswith(_GZIP_MAGIC) else None


def _open_deflate(head: bytes) -> Stream:
    """Open what RFC 9110 means by deflate (zlib), or the bare stream that some servers send."""
    method, check = head[0] & 0x0F, int.from_bytes(head[:2], "big") % 31
    return _Zlib(zlib.MAX_WBITS if method == zlib.DEFLATED and not check else -zlib.MAX_WBITS)


def _open_zstd(head: bytes) -> Stream | None:
    return _Zstd() if head[:4] in _ZSTD_MAGICS else None


OPENINGS = {
    "gzip": Opening(2, _open_gzip, repeats=True),
    "deflate": Opening(2, _open_deflate),
    "br": Opening(1, lambda _: _Brotli()),
    "zstd": Opening(4, _open_zstd, repeats=True),
}
"""By the name in Content-Encoding."""
