"""What every archive can be asked, and how one event is read out of its JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import TracebackType
from typing import Protocol, Self

import msgspec

from worker.errors import ArchiveError
from worker.event import SCHEMA, Event

_decode = msgspec.json.Decoder(Event).decode


class Archive(Protocol):
    """Published events, each id once: where one was written again, as it was written last.

    Calls: ``events`` and ``find``, as often as one likes, then ``close``; or a ``with`` block.
    All raise ``ArchiveError`` for what is damaged, with its place.
    """

    def events(
        self, *, since: dt.datetime | None = None, until: dt.datetime | None = None
    ) -> Iterator[Event]:
        """Yield the events in the order in which they were written, all revisions, one in memory.

        With a bound (times with a zone) only those whose article was published from ``since`` on
        and before ``until``; an article without a date is then left out.
        """

    def find(self, wanted: str) -> Event | None:
        """Return the newest event that ``wanted`` means; None where there is none.

        It may be the id of the event, that of its article, or the one that its producer gave.
        """

    def close(self) -> None:
        """Let go of the file."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class _Named(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    id: str
    source_id: str


class Head(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Of an event, what tells its version and its ids; the rest is passed over unread."""

    schema: str
    id: str
    article: _Named

    @property
    def ids(self) -> tuple[str, str, str]:
        """What the event may be asked for by, the tightest first."""
        return self.id, self.article.id, self.article.source_id


def decoded(body: bytes | str, place: str) -> Event:
    """Return the event that ``body`` holds. Raises ``ArchiveError``, with ``place``, for none."""
    try:
        return _decode(body)
    except msgspec.DecodeError as fault:
        raise _explained(body, place, fault) from fault


def head_of(body: bytes, place: str) -> Head:
    """Return the head of the event that ``body`` holds. Raises ``ArchiveError`` as ``decoded``."""
    try:
        head = msgspec.json.decode(body, type=Head)
    except msgspec.DecodeError as fault:
        raise _explained(body, place, fault) from fault
    if head.schema != SCHEMA:
        raise _of_another_version(head.schema, place)
    return head


def is_within(event: Event, since: dt.datetime | None, until: dt.datetime | None) -> bool:
    """Tell whether the event's article was published from ``since`` on and before ``until``."""
    if since is None and until is None:
        return True
    at = event.article.published_at
    return at is not None and (since is None or since <= at) and (until is None or at < until)


def _explained(body: bytes | str, place: str, fault: Exception) -> ArchiveError:
    try:
        found = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return ArchiveError(f"{place}: damaged: {fault}; mend that line or take it out")
    schema = found.get("schema") if isinstance(found, dict) else None
    if schema is None:
        return ArchiveError(f"{place}: no event of qala; `qala enrich` makes events of records")
    if schema != SCHEMA:
        return _of_another_version(str(schema), place)
    return ArchiveError(f"{place}: no whole event: {fault}; mend that line or take it out")


def _of_another_version(schema: str, place: str) -> ArchiveError:
    message = (
        f"{place}: an event of schema {schema[:60]}, and this qala reads {SCHEMA};"
        " use the qala that wrote it, or run the articles again"
    )
    return ArchiveError(message)
