"""What the tests of ``intake`` share."""

from __future__ import annotations

import datetime as dt

import pytest

from worker.packs import Pack, available, load


@pytest.fixture(scope="session")
def packs() -> dict[str, Pack]:
    """Return all packs, by language."""
    return {language: load(language) for language in available()}


@pytest.fixture
def now() -> dt.datetime:
    """Return the moment at which all tests are read."""
    return dt.datetime(2025, 3, 20, 12, tzinfo=dt.UTC)
