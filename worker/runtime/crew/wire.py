"""What goes between a crew and its hands: frames of a length, then msgpack."""

from __future__ import annotations

import struct
from typing import IO, Final

import msgspec
from msgspec import Struct

from worker.article import Record
from worker.event import Outcome, Published, Rejected, Skipped
from worker.runtime.budget import Processed

_LENGTH: Final = struct.Struct(">I")


class Terms(Struct, frozen=True, kw_only=True, tag=True):
    """How a hand is to work from now on."""

    languages: list[str]
    cpu_seconds: float
    """Of a record, at most."""
    key: str
    """The setting that says so."""
    signs: bool
    """Whether a signature is made of each article, for copies."""
    watch: bytes | None = None
    """The watch list, as it is written."""
    watch_name: str = ""


class Task(Struct, frozen=True, kw_only=True, tag=True):
    """Records to look into."""

    records: list[Record]


class Told(Struct, frozen=True, kw_only=True):
    """What came of a record: one of the three."""

    published: Published | None = None
    skipped: Skipped | None = None
    rejected: Rejected | None = None
    seconds: dict[str, float]
    signature: bytes | None = None

    def processed(self) -> Processed:
        """Return it as the loop takes it."""
        outcome = self.published or self.skipped or self.rejected
        if outcome is None:
            message = "a hand told nothing of a record"
            raise ValueError(message)
        return Processed(outcome=outcome, seconds=self.seconds, signature=self.signature)


def told(outcome: Outcome, seconds: dict[str, float], signature: bytes | None) -> Told:
    """Return an outcome as it goes over the wire."""
    return Told(
        published=outcome if isinstance(outcome, Published) else None,
        skipped=outcome if isinstance(outcome, Skipped) else None,
        rejected=outcome if isinstance(outcome, Rejected) else None,
        seconds=seconds,
        signature=signature,
    )


_encode = msgspec.msgpack.Encoder().encode
_orders: Final = msgspec.msgpack.Decoder(Terms | Task)
_answers: Final = msgspec.msgpack.Decoder(list[Told])


def write(stream: IO[bytes], message: Terms | Task | list[Told]) -> None:
    """Write one frame."""
    body = _encode(message)
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def read_order(stream: IO[bytes]) -> Terms | Task | None:
    """Read what a hand is to do; None where the crew has gone."""
    body = _read(stream)
    return None if body is None else _orders.decode(body)


def read_answer(stream: IO[bytes]) -> list[Told] | None:
    """Read what a hand tells; None where it has gone."""
    body = _read(stream)
    return None if body is None else _answers.decode(body)


def _read(stream: IO[bytes]) -> bytes | None:
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    length = _LENGTH.unpack(head)[0]
    body = stream.read(length)
    return body if len(body) == length else None
