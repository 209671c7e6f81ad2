"""``Opened``: a poller whose connections and parser processes are open while it runs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Final

from worker.sources.feeds.feed import State
from worker.sources.feeds.poller import Poller
from worker.sources.feeds.roster import Lists
from worker.sources.feeds.websub.subscriber import Subscriber

LOOK_UPS: Final = 32
"""Names that are looked up at once: a name server that is dead must not hold up the others."""


class Opened:
    """What ``Feeds`` runs in its thread."""

    def __init__(
        self,
        poller: Poller,
        tools: Sequence[AbstractAsyncContextManager[object]],
        subscriber: Subscriber | None = None,
    ) -> None:
        """Take the poller, what must be open while it polls, and who subscribes to hubs."""
        self._poller = poller
        self._subscriber = subscriber
        self._tools = tools

    async def run(self) -> None:
        """Open the tools in this thread's loop, and poll until cancelled or done."""
        executor = ThreadPoolExecutor(LOOK_UPS, thread_name_prefix="qala-names")
        asyncio.get_running_loop().set_default_executor(executor)
        async with AsyncExitStack() as stack:
            for tool in self._tools:
                await stack.enter_async_context(tool)
            if self._subscriber:
                await stack.enter_async_context(self._subscriber)
            await self._poller.run()

    def settled(self, states: Mapping[str, State]) -> None:
        """Pass on the states that are kept."""
        if self._subscriber:
            self._subscriber.settled(states)
        self._poller.settled(states)

    def relist(self, lists: Lists) -> None:
        """Pass on other feeds."""
        self._poller.relist(lists)
        if self._subscriber:
            self._subscriber.relist(lists.feeds)
