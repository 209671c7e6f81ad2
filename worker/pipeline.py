"""The whole story of a record, on one screen: no I/O, no clock, no log."""

from __future__ import annotations

import datetime as dt
import traceback
from collections.abc import Callable, Mapping

from worker import enrich, intake
from worker.article import Record
from worker.errors import RecordError
from worker.event import Event, Outcome, Published, Rejected, Skipped
from worker.packs import Pack
from worker.watch import WatchList


def process(
    record: Record,
    packs: Mapping[str, Pack],
    *,
    now: dt.datetime,
    watch: WatchList | None = None,
    lap: Callable[[str], None] = lambda _stage: None,
) -> Outcome:
    """Turn a record into its outcome; never raises for what a record holds.

    ``packs`` by language; ``now`` (UTC) bounds dates in the future; ``watch`` knows whom the
    user watches; ``lap`` is told the name of each stage as it ends, so that a caller who owns
    a clock can time them.
    """
    if record.fault:
        reason, message = record.fault.reason, record.fault.message
        return Rejected(record=record, reason=reason, message=message)
    try:
        reading = intake.read(record, packs, now=now)
        lap("intake")
        if isinstance(reading, Skipped):
            return reading
        article = reading.article
        pack = packs[article.language]
        speakers, claims = enrich.enrich(article, pack)
        lap("enrich")
        matched = watch.match(speakers, article.published_at) if watch else None
    except RecordError as fault:
        return Rejected(record=record, reason=fault.reason, message=str(fault))
    except Exception as bug:  # noqa: BLE001 - one record must not stop the worker
        trace = traceback.format_exc()
        return Rejected(record=record, reason="bug", message=repr(bug), traceback=trace)
    event = Event(
        id=f"{article.id}-{article.revision}",
        article=article,
        speakers=matched.speakers if matched else speakers,
        claims=claims,
        packs={pack.language: pack.version},
    )
    return Published(
        event=event,
        unknown_fields=reading.unknown_fields,
        unresolved=matched.unresolved if matched else [],
    )
