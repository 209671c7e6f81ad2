"""What the client gets wrong while brokers are away or refuse, put right from outside."""

from __future__ import annotations

import threading
import time
from typing import Any, Final

from kafka.errors import KafkaError
from kafka.net.compat import KafkaNetClient
from kafka.net.manager import KafkaConnectionManager
from kafka.net.selector import NetworkSelector
from kafka.net.transport import KafkaTCPTransport

from worker.edge.kafka.waits import END_SECONDS, within

_PAUSE_SECONDS: Final = 0.1
_DRAIN_SECONDS: Final = 2.0
_SPARE: Final = 1.5
"""Times its own longest wait that the client gets until we stop to wait for it."""


class PatientClient(KafkaNetClient):  # type: ignore[misc] # the client has no types
    """The client's way to its brokers, whose every wait ends, and which hears their last word.

    It asks again where a broker refuses the connection: the client's sender would lose the request
    of a transaction whose coordinator does. Told that the broker is not ready yet, it keeps it.
    """

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - the client's own
        """Take the options of a consumer, a producer or an admin client."""
        longest = max(options["request_timeout_ms"], options["bootstrap_timeout_ms"]) / 1000
        self.loop = _Loop(longest=_SPARE * longest, **options)
        super().__init__(self.loop, _Connections(self.loop, **options))

    def await_ready(self, node_id: object, timeout_ms: float = 30_000) -> bool:
        """Return whether the broker is ready, within a time."""
        try:
            return bool(super().await_ready(node_id, timeout_ms))
        except KafkaError:
            time.sleep(_PAUSE_SECONDS)
            return False


class _Loop(NetworkSelector):  # type: ignore[misc] # the client has no types
    """The client's event loop, which nobody waits for for ever, also when it ends."""

    def __init__(self, *, longest: float, **options: Any) -> None:  # noqa: ANN401 - the client's
        """Let ``run`` take that many seconds."""
        super().__init__(**options)
        self._longest = longest

    def run(self, coro: Any, *args: object) -> Any:  # noqa: ANN401 - no types
        """Return what comes of a coroutine."""
        if self._io_thread in {None, threading.current_thread()}:
            return super().run(coro, *args)
        return within(self._longest, super().run, coro, *args)

    def stop(self, timeout_ms: float | None = None) -> None:
        """End the thread, or leave it to itself: it is a daemon."""
        super().stop(END_SECONDS * 1000 if timeout_ms is None else timeout_ms)

    def close(self) -> None:
        """End the thread, and let go of what it had; where it does not end, it keeps that."""
        thread = self._io_thread
        self.stop()
        if thread is not None and thread.is_alive():
            self._closed = True
        super().close()

    def drain(self, scheduled: bool = False) -> None:  # noqa: FBT001, FBT002 - the client's
        """Do what is ready, but not what makes itself ready over and over."""
        until = time.monotonic() + _DRAIN_SECONDS
        while (self._ready or (scheduled and self._scheduled)) and time.monotonic() < until:
            self._poll_once()


class _Connections(KafkaConnectionManager):  # type: ignore[misc] # the client has no types
    """Makes connections that lose nothing of what came before their end.

    A broker that refuses a password says so and hangs up. In kafka-python 3.0.12 who reads both at
    once, as on a busy machine, throws the answer away and tells of a lost connection.
    """

    async def _build_transport(self, node: object, timeout_at: float | None = None) -> Any:  # noqa: ANN401
        return _hearing_all(await super()._build_transport(node, timeout_at))


def _hearing_all(transport: KafkaTCPTransport) -> KafkaTCPTransport:
    """Let the end wait for the next reading, which finds it again, where something came first."""
    receive = transport._sock_recv  # noqa: SLF001 - the one place where both are known

    def received() -> tuple[bytes, KafkaError | None]:
        came, end = receive()
        return came, None if came else end

    transport._sock_recv = received  # noqa: SLF001
    return transport
