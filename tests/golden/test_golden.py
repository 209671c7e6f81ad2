"""The whole path, record to event: each pair of this folder, whose file name is the claim."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.conftest import Valid
from tests.golden.pairs import event_of, golden, orphans, sources, written
from worker.event import Event


@pytest.mark.parametrize("source", sources(), ids=lambda path: path.name)
def test_golden(source: Path, valid: Valid) -> None:
    """The record gives the event beside it, byte for byte; ``make golden`` makes it anew."""
    kept = golden(source).read_bytes()
    event = valid(event_of(source))
    assert event == msgspec.json.decode(kept, type=Event)
    assert written(event) == kept


def test_no_event_without_its_record() -> None:
    """Every golden event has its record beside it."""
    assert orphans() == []
