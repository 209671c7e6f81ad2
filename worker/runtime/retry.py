"""How long to wait after a failure, or to give up: a pure decision.

Waits grow by a factor up to a longest one; jitter takes up to half of each away, so that
workers that failed together do not come back together. What can't be cured by waiting is
given up at once, and what is not cured in ``give_up_after_seconds`` is given up then.
"""

from __future__ import annotations

from msgspec import Struct

from worker.errors import QalaError, StoppedError


class Policy(Struct, frozen=True, kw_only=True):
    """How patient to be."""

    first_seconds: float
    """The first wait, before jitter."""
    factor: float
    """What each wait is multiplied by to give the next."""
    longest_seconds: float
    give_up_after_seconds: float
    """From the first failure in a row; a wait that would end later is not begun."""


class Wait(Struct, frozen=True):
    """Do the same again after ``seconds``."""

    seconds: float


class GiveUp(Struct, frozen=True):
    """End without commit."""

    message: str


def decide(
    error: QalaError,
    attempt: int,
    elapsed: float,
    *,
    policy: Policy,
    jitter: float,
) -> Wait | GiveUp:
    """Decide what follows the ``attempt``-th failure in a row (from 1).

    ``elapsed`` is the seconds since the first of them; ``jitter`` a share from 0 to 1.
    """
    if isinstance(error, StoppedError):
        return GiveUp(str(error))
    seconds = _growth(attempt, policy) * (1 - jitter / 2)
    if elapsed + seconds > policy.give_up_after_seconds:
        return GiveUp(f"{error} (gave up after {attempt} attempts in {elapsed:.0f} s)")
    return Wait(seconds)


def _growth(attempt: int, policy: Policy) -> float:
    try:
        seconds = policy.first_seconds * policy.factor ** (attempt - 1)
    except OverflowError:  # a worker that has been waiting for days
        return policy.longest_seconds
    return min(seconds, policy.longest_seconds)
