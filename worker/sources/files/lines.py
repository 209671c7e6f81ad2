"""A stream of lines → a record a line, with one line in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from worker.article import Fault, Record

_MARK = b"\xef\xbb\xbf"
_CHUNK = 1 << 16


def lines(stream: BinaryIO, place: str, limit: int) -> Iterator[Record]:
    """Yield a record for each line of ``stream`` that is not blank.

    A line over ``limit`` bytes is read past, and its record holds its beginning and a fault.
    """
    number = 0
    while line := stream.readline(limit + 2):
        number += 1
        where = f"{place}:{number}"
        body = (line.removeprefix(_MARK) if number == 1 else line).rstrip(b"\r\n")
        if len(body) > limit:
            length = len(line) + (0 if line.endswith(b"\n") else _pass_over(stream))
            yield _too_long(body[:limit], where, length, limit)
        elif body.strip():
            yield Record(form="json", body=body, place=where)


def _pass_over(stream: BinaryIO) -> int:
    """Read to the end of the line in hand and return how many bytes that was."""
    length = 0
    while chunk := stream.readline(_CHUNK):
        length += len(chunk)
        if chunk.endswith(b"\n"):
            break
    return length


def _too_long(body: bytes, place: str, length: int, limit: int) -> Record:
    message = f"a line of {length} bytes; at most {limit} are allowed (source.max_record_bytes)"
    fault = Fault(reason="too-large", message=message)
    return Record(form="json", body=body, place=place, fault=fault)
