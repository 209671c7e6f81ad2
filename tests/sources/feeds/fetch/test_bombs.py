"""Compression bombs, by the memory that they take."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.sources.feeds.fetch.bombs import COMPRESSORS

ROOT = Path(__file__).parents[4]


@pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="memory is measured on Linux"
)
@pytest.mark.parametrize("encoding", COMPRESSORS)
def test_a_bomb_takes_little_memory(encoding: str) -> None:
    """A body that unpacks to 300 MB is left at 10 MB, and the process grows by 30 MB at most."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.sources.feeds.fetch.bombs", encoding],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) <= 30
