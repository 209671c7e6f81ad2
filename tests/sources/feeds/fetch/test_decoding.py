"""Content-Encoding, however it arrives: whole, cut off, stacked, wrong, or as a bomb."""

from __future__ import annotations

import gzip
import random
import zlib
from itertools import chain

import brotli  # type: ignore[import-untyped]
import pytest
import zstandard

from worker.sources.feeds.fetch.decoding import Decoding, TooMuchError
from worker.sources.feeds.fetch.streams import EncodingError

TEXT = random.Random(7).randbytes(3_000) * 50  # noqa: S311 - any bytes will do
HALF = len(TEXT) // 2


def bare_deflate(plain: bytes) -> bytes:
    """Compress without the zlib header, as some servers do."""
    driver = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return driver.compress(plain) + driver.flush()


zstd = zstandard.ZstdCompressor().compress
SKIPPABLE = b"\x50\x2a\x4d\x18\x05\x00\x00\x00skip!"

WHOLE: dict[str, tuple[str, bytes]] = {
    "no encoding is the body as it is": ("", TEXT),
    "identity too": ("identity", TEXT),
    "a charset is no encoding": ("UTF-8", TEXT),
    "gzip": ("gzip", gzip.compress(TEXT)),
    "its old name, in any case": ("X-GZIP", gzip.compress(TEXT)),
    "gzip members follow each other": (
        "gzip",
        gzip.compress(TEXT[:HALF]) + gzip.compress(TEXT[HALF:]),
    ),
    "bytes behind gzip are left": ("gzip", gzip.compress(TEXT) + b"\0\0 page made in 3 ms"),
    "deflate with its zlib header": ("deflate", zlib.compress(TEXT)),
    "deflate without": ("deflate", bare_deflate(TEXT)),
    "bytes behind deflate are left": ("deflate", zlib.compress(TEXT) + b"junk"),
    "Brotli": ("br", brotli.compress(TEXT)),
    "Zstandard": ("zstd", zstd(TEXT)),
    "zstd frames follow each other": ("zstd", zstd(TEXT[:HALF]) + SKIPPABLE + zstd(TEXT[HALF:])),
    "bytes behind zstd are left": ("zstd", zstd(TEXT) + b"\0\0\0\0\0"),
    "two encodings are taken off from the last": ("gzip, br", brotli.compress(gzip.compress(TEXT))),
    "the same one twice": ("gzip, gzip", gzip.compress(gzip.compress(TEXT))),
}

WRONG: dict[str, tuple[str, bytes, str]] = {
    "gzip that is none": ("gzip", b"<rss></rss>", "begin"),
    "a gzip header with rubbish behind": ("gzip", b"\x1f\x8b" + b"\xff" * 40, "gzip"),
    "gzip cut off": ("gzip", gzip.compress(TEXT)[:-1], "too early"),
    "gzip of one byte": ("gzip", b"\x1f", "too early"),
    "a gzip sum that is wrong": ("gzip", gzip.compress(TEXT)[:-8] + b"\0" * 8, "gzip"),
    "deflate cut off": ("deflate", zlib.compress(TEXT)[:-1], "too early"),
    "Brotli that is none": ("br", b"<rss></rss>", "br"),
    "Brotli cut off": ("br", brotli.compress(TEXT)[:-1], "too early"),
    "zstd that is none": ("zstd", b"<rss></rss>", "begin"),
    "zstd cut off": ("zstd", zstd(TEXT)[:-1], "too early"),
    "zstd with a window of 128 MiB": ("zstd", b"\x28\xb5\x2f\xfd\x00\x88\x01\x00\x00", "zstd"),
    "an unknown encoding": ("compress", b"abc", "did not ask"),
    "three of them": ("gzip, gzip, gzip", b"", "3 times"),
}


def unpacked(names: str, body: bytes, size: int, limit: int = 10_000_000) -> bytes:
    """Return what ``body`` unpacks to when it comes in chunks of ``size``."""
    decoding = Decoding(names, limit=limit)
    chunks = (body[start : start + size] for start in range(0, len(body), size))
    plain = b"".join(chain.from_iterable(map(decoding.feed, chunks)))
    decoding.close()
    return plain


@pytest.mark.parametrize("size", [1, 7, 65_536])
@pytest.mark.parametrize("case", WHOLE)
def test_whole(case: str, size: int) -> None:
    """A body gives the same bytes in whatever chunks it comes."""
    names, body = WHOLE[case]
    assert unpacked(names, body, size) == TEXT


@pytest.mark.parametrize("size", [1, 65_536])
@pytest.mark.parametrize("case", WRONG)
def test_wrong(case: str, size: int) -> None:
    """What is not in its encoding is an error that says so."""
    names, body, says = WRONG[case]
    with pytest.raises(EncodingError, match=says):
        unpacked(names, body, size)


@pytest.mark.parametrize("names", ["gzip", "deflate", "br", "zstd", "gzip, br"])
def test_nothing_is_whole(names: str) -> None:
    """An empty body is empty in every encoding."""
    assert unpacked(names, b"", 1) == b""


@pytest.mark.parametrize(
    ("names", "bomb"),
    [
        ("gzip", gzip.compress(bytes(30_000_000))),
        ("br", brotli.compress(bytes(30_000_000), quality=5)),
        ("zstd", zstd(bytes(30_000_000))),
        ("gzip, gzip", gzip.compress(gzip.compress(b"") * 200_000)),
    ],
    ids=["gzip", "br", "zstd", "millions of empty members inside"],
)
def test_bombs_end_at_the_limit(names: str, bomb: bytes) -> None:
    """A bomb gives no more than the limit, in pieces of bounded size."""
    sizes: list[int] = []
    with pytest.raises(TooMuchError, match="1000000 bytes"):
        sizes.extend(map(len, Decoding(names, limit=1_000_000).feed(bomb)))
    assert sum(sizes) <= 1_000_000
    assert max(sizes, default=0) <= 2_200_000
