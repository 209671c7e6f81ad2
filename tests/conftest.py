"""What tests of every part may ask for."""

from __future__ import annotations

import datetime as dt
import signal
from collections.abc import Callable
from pathlib import Path

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
COMPILED = [Path(__file__).parents[1] / "worker" / part for part in ("enrich", "normalise")]

LONGEST = (
    "cli/feeds/test_hostile_kills.py",
    "quality/test_linear_time.py",
    "kafka/test_chaos.py",
    "kafka/test_sharded_feeds.py",
)
"""Files that take minutes, longest first."""


def pytest_configure() -> None:
    """Hear Ctrl-C again: whatever a shell starts in the background ignores it, and its children do."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: where processes share the files, none waits for the last."""
    places = {Path(__file__).parent / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(LONGEST)))


def pytest_sessionstart() -> None:
    """Refuse to test a compiled core that is older than its source: Python would prefer it."""
    built = [path.stat().st_mtime for part in COMPILED for path in part.rglob("*.so")]
    source = [path.stat().st_mtime for part in COMPILED for path in part.rglob("*.py")]
    if built and min(built) < max(source):
        message = "the compiled core is older than its source: run make test, or make interpreted"
        pytest.exit(message, returncode=2)


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
