"""Expressions of PromQL, built so that none forgets what all must have.

Each selector matches the dashboard's variables ``namespace`` and ``job``. Counters are read only
by ``rate`` and ``increase``: over ``$__rate_interval`` in what shows time, over ``$__range`` in
what shows the period as one figure.
"""

from __future__ import annotations

SCOPE = 'namespace=~"$namespace", job=~"$job"'
"""What every selector matches."""


def of(name: str, *matchers: str) -> str:
    """Return the selector of a gauge, such as ``qala_feeds{…, state="gone"}``."""
    return f"{name}{{{', '.join((SCOPE, *matchers))}}}"


def rate(name: str, *matchers: str) -> str:
    """Return how fast a counter grows, a second."""
    return f"rate({of(name, *matchers)}[$__rate_interval])"


def a_minute(a_second: str) -> str:
    """Return a rate as one a minute."""
    return f"60 * {a_second}"


def an_hour(a_second: str) -> str:
    """Return a rate as one an hour."""
    return f"3600 * {a_second}"


def increase(name: str, *matchers: str) -> str:
    """Return by how much a counter has grown in the period that the dashboard shows."""
    return f"increase({of(name, *matchers)}[$__range])"


def total(expression: str, *by: str) -> str:
    """Return the sum over all workers, by some labels."""
    return f"sum by ({', '.join(by)}) ({expression})" if by else f"sum({expression})"


def share(part: str, whole: str) -> str:
    """Return ``part`` of ``whole``, from 0 to 1."""
    return f"{part} / {whole}"


def quantile(fraction: float, histogram: str, *by: str) -> str:
    """Return a quantile of what was observed, over all workers, by some labels."""
    buckets = total(rate(f"{histogram}_bucket"), "le", *by)
    return f"histogram_quantile({fraction}, {buckets})"


def within(histogram: str, seconds: float) -> str:
    """Return the share of what was observed that took at most so long; a bound of the buckets."""
    bucket = rate(f"{histogram}_bucket", f'le="{float(seconds)}"')
    return share(total(bucket), total(rate(f"{histogram}_count")))


def mean(histogram: str, *by: str) -> str:
    """Return the mean of what was observed, over all workers, by some labels."""
    return share(total(rate(f"{histogram}_sum"), *by), total(rate(f"{histogram}_count"), *by))


def top(number: int, expression: str) -> str:
    """Return the largest series, largest first."""
    return f"sort_desc(topk({number}, {expression}))"
