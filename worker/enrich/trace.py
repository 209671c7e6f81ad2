"""What the steps saw and did, kept for those who ask: a linguist who extends a pack.

Contract: made by the caller and filled by ``enrich``; without one, nothing is kept and nothing
is worked out.
"""

from __future__ import annotations

from mypy_extensions import mypyc_attr

from worker.enrich.prose import Prose
from worker.enrich.rules import Trial
from worker.enrich.speakers import Placed
from worker.event import Field


@mypyc_attr(acyclic=True)
class Trace:
    """The trials of each field and the statements of each claim, in the order of the text."""

    __slots__ = ("claims", "fields")

    def __init__(self) -> None:
        self.fields: list[tuple[Field, Prose, list[Trial]]] = []
        self.claims: list[tuple[Placed, str]] = []
        """A statement a claim, and how its speaker was found."""

    def of(self, field: Field, prose: Prose) -> list[Trial]:
        """Return where the trials of a field are to be kept."""
        trials: list[Trial] = []
        self.fields.append((field, prose, trials))
        return trials
