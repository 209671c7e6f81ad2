"""Outcomes in one line."""

from __future__ import annotations

import pytest

from tests.runtime.memory import claim, event, record
from worker.cli.tally import Tally
from worker.event import Duplicate, Outcome, Published, Rejected, Skipped

PUBLISHED = Published(event=event("a", claims=[claim()]))
REJECTED = Rejected(record=record("x"), reason="empty", message="")
OTHERS: list[Outcome] = [
    Duplicate(event_id="a-r", article_id="a"),
    Skipped(reason="no-pack", message=""),
]

LINES: list[tuple[list[Outcome], str, int]] = [
    ([], "0 records", 0),
    ([PUBLISHED], "1 record: 1 published with 1 claim", 0),
    (
        [PUBLISHED, PUBLISHED, *OTHERS, REJECTED],
        "5 records: 2 published with 2 claims · 1 duplicate · 1 skipped (no-pack 1) · 1 rejected (empty 1)",
        1,
    ),
]


@pytest.mark.parametrize(("outcomes", "line", "status"), LINES)
def test_tally(outcomes: list[Outcome], line: str, status: int) -> None:
    """The line names fates and reasons that occurred; a rejection sets the exit status."""
    tally = Tally()
    for outcome in outcomes:
        tally.add(outcome)
    assert (str(tally), tally.status) == (line, status)
