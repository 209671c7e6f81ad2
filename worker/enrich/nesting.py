"""Claims inside claims."""

from __future__ import annotations

from collections.abc import Sequence

from worker.enrich.statement import Statement

AHEAD = 3
"""Statements ahead: an attribution that ends its sentence holds all the others in it."""
REACH = 12
"""Statements back in which the outer one is looked for."""


def outer(statements: Sequence[Statement]) -> list[int | None]:
    """Return for each statement the index of the innermost one whose content holds its cue."""
    found: list[int | None] = []
    for n, statement in enumerate(statements):
        site = statement.site
        at = site.start if site is not None else statement.spans[0].start
        inside: int | None = None
        for m in (
            *range(n - 1, max(n - REACH, -1), -1),
            *range(n + 1, min(n + AHEAD, len(statements))),
        ):
            other = statements[m]
            if other.site is site and site is not None:
                continue
            if any(start <= at < stop for start, stop in other.spans):
                inside = m
                break
        found.append(inside)
    return found
