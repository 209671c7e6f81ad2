"""Asks a part again until it answers, waiting as ``retry`` decides, and tells the observers."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from worker.errors import QalaError, StoppedError, UnavailableError, UndoneError
from worker.ports import Observer
from worker.runtime.happenings import Answered, Failed, GaveUp, Part
from worker.runtime.retry import GiveUp, Policy, decide
from worker.runtime.stop import Stop

T = TypeVar("T")


class Patience:
    """What the loop asks source and sink through."""

    def __init__(self, policy: Policy, *, observe: Observer, stop: Stop) -> None:
        """Take how patient to be, whom to tell, and the flag that cuts waits short."""
        self._policy = policy
        self._observe = observe
        self._stop = stop
        self._answering: set[Part] = set()
        self._undone = 0
        self._undone_since = 0.0

    def ask(self, part: Part, step: Callable[[], T], *, droppable: bool = False) -> T | None:
        """Do ``step`` until it succeeds, and return what it returned.

        Raises ``StoppedError`` when it is given up. Once a stop is requested, one last attempt
        is made, or none where the step is ``droppable``: then the answer is None.
        """
        attempt, first = 0, 0.0
        while True:
            last = attempt > 0 and self._stop.requested
            if last and droppable:
                return None
            try:
                result = step()
            except (UnavailableError, StoppedError) as error:
                attempt += 1
                first = first or time.monotonic()
                self._wait(part, error, attempt, elapsed=time.monotonic() - first, last=last)
            else:
                self._praise(part)
                return result

    def bear(self, error: UndoneError) -> None:
        """Wait before a batch that was undone is read again. Raises ``StoppedError``.

        Those between two calls of ``settled`` are failures in a row.
        """
        self._undone += 1
        self._undone_since = self._undone_since or time.monotonic()
        if not self._stop.requested:
            elapsed = time.monotonic() - self._undone_since
            self._wait("sink", error, self._undone, elapsed=elapsed, last=False)

    def settled(self) -> None:
        """Take note that a batch was settled."""
        self._undone, self._undone_since = 0, 0.0

    def _praise(self, part: Part) -> None:
        if part not in self._answering:
            self._answering.add(part)
            self._observe(Answered(part=part))

    def _wait(
        self,
        part: Part,
        error: QalaError,
        attempt: int,
        *,
        elapsed: float,
        last: bool,
    ) -> None:
        self._answering.discard(part)
        jitter = random.random()  # noqa: S311 - spreads retries, keeps no secret
        decision = decide(error, attempt, elapsed, policy=self._policy, jitter=jitter)
        if last:
            decision = GiveUp(f"{error} (no more attempts: a stop was requested)")
        if isinstance(decision, GiveUp):
            self._observe(GaveUp(part=part, message=decision.message))
            message = f"{part}: {decision.message}"
            raise StoppedError(message) from error
        self._observe(Failed(part=part, attempt=attempt, wait=decision.seconds, message=str(error)))
        self._stop.wait(decision.seconds)
