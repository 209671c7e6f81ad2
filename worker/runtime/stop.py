"""The wish to stop: a flag that signals set and the loop looks at between batches.

1. The first SIGTERM or SIGINT only sets the flag; whoever waits here wakes up.
2. The second ends the process at once with 128 + its number; nothing is committed.
3. Outside of ``listen`` signals do what they did before.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT)
_LOOK_EVERY_SECONDS = 0.05


class Stop:
    """A flag, and the signal that raised it.

    Not a ``threading.Event``: its ``set`` takes a lock, and a signal that arrives while the
    same thread is inside ``wait`` would then block for ever.
    """

    def __init__(self, *, before_abort: Callable[[], None] = lambda: None) -> None:
        """Begin unrequested; ``before_abort`` is the one thing done at the second signal."""
        self._before_abort = before_abort
        self.requested = False
        self.signal: signal.Signals | None = None

    def request(self, by: signal.Signals | None = None) -> None:
        """Ask for a stop after the batch in hand."""
        self.requested, self.signal = True, by

    def wait(self, seconds: float) -> None:
        """Sleep for ``seconds``, or until a stop is requested."""
        until = time.monotonic() + seconds
        while not self.requested and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _LOOK_EVERY_SECONDS))

    @contextmanager
    def listen(self) -> Iterator[None]:
        """Let SIGTERM and SIGINT request the stop, within this context (main thread only)."""
        before = {number: signal.signal(number, self._on_signal) for number in SIGNALS}
        try:
            yield
        finally:
            for number, action in before.items():
                signal.signal(number, action)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        if self.requested:
            self._before_abort()
            # Not by the default action: as process 1 of a container that one is ignored.
            os._exit(128 + number)
        self.request(signal.Signals(number))
