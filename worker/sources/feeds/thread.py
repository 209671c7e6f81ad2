"""``FeedThread``: the one thread of the source, in which its asyncio loop runs."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any, Final

_LOOK_SECONDS: Final = 0.2


class FeedThread:
    """Runs ``main`` in a loop of its own until it ends or is stopped."""

    def __init__(
        self,
        main: Callable[[], Coroutine[Any, Any, None]],
        *,
        fail: Callable[[BaseException], None],
    ) -> None:
        """Start; ``fail`` is told, in that thread, of an error that ends ``main``."""
        self._main = main
        self._fail = fail
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._running = threading.Event()
        self._thread = threading.Thread(target=self._run, name="qala-feeds", daemon=True)
        self._thread.start()
        self._running.wait()

    def call(self, step: Callable[[], object]) -> None:
        """Have ``step`` called in the thread; not at all once that is over."""
        if self._loop:
            with contextlib.suppress(RuntimeError):  # the loop is closed
                self._loop.call_soon_threadsafe(step)

    def do(self, step: Callable[[], object], seconds: float) -> bool:
        """Have ``step`` called in the thread; tell whether that was done within ``seconds``.

        It counts as done when the thread is over: then there is nothing left to do it to.
        """
        done = threading.Event()

        def work() -> None:
            try:
                step()
            finally:
                done.set()

        self.call(work)
        until = time.monotonic() + seconds
        while self._thread.is_alive() and time.monotonic() < until:
            if done.wait(_LOOK_SECONDS):
                return True
        return not self._thread.is_alive()

    def stop(self, seconds: float) -> bool:
        """Cancel ``main`` and wait for its end; tell whether it came within ``seconds``."""
        self.call(lambda: self._task and self._task.cancel())
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            asyncio.run(self._begin())
        except asyncio.CancelledError:
            pass
        except BaseException as error:  # noqa: BLE001 - whatever it is, the loop must hear of it
            self._fail(error)
        finally:
            self._running.set()

    async def _begin(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.current_task()
        self._running.set()
        await self._main()
