"""Logs from happenings: JSON lines for a machine, plain lines for a person.

No words of an article are logged, and no message that may quote some: a record that was
rejected is told by its place and reason, the rest stands in the dead letters.
"""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from typing import Any, Literal, TextIO

import orjson

from worker.event import Rejected, Skipped
from worker.ports import Happening
from worker.ports.feeds import (
    FeedDelivered,
    FeedPolled,
    ListsFailed,
    ListsRead,
    SubscriptionChanged,
)
from worker.ports.kafka import LagSeen, PartitionsChanged, SlowChecksums
from worker.runtime.happenings import (
    Answered,
    BatchSettled,
    BatchUndone,
    Ended,
    Failed,
    GaveUp,
    Recalled,
    RecordSettled,
    Started,
    WatchListFailed,
    WatchListRead,
)

Format = Literal["auto", "json", "text"]

_log = logging.getLogger("qala")


def set_up(form: Format, level: str, stream: TextIO | None = None) -> None:
    """Send the logs of ``level`` and above to ``stream`` (standard error)."""
    stream = stream or sys.stderr
    as_text = form == "text" or (form == "auto" and stream.isatty())
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Text() if as_text else _Json())
    _log.handlers = [handler]
    _log.setLevel(level.upper())
    _log.propagate = False


def observe(happening: Happening, /) -> None:
    """Log ``happening`` where it is worth a line."""
    match happening:
        case Started(source=source, sink=sink, packs=packs, version=version):
            _tell("started", version=version, source=source, sink=sink, packs=packs)
        case Failed(part=part, attempt=attempt, wait=wait, message=message):
            wait = round(wait, 3)
            _tell("failed", _WARN, part=part, attempt=attempt, wait_seconds=wait, error=message)
        case GaveUp(part=part, message=message):
            _tell("gave up", logging.ERROR, part=part, error=message)
        case Answered(part=part):
            _tell("answers", part=part)
        case Recalled(articles=articles, seconds=seconds) if articles:
            _tell("recalled", articles=articles, seconds=round(seconds, 3))
        case RecordSettled():
            _settled(happening)
        case BatchSettled(records=records, seconds=seconds):
            _tell("batch settled", logging.DEBUG, records=records, seconds=round(seconds, 3))
        case Ended(end=end, records=records, seconds=seconds):
            _tell("ended", end=end, records=records, seconds=round(seconds, 3))
        case BatchUndone(records=records, message=message):
            _tell("batch undone", _WARN, records=records, error=message)
        case _:
            _of_lists(happening)
            _of_kafka(happening)


_WARN = logging.WARNING


def _settled(happening: RecordSettled) -> None:
    place = happening.record.place
    match happening.outcome:
        case Rejected(reason="bug"):
            _tell("rejected", logging.ERROR, reason="bug", place=place)
        case Rejected(reason=reason):
            _tell("rejected", _WARN, reason=reason, place=place)
        case Skipped(reason=reason):
            _tell("skipped", logging.DEBUG, reason=reason, place=place)


def _of_lists(happening: Happening) -> None:
    match happening:
        case WatchListRead(entities=entities, collisions=collisions):
            _tell("watch list read", entities=len(entities), collisions=collisions)
        case WatchListFailed(message=message):
            _tell("watch list not read anew", _WARN, error=message)
        case FeedPolled():
            _polled(happening)
        case ListsRead(feeds=feeds, added=added, removed=removed, dropped=dropped):
            _tell("feeds listed", feeds=feeds, added=added, removed=removed, dropped=dropped)
        case FeedDelivered():
            _delivered(happening)
        case SubscriptionChanged():
            _subscription(happening)
        case ListsFailed(message=message):
            _tell("feeds not listed anew", _WARN, error=message)


def _of_kafka(happening: Happening) -> None:
    match happening:
        case PartitionsChanged(topic=topic, given=given, taken=taken, lost=lost, owned=owned):
            level = _WARN if lost else logging.INFO
            _tell(
                *("partitions lost" if lost else "partitions changed", level),
                topic=topic,
                given=given,
                taken=taken,
                owned=owned,
            )
        case LagSeen(topic=topic, lags=lags, stalled=stalled):
            level = _WARN if stalled else logging.DEBUG
            _tell("lag", level, topic=topic, records=sum(lags.values()), stalled=stalled)
        case SlowChecksums():
            _tell("crc32c is missing: Kafka is many times slower; install it", _WARN)


def _polled(polled: FeedPolled) -> None:
    # A feed that fares as before is no news: there may be thousands of them.
    changed = polled.before not in (polled.standing, "new")
    worse = polled.standing not in {"new", "healthy", polled.before}
    level = _WARN if worse else logging.INFO if changed else logging.DEBUG
    fields = {"feed": polled.url, "result": polled.result, "standing": polled.standing}
    if polled.message:
        fields["error"] = polled.message
    if polled.traceback:
        level, fields["traceback"] = logging.ERROR, polled.traceback
    _tell("feed polled", level, **fields)


def _delivered(delivered: FeedDelivered) -> None:
    level, trace = logging.DEBUG, {}
    if delivered.traceback:
        level, trace = logging.ERROR, {"traceback": delivered.traceback}
    _tell("feed delivered", level, feed=delivered.url, entries=dict(delivered.entries), **trace)


def _subscription(changed: SubscriptionChanged) -> None:
    level = _WARN if changed.standing in {"silent", "failed", "denied"} else logging.DEBUG
    fields = {"feed": changed.feed, "hub": changed.hub, "standing": changed.standing}
    error = {"error": changed.message} if changed.message else {}
    _tell("subscription changed", level, **fields, **error)


def _tell(what: str, level: int = logging.INFO, **fields: Any) -> None:  # noqa: ANN401 - JSON
    _log.log(level, what, extra={"fields": fields})


def _fields(entry: logging.LogRecord) -> dict[str, Any]:
    return getattr(entry, "fields", {})


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            **_fields(record),
        }
        return orjson.dumps(line, default=str).decode()


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S")
        told = " ".join(f"{key}={_plain(value)}" for key, value in _fields(record).items())
        return f"{time} {record.levelname.lower():7} {record.getMessage()}  {told}".rstrip()


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ",".join(f"{key}:{part}" for key, part in value.items())
    text = str(value).replace("\n", " ")
    return f'"{text}"' if " " in text else text
