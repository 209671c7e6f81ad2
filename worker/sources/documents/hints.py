"""What a feed says of its own schedule and of its hub, found in the head of its document.

RSS says it in ``ttl``, ``skipHours`` and ``skipDays``, all XML in ``sy:update*`` and in links, a
JSON Feed in ``hubs``. Nonsense is no hint.
"""

from __future__ import annotations

import html
import re
from typing import Any, Final
from urllib.parse import urljoin

from worker.sources.documents.document import Hints
from worker.sources.documents.entry import text_of
from worker.sources.documents.json_feed import json_feed

_HEAD: Final = 20_000
_FIRST: Final = re.compile(rb"<(?:item|entry)\b")
_TTL: Final = re.compile(r"<ttl>\s*(\d{1,6})")
_PERIOD: Final = re.compile(r"<sy:updatePeriod>\s*([a-z]+)", re.IGNORECASE)
_FREQUENCY: Final = re.compile(r"<sy:updateFrequency>\s*(\d{1,4})", re.IGNORECASE)
_HOURS: Final = re.compile(r"<skipHours>(.*?)</skipHours>", re.DOTALL | re.IGNORECASE)
_DAYS: Final = re.compile(r"<skipDays>(.*?)</skipDays>", re.DOTALL | re.IGNORECASE)
_HOUR: Final = re.compile(r"<hour>\s*(\d{1,2})", re.IGNORECASE)
_DAY: Final = re.compile(r"<day>\s*([a-z]{3})", re.IGNORECASE)
_LINK: Final = re.compile(r"<(?:[a-z0-9]+:)?link\b([^>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"""([a-z]+)\s*=\s*["']([^"']*)["']""", re.IGNORECASE)

_MINUTE: Final = 60.0
_PERIODS: Final = {
    "hourly": 3_600.0,
    "daily": 86_400.0,
    "weekly": 604_800.0,
    "monthly": 2_592_000.0,
    "yearly": 31_536_000.0,
}
_LONGEST: Final = 604_800.0
_MIDNIGHT: Final = 24
_WEEK: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def hints_of(body: bytes, url: str | None) -> Hints:
    """Return the hints of a document that was fetched from ``url``."""
    if body[:_HEAD].lstrip().startswith(b"{") and (feed := json_feed(body)):
        return _of_json(feed, url)
    first = _FIRST.search(body, 0, _HEAD)
    head = body[: first.start() if first else _HEAD].decode("utf-8", "replace")
    links = _links(head, url)
    return Hints(
        ttl=_bounded(_number(_TTL, head) * _MINUTE),
        update_interval=_update_interval(head),
        skip_hours=frozenset(
            int(hour) % _MIDNIGHT for hour in _inside(_HOURS, _HOUR, head) if int(hour) <= _MIDNIGHT
        ),
        skip_days=frozenset(
            _WEEK.index(day.lower()) for day in _inside(_DAYS, _DAY, head) if day.lower() in _WEEK
        ),
        hub=links.get("hub"),
        topic=links.get("self"),
    )


def _of_json(feed: dict[str, Any], url: str | None) -> Hints:
    hubs = feed.get("hubs")
    first = next(iter(hubs), None) if isinstance(hubs, list) else None
    hub = text_of(first, "url") if isinstance(first, dict) else None
    return Hints(hub=_absolute(url, hub), topic=_absolute(url, text_of(feed, "feed_url")))


def _update_interval(head: str) -> float | None:
    period = _PERIOD.search(head)
    if period is None or period[1].lower() not in _PERIODS:
        return None
    return _bounded(_PERIODS[period[1].lower()] / (_number(_FREQUENCY, head) or 1))


def _bounded(seconds: float) -> float | None:
    return min(seconds, _LONGEST) if seconds > 0 else None


def _number(pattern: re.Pattern[str], head: str) -> int:
    found = pattern.search(head)
    return int(found[1]) if found else 0


def _inside(outer: re.Pattern[str], inner: re.Pattern[str], head: str) -> list[str]:
    found = outer.search(head)
    return inner.findall(found[1]) if found else []


def _links(head: str, url: str | None) -> dict[str, str]:
    """Return the first link of each relation, absolute."""
    found: dict[str, str] = {}
    for link in _LINK.finditer(head):
        attributes = {name.lower(): value for name, value in _ATTRIBUTE.findall(link[1])}
        relation, href = attributes.get("rel"), attributes.get("href")
        if relation and href:
            there = _absolute(url, html.unescape(href))
            if there is not None:
                found.setdefault(relation.lower(), there)
    return found


def _absolute(url: str | None, href: str | None) -> str | None:
    try:
        return urljoin(url or "", href) if href else None
    except ValueError:
        return None
