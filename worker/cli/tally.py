"""Outcomes, counted by fate and reason: the exit status of a command, and a line for people."""

from __future__ import annotations

from collections import Counter

from worker.cli import status
from worker.event import Duplicate, Outcome, Published, Rejected, Relayed, Skipped
from worker.ports import Happening
from worker.runtime.happenings import RecordSettled

_FATES: dict[type, str] = {
    Published: "published",
    Relayed: "relayed",
    Duplicate: "duplicate",
    Skipped: "skipped",
    Rejected: "rejected",
}


class Tally:
    """How many records met which fate. An observer of the loop, too."""

    def __init__(self) -> None:
        self._fates: Counter[str] = Counter()
        self._reasons: dict[str, Counter[str]] = {"skipped": Counter(), "rejected": Counter()}
        self.claims = 0

    def __call__(self, happening: Happening, /) -> None:
        """Count what is settled."""
        if isinstance(happening, RecordSettled):
            self.add(happening.outcome)

    def add(self, outcome: Outcome) -> None:
        """Count an outcome."""
        fate = _FATES[type(outcome)]
        self._fates[fate] += 1
        if isinstance(outcome, Skipped | Rejected):
            self._reasons[fate][outcome.reason] += 1
        elif isinstance(outcome, Published):
            self.claims += len(outcome.event.claims)

    @property
    def records(self) -> int:
        """All records that were counted."""
        return self._fates.total()

    @property
    def status(self) -> int:
        """The exit status that the outcomes ask for."""
        return status.REJECTED if self._fates["rejected"] else status.DONE

    def __str__(self) -> str:
        """Return ``7 records: 5 published with 12 claims · 2 rejected (not-json 2)``."""
        told = [self._fate(fate) for fate in _FATES.values() if self._fates[fate]]
        head = _count(self.records, "record")
        return f"{head}: {' · '.join(told)}" if told else head

    def _fate(self, fate: str) -> str:
        told = f"{self._fates[fate]:,} {fate}"
        if fate == "published":
            return f"{told} with {_count(self.claims, 'claim')}"
        reasons = self._reasons.get(fate, Counter()).most_common()
        why = ", ".join(f"{reason} {number:,}" for reason, number in reasons)
        return f"{told} ({why})" if why else told


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
