"""Claims inside claims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from worker.enrich.statement import Statement

AHEAD: Final = 3
"""Statements ahead: an attribution that ends its sentence holds all the others in it."""
REACH: Final = 12
"""Statements back in which the outer one is looked for."""


def outer(statements: Sequence[Statement]) -> list[int | None]:
    """Return for each statement the index of the innermost one whose content holds its cue."""
    farthest: list[int] = []
    last = 0
    for statement in statements:
        last = max(last, statement.spans[-1].stop)
        farthest.append(last)
    return [_outer(statements, n, farthest) for n in range(len(statements))]


def _outer(statements: Sequence[Statement], n: int, farthest: Sequence[int]) -> int | None:
    """Look back, then ahead; ``farthest`` is where the content of all up to one has ended."""
    statement = statements[n]
    at = _place(statement)
    for m in range(n - 1, max(n - REACH, -1), -1):
        if farthest[m] <= at:
            break
        if _holds(statements[m], statement, at):
            return m
    for m in range(n + 1, min(n + AHEAD, len(statements))):
        other = statements[m]
        if _holds(other, statement, at) and not _holds(statement, other, _place(other)):
            return m
    return None


def _place(statement: Statement) -> int:
    site = statement.site
    return site.start if site is not None else statement.spans[0].start


def _holds(other: Statement, statement: Statement, at: int) -> bool:
    if other.site is statement.site is not None:
        return False
    for span in other.spans:  # noqa: SIM110 - any() costs more than all else here
        if span.start <= at < span.stop:
            return True
    return False
