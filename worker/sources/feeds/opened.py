"""``Opened``: a poller whose connections and parser processes are open while it runs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Final

from worker.sources.feeds.feed import Feed, State
from worker.sources.feeds.poller import Poller

LOOK_UPS: Final = 32
"""Names that are looked up at once: a name server that is dead must not hold up the others."""


class Opened:
    """What ``Feeds`` runs in its thread."""

    def __init__(
        self, poller: Poller, tools: Sequence[AbstractAsyncContextManager[object]]
    ) -> None:
        """Take the poller, and what must be open while it polls."""
        self._poller = poller
        self._tools = tools

    async def run(self) -> None:
        """Open the tools in this thread's loop, and poll until cancelled or done."""
        executor = ThreadPoolExecutor(LOOK_UPS, thread_name_prefix="qala-names")
        asyncio.get_running_loop().set_default_executor(executor)
        async with AsyncExitStack() as stack:
            for tool in self._tools:
                await stack.enter_async_context(tool)
            await self._poller.run()

    def settled(self, states: Mapping[str, State]) -> None:
        """Pass on the states that are kept."""
        self._poller.settled(states)

    def relist(self, feeds: Sequence[Feed], *, dropped: int) -> None:
        """Pass on other feeds."""
        self._poller.relist(feeds, dropped=dropped)
