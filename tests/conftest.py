"""What tests of every part may ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import jsonschema
import msgspec
import pytest
from hypothesis import settings

from worker.event import Event
from worker.packs import Pack, available, load

# The first example of a run also pays for loading packs and models, and machines have slow days.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

Valid = Callable[[Event], Event]


@pytest.fixture(scope="session")
def valid() -> Valid:
    """Return a function that checks an event, as it is written, against ``qala schema article``."""
    from worker.cli.schema import schema  # noqa: PLC0415 - only this fixture needs all parts

    validator = jsonschema.Draft202012Validator(
        schema("article"), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )

    def check(event: Event) -> Event:
        validator.validate(msgspec.json.decode(msgspec.json.encode(event)))
        return event

    return check


@pytest.fixture(scope="session")
def packs() -> dict[str, Pack]:
    """Return all packs, by language."""
    return {language: load(language) for language in available()}


@pytest.fixture
def now() -> dt.datetime:
    """Return the moment at which records are read."""
    return dt.datetime(2025, 3, 20, 12, tzinfo=dt.UTC)
