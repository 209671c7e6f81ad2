"""``Files``, the source of ``qala run``; ``records``, the same for the commands that take files."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from worker.article import Record
from worker.sources.files.document import FORMATS, Limits, failed, read
from worker.sources.files.lines import lines
from worker.sources.files.paths import files_of, place_of

STDIN = Path("-")


def records(
    paths: Sequence[Path], stdin: BinaryIO, limits: Limits | None = None
) -> Iterator[Record]:
    """Yield the records of ``paths``; of ``stdin``, as lines, for ``-`` or where there are none."""
    bounds = limits or Limits()
    for path in paths or [STDIN]:
        if path == STDIN:
            yield from lines(stdin, "<stdin>", bounds.record_bytes)
        else:
            yield from _read_all([path], bounds)


def _read_all(paths: Iterable[Path], limits: Limits) -> Generator[Record, None, None]:
    for path, fault in files_of(paths, FORMATS):
        if fault:
            yield failed("text", place_of(path), fault)
        else:
            yield from read(path, limits)


class FilesBatch(Struct, frozen=True, kw_only=True):
    """Records of files. There is nothing to settle: the files stay where they are."""

    records: list[Record]

    def commit(self) -> None:
        """Do nothing: no position is kept."""


class Files:
    """Reads ``paths`` once, from first to last."""

    def __init__(
        self,
        paths: Sequence[Path],
        *,
        batch_records: int = 100,
        batch_bytes: int = 16_000_000,
        limits: Limits | None = None,
    ) -> None:
        self._records = _read_all(paths, limits or Limits())
        self._batch_records = batch_records
        self._batch_bytes = batch_bytes

    def read(self) -> FilesBatch | None:
        """Return the next records, bounded in number and by bytes; None after the last."""
        batch: list[Record] = []
        size = 0
        for record in self._records:
            batch.append(record)
            size += len(record.body)
            if len(batch) >= self._batch_records or size >= self._batch_bytes:
                break
        return FilesBatch(records=batch) if batch else None

    def close(self) -> None:
        """Close the file in hand."""
        self._records.close()
