"""How long the tests here wait for something: far longer than it takes, so that only what hangs fails."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

PATIENCE: Final = 300.0
"""Seconds."""


def wait(condition: Callable[[], object], what: str, *, every: float = 0.2) -> None:
    """Return once ``condition`` holds, asked every so many seconds; raise where it never does."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(every)
