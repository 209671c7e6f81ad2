"""Claims inside claims."""

from __future__ import annotations

from collections.abc import Sequence

from worker.enrich.speakers import Placed


def outer(placed: Sequence[Placed]) -> list[int | None]:
    """Return for each statement the index of the innermost one whose content holds its cue."""
    found: list[int | None] = []
    for n, inner in enumerate(placed):
        inside: int | None = None
        for m in range(n - 1, max(n - REACH, -1), -1):
            other = placed[m]
            if other.field == inner.field and _holds(other, inner):
                inside = m
                break
        found.append(inside)
    return found


def _holds(other: Placed, inner: Placed) -> bool:
    at = inner.statement.site.start if inner.statement.site else inner.statement.spans[0].start
    if other.statement.site is not None and other.statement.site.start == at:
        return False
    return any(span.start <= at < span.stop for span in other.statement.spans)


REACH = 12
"""Statements back in which the outer one is looked for."""
