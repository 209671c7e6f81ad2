"""What the README shows is what qala does."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from worker import packs, pipeline
from worker.article import Record
from worker.config.settings import Settings
from worker.event import Published

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def _keys(shape: type[msgspec.Struct], section: str = "") -> Iterator[str]:
    for field in msgspec.structs.fields(shape):
        if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
            yield from _keys(field.type, f"{section}{field.name}.")
        else:
            yield section + field.name


def _like(shown: object, real: object) -> object:
    """Reduce what is real to what is shown: fewer keys, and … for what no reader compares."""
    if isinstance(shown, dict) and isinstance(real, dict):
        return {key: _like(value, real.get(key)) for key, value in shown.items()}
    if isinstance(shown, list) and isinstance(real, list) and len(shown) == len(real):
        return [_like(*pair) for pair in zip(shown, real, strict=True)]
    return "…" if shown == "…" else real


def test_two_commands_are_all_it_takes() -> None:
    """The README gives the two commands of a fresh clone."""
    assert {"make run", "make test"} <= set(README.splitlines())


def test_every_setting_is_explained() -> None:
    """The table of settings has a row for each key that there is, in the same order."""
    table = README.split("<!-- settings -->")[1].split("\n\n")[0]
    assert re.findall(r"^\| `([a-z_.]+)`", table, re.MULTILINE) == list(_keys(Settings))


def test_the_event_shown_is_that_of_the_record_shown() -> None:
    """The pipeline makes the README's event of the README's record."""
    record, event = (
        json.loads(block) for block in re.findall(r"```json\n(.*?)```", README, re.DOTALL)
    )
    outcome = pipeline.process(
        Record(form="json", body=json.dumps(record).encode(), place="README.md"),
        {language: packs.load(language) for language in packs.available()},
        now=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
    )
    assert isinstance(outcome, Published)
    assert outcome.unknown_fields == 0
    assert _like(event, msgspec.to_builtins(outcome.event)) == event
