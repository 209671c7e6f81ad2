"""What server and feed ask for: how long to wait, and when not to come at all.

A server says it in ``Cache-Control`` and ``Expires``, a feed in ``ttl``, ``sy:update*``,
``skipHours`` and ``skipDays``. Hours and days are in UTC.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Final

from worker.sources.documents.document import Hints
from worker.sources.feeds.polling.retry_after import moment

HOUR: Final = 3_600.0
_HOURS_OF_A_DAY: Final = 24
_DAYS_OF_A_WEEK: Final = 7
_MAX_AGE: Final = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def asked_for(headers: Mapping[str, str], hints: Hints) -> float:
    """Return the longest wait in seconds that server or feed ask for; 0 for none."""
    return max(_fresh_for(headers), hints.ttl or 0.0, hints.update_interval or 0.0)


def _fresh_for(headers: Mapping[str, str]) -> float:
    control = headers.get("cache-control", "")
    if "no-cache" in control or "no-store" in control:
        return 0.0
    if age := _MAX_AGE.search(control):
        return float(age[1])
    expires, date = moment(headers.get("expires", "")), moment(headers.get("date", ""))
    return max(expires - date, 0.0) if expires and date else 0.0


def after_skipped(at: float, hints: Hints) -> float:
    """Return ``at``, or the end of the hours and days that the feed skips and it falls into."""
    hours, days = hints.skip_hours, hints.skip_days
    if len(hours) >= _HOURS_OF_A_DAY or len(days) >= _DAYS_OF_A_WEEK:
        return at  # a feed that is never to be asked has got it wrong
    for _ in range(_HOURS_OF_A_DAY * _DAYS_OF_A_WEEK):
        then = dt.datetime.fromtimestamp(at, dt.UTC)
        if then.hour not in hours and then.weekday() not in days:
            break
        at = (at // HOUR + 1) * HOUR
    return at
