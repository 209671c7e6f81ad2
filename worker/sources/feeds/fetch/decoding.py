"""Content-Encoding → bytes, in pieces, so that a bomb is left before it goes off.

Rule: no step hands over more than a few pieces at once, and each step's output is counted, that
of the inner steps too: a stream that unpacks to gigabytes of empty gzip members costs the same.

Contract: ``Decoding.feed`` yields what the bytes so far unpack to; raises TooMuchError past the
limit and EncodingError for what is not in the encoding that it claims. ``close`` raises
EncodingError where the end is missing.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import reduce

import brotli  # type: ignore[import-untyped]
import zstandard

from worker.sources.feeds.fetch.streams import OPENINGS, EncodingError, Streams

MOST_ENCODINGS = 2
"""Stacked; more is an attack."""

_NONE = frozenset({"", "identity", "none", "utf-8"})  # Servers name charsets here too.
_ERRORS = (brotli.error, zlib.error, zstandard.ZstdError)


class TooMuchError(Exception):
    """The body is over a limit; the message says which."""


class Decoding:
    """Takes the encodings of one body off; ``names`` is the header's value, ``limit`` in bytes."""

    def __init__(self, names: str, *, limit: int) -> None:
        """Raise EncodingError for encodings that we don't know, and for too many."""
        self._steps = [_Step(name, limit) for name in _encodings(names)]

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Yield what ``chunk`` adds."""
        return reduce(lambda pieces, step: step(pieces), self._steps, iter((chunk,)))

    def close(self) -> None:
        """Check that nothing is missing."""
        for step in self._steps:
            step.close()


class _Step:
    def __init__(self, name: str, limit: int) -> None:
        self._name = name
        self._streams = Streams(OPENINGS[name])
        self._limit = self._left = limit

    def __call__(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            try:
                for unpacked in self._streams.feed(piece):
                    self._left -= len(unpacked)
                    if self._left < 0:
                        message = f"it unpacks to more than {self._limit} bytes"
                        raise TooMuchError(message)
                    yield unpacked
            except _ERRORS as error:
                message = f"the body is no {self._name}: {error}"
                raise EncodingError(message) from error

    def close(self) -> None:
        if not self._streams.whole:
            message = f"the {self._name} body ends too early"
            raise EncodingError(message)


def _encodings(names: str) -> list[str]:
    """Return the known names in the order in which they must be taken off."""
    found = [name for part in names.split(",") if (name := part.strip().lower()) not in _NONE]
    found = [name.removeprefix("x-") for name in found]
    if len(found) > MOST_ENCODINGS:
        message = f"the body is encoded {len(found)} times over"
        raise EncodingError(message)
    unknown = [name for name in found if name not in OPENINGS]
    if unknown:
        message = f"the body is in an encoding that we did not ask for: {unknown[0]!r}"
        raise EncodingError(message)
    return found[::-1]
