"""How far a consumer is in each of its partitions, and whether one stands still.

A partition that has records and does not move for long ends the process: what is stuck in a client
is cured by a new one, which also looks the brokers' addresses up again.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping
from typing import Final

from kafka import KafkaConsumer
from kafka import errors as driver

from worker.errors import StoppedError

_LOOK_EVERY_SECONDS: Final = 5.0
_KNOWN_MS: Final = 200
"""A position is known, or not to be had for now."""


Tell = Callable[[Mapping[int, int], int], None]
"""Is told the lag of each partition, and how many stand still."""


class Lookout:
    """Tells the lag of a topic every few seconds."""

    def __init__(self, topic: str, *, patience: float, tell: Tell) -> None:
        """Let a partition stand still for ``patience`` seconds."""
        self._topic = topic
        self._patience = patience
        self._tell = tell
        self._watchdog = Watchdog(patience=patience)
        self._looked = time.monotonic()

    def look(self, consumer: KafkaConsumer) -> None:
        """Look, if it is time to. Raises ``StoppedError`` where a partition stands still."""
        if time.monotonic() - self._looked < _LOOK_EVERY_SECONDS:
            return
        self._looked = time.monotonic()
        lags, positions = _standing(consumer)
        stalled = self._watchdog.look(positions, lags)
        self._tell(lags, len(stalled))
        if stalled:
            message = (
                f"Kafka: {self._topic} has records and partition {stalled[0]} gave "
                f"none for {self._patience:.0f} s; ends to begin anew"
            )
            raise StoppedError(message)


class Watchdog:
    """Knows since when each partition has records of which none was settled."""

    def __init__(self, *, patience: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Bark after ``patience`` seconds."""
        self._patience = patience
        self._clock = clock
        self._moved: dict[int, tuple[int, float]] = {}
        """The position last seen of each partition, and since when."""

    def look(self, positions: Mapping[int, int], lags: Mapping[int, int]) -> list[int]:
        """Return the partitions that stand still; those that are not named are forgotten."""
        now = self._clock()
        seen = {}
        for partition, position in positions.items():
            before, since = self._moved.get(partition, (position, now))
            moving = position != before or not lags.get(partition)
            seen[partition] = (position, now if moving else since)
        self._moved = seen
        return [each for each, (_, since) in seen.items() if now - since > self._patience]


def _standing(consumer: KafkaConsumer) -> tuple[dict[int, int], dict[int, int]]:
    """Return how far each partition is behind, and where it is, as far as the client knows."""
    lags, positions = {}, {}
    for partition in consumer.assignment():
        end = consumer.highwater(partition)
        if end is None:
            continue
        with contextlib.suppress(driver.KafkaError):
            at = consumer.position(partition, timeout_ms=_KNOWN_MS)
            positions[partition.partition] = at
            lags[partition.partition] = max(end - at, 0)
    return lags, positions
