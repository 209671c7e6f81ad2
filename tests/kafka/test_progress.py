"""The watchdog of partitions, on a clock of its own."""

from __future__ import annotations

from worker.edge.kafka.progress import Watchdog


def test_only_a_partition_with_records_that_does_not_move_stands_still() -> None:
    """One at its end may rest, one that moves is well, one that was taken is forgotten."""
    now = [0.0]
    dog = Watchdog(patience=60.0, clock=lambda: now[0])
    assert dog.look({0: 5, 1: 5, 2: 5, 3: 5}, {0: 0, 1: 9, 2: 9, 3: 9}) == []
    now[0] = 50.0
    assert dog.look({0: 5, 1: 6, 2: 5}, {0: 0, 1: 8, 2: 9}) == []
    now[0] = 61.0
    assert dog.look({0: 5, 1: 6, 2: 5, 3: 5}, {0: 0, 1: 8, 2: 9, 3: 9}) == [2]
    now[0] = 62.0
    assert dog.look({0: 5, 1: 6, 2: 6, 3: 5}, {0: 0, 1: 8, 2: 8, 3: 9}) == []
