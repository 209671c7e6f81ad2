"""``Retry-After``: seconds or a date, on 429 and 503 (RFC 9110, 10.2.3)."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

from worker.sources.feeds.answer import Answer

_ASKS: Final = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_SECONDS: Final = re.compile(r"\d{1,9}")


def retry_after(answer: Answer, now: float) -> float:
    """Return the seconds that the server asks us to wait; 0 where it asks for none."""
    value = answer.headers.get("retry-after", "").strip()
    if answer.status not in _ASKS or not value:
        return 0.0
    if _SECONDS.fullmatch(value):
        return float(value)
    return max(moment(value) - now, 0.0)


def moment(value: str) -> float:
    """Return an HTTP date in seconds since the epoch; 0 for what is none."""
    try:
        return parsedate_to_datetime(value).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0
