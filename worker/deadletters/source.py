"""``Replay``: dead letters of a file as records, for the loop; what is settled is taken away.

A letter stays where its record is rejected again: the sink has written it anew, under the same
id. Others are taken away once their outcomes are kept for good; after a crash in between their
events are written again, and the ids show it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import get_args

from msgspec import Struct

from worker.article import Fault, Form, Record
from worker.deadletters.box import FileBox
from worker.deadletters.letter import DeadLetter
from worker.event import Outcome, Rejected


class ReplayBatch(Struct, frozen=True, kw_only=True):
    """Some records."""

    records: list[Record]

    def commit(self) -> None:
        """Do nothing: what became of each record is told by ``Replay.settled``."""


class Replay:
    """Gives each of ``letters`` once, at most ``batch_records`` at a time."""

    def __init__(
        self, box: FileBox, letters: Iterable[DeadLetter], *, batch_records: int, record_bytes: int
    ) -> None:
        self._box = box
        self._letters: Iterator[DeadLetter] = iter(letters)
        self._batch_records = batch_records
        self._record_bytes = record_bytes
        self._ids: dict[str, str] = {}
        self._settled: list[str] = []

    def read(self) -> ReplayBatch | None:
        """Return the next records; None after the last."""
        letters = list(islice(self._letters, self._batch_records))
        records = [self._record(letter) for letter in letters]
        self._ids |= {_name(r): each.id for r, each in zip(records, letters, strict=True)}
        return ReplayBatch(records=records) if records else None

    def settled(self, record: Record, outcome: Outcome) -> None:
        """Note what became of a record, for good."""
        name = self._ids.pop(_name(record))
        if not isinstance(outcome, Rejected):
            self._settled.append(name)

    def take_away(self) -> int:
        """Take away the letters of what is settled, and return how many."""
        if self._settled:
            self._box.remove(set(self._settled))
        return len(self._settled)

    def close(self) -> None:
        """Do nothing: the box is the caller's."""

    def _record(self, letter: DeadLetter) -> Record:
        return Record(
            form=_form(letter.form),
            body=letter.body,
            place=letter.place,
            source_id=letter.source_id,
            feed=letter.feed,
            fault=self._too_large(len(letter.body)),
        )

    def _too_large(self, size: int) -> Fault | None:
        if size <= self._record_bytes:
            return None
        message = (
            f"the record has {size:,} bytes; source.max_record_bytes is {self._record_bytes:,}"
        )
        return Fault(reason="too-large", message=message)


def _name(record: Record) -> str:
    return f"{record.form}\0{record.place}\0{record.source_id}\0{hash(record.body)}"


def _form(told: str) -> Form:
    for form in get_args(Form):
        if form == told:
            return form  # type: ignore[no-any-return] # it is one of them
    return "json"
