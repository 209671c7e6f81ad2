"""``qala`` that kills itself: ``python -m tests.cli.feeds.kill_entry STEP NTH run CONFIG.toml``.

The parts are the real ones. When the step is reached for the ``NTH`` time the process ends by
SIGKILL, so that nothing of it is closed, flushed or undone by itself.
"""

from __future__ import annotations

import functools
import inspect
import os
import signal
import sys
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from worker.cli import main
from worker.memories import sqlite as memory
from worker.sinks.sqlite import Sqlite as Sink
from worker.sources.feeds.fetch import Fetcher
from worker.sources.feeds.parsers import Parsers
from worker.sources.feeds.poller import Poller
from worker.sources.feeds.store import Sqlite as Store
from worker.sources.feeds.waiting import Waiting

STEPS = MappingProxyType(
    {
        "before the fetch": (Fetcher, "fetch", False),
        "after the fetch": (Fetcher, "fetch", True),
        "before the document is read": (Parsers, "document", False),
        "after the document is read": (Parsers, "document", True),
        "after a page is read": (Parsers, "page", True),
        "after the entries are compared": (Store, "revisions", True),
        "while the poll waits": (Waiting, "put", True),
        "after the poll is taken": (Waiting, "take", True),
        "before an event is written": (Sink, "publish", False),
        "after an event is written": (Sink, "publish", True),
        "after a carrier is written": (Sink, "carry", True),
        "before the flush": (Sink, "flush", False),
        "after the flush": (Sink, "flush", True),
        "before the memory keeps": (memory.Sqlite, "keep", False),
        "after the memory keeps": (memory.Sqlite, "keep", True),
        "before the state is committed": (Store, "commit", False),
        "within the commit of the state": (Store, "_write", True),
        "after the state is committed": (Store, "commit", True),
        "after the next poll is planned": (Poller, "settled", True),
    }
)
"""Class, method, and whether it has been done."""


def _deadly(method: Callable[..., Any], nth: int, *, done: bool) -> Callable[..., Any]:
    left = nth

    def count() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    @functools.wraps(method)
    def plainly(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever it is
        if not done:
            count()
        result = method(*arguments, **named)
        # Reading nothing and writing nothing is no step.
        if done and (result is not None or method.__name__ != "take"):
            count()
        return result

    @functools.wraps(method)
    async def awaited(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever it is
        if not done:
            count()
        result = await method(*arguments, **named)
        if done:
            count()
        return result

    return awaited if inspect.iscoroutinefunction(method) else plainly


def run() -> int:
    """Put death in place and start."""
    owner, name, done = STEPS[sys.argv[1]]
    setattr(owner, name, _deadly(getattr(owner, name), int(sys.argv[2]), done=done))
    return main(sys.argv[3:])


if __name__ == "__main__":
    sys.exit(run())
