"""Waiting for the client, which has no limit of its own everywhere: each wait here has an end.

kafka-python 3.0.12 loses requests whose broker goes away at the wrong moment, and whoever waits for
such a request waits for ever.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any, Final

from kafka import KafkaConsumer, KafkaProducer
from kafka.errors import KafkaError, KafkaTimeoutError

_LEAVE_MS: Final = 5_000
_CLOSE_SECONDS: Final = 10.0
END_SECONDS: Final = 5.0
"""That a thread of the client gets to end; then it is left to itself, as a daemon."""


class UnansweredError(KafkaTimeoutError):  # type: ignore[misc] # the client has no types
    """The client does not come back; what becomes of the call is unknown."""


def within(seconds: float, call: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401 - the call's
    """Return what ``call`` returns, or raise what it raises.

    Raises ``UnansweredError`` where it takes longer; it then goes on by itself.
    """
    results: list[Any] = []
    faults: list[BaseException] = []

    def work() -> None:
        try:
            results.append(call(*arguments))
        except BaseException as fault:  # noqa: BLE001 - raised again below
            faults.append(fault)

    thread = threading.Thread(target=work, name="qala-within", daemon=True)
    thread.start()
    thread.join(seconds)
    if faults:
        raise faults[0]
    if not results:
        message = f"no answer in {seconds:.0f} s"
        raise UnansweredError(message)
    return results[0]


def close(consumer: KafkaConsumer) -> None:
    """Let go of a consumer: leave its group, as far as that is done soon, and end its thread."""
    with contextlib.suppress(KafkaError):
        within(_CLOSE_SECONDS, lambda: consumer.close(autocommit=False, timeout_ms=_LEAVE_MS))


def end(producer: KafkaProducer, *, seconds: float) -> None:
    """Let go of a producer, which has so long to send what is left; the rest is lost.

    The client's own way to close leaves its thread behind, sending on, where something is left.
    """
    with contextlib.suppress(KafkaError):
        producer.close(timeout=seconds)
    sender = producer._sender  # noqa: SLF001 - it has no other handle
    sender.force_close()
    sender.join(END_SECONDS)
