"""Retry decisions, as tables."""

from __future__ import annotations

import pytest

from worker.errors import StoppedError, UnavailableError
from worker.runtime.retry import GiveUp, Policy, Wait, decide

POLICY = Policy(first_seconds=1, factor=2, longest_seconds=30, give_up_after_seconds=300)
AWAY = UnavailableError("no answer")

WAITS = [
    # attempt, elapsed, jitter, wait
    (1, 0.0, 0.0, 1.0),
    (2, 1.0, 0.0, 2.0),
    (5, 15.0, 0.0, 16.0),
    (6, 31.0, 0.0, 30.0),
    (1, 0.0, 1.0, 0.5),
    (6, 31.0, 0.5, 22.5),
    (9, 270.0, 0.0, 30.0),
    (5000, 100.0, 0.0, 30.0),
]


@pytest.mark.parametrize(("attempt", "elapsed", "jitter", "wait"), WAITS)
def test_waits_grow_up_to_the_longest(
    attempt: int, elapsed: float, jitter: float, wait: float
) -> None:
    """Each wait is a factor longer than the last, up to the longest; jitter takes up to half."""
    assert decide(AWAY, attempt, elapsed, policy=POLICY, jitter=jitter) == Wait(wait)


ENDS = [
    ("a wait that would end too late is not begun", AWAY, 271.0, 300.0),
    ("nothing to wait for at the first failure", AWAY, 0.0, 0.0),
    ("what waiting can't cure", StoppedError("full"), 0.0, 300.0),
]


@pytest.mark.parametrize(
    ("error", "elapsed", "give_up_after"), [row[1:] for row in ENDS], ids=[row[0] for row in ENDS]
)
def test_giving_up(
    error: UnavailableError | StoppedError, elapsed: float, give_up_after: float
) -> None:
    """Patience ends in a message that repeats the cause."""
    policy = Policy(
        first_seconds=1, factor=100, longest_seconds=30, give_up_after_seconds=give_up_after
    )
    decision = decide(error, 3, elapsed, policy=policy, jitter=0.0)
    assert isinstance(decision, GiveUp)
    assert str(error) in decision.message
