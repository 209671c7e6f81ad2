"""Golden pairs: a record as it comes, in a file whose name is the claim, and its event."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
from pathlib import Path

import msgspec

from worker import pipeline
from worker.event import Event, Published
from worker.packs import available, load
from worker.sources.files import FORMATS, records

FOLDER = Path(__file__).parent
NOW = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
_ENDING = ".event.json"


def sources() -> list[Path]:
    """Return the files that records are in, sorted."""
    files = (path for path in FOLDER.iterdir() if path.suffix in FORMATS)
    return sorted(path for path in files if not path.name.endswith(_ENDING))


def golden(source: Path) -> Path:
    """Return where the event of ``source`` is kept."""
    return source.with_suffix(_ENDING)


def orphans() -> list[Path]:
    """Return the events whose record is gone."""
    return sorted(set(FOLDER.glob(f"*{_ENDING}")) - {golden(source) for source in sources()})


def event_of(source: Path) -> Event:
    """Return the event of the one record that ``source`` holds."""
    packs = {language: load(language) for language in available()}
    with contextlib.chdir(FOLDER):  # a record without an id is known by its path
        [record] = records([Path(source.name)], io.BytesIO())
    outcome = pipeline.process(record, packs, now=NOW)
    assert isinstance(outcome, Published), outcome
    return outcome.event


def written(event: Event) -> bytes:
    """Return an event as a golden file has it, to be read in a diff."""
    return msgspec.json.format(msgspec.json.encode(event), indent=2) + b"\n"
