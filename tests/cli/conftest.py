"""``qala`` as its users start it: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
Qala = Callable[..., subprocess.CompletedProcess[str]]


def environment() -> dict[str, str]:
    """Return the environment without overrides of settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QALA_")}
    return kept | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}


@pytest.fixture
def qala(tmp_path: Path) -> Qala:
    """Return a function that runs ``qala`` in an empty folder, its input and output captured."""

    def run(
        *arguments: str | Path, stdin: str | bytes = b"", **variables: str
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-m", "worker", *map(str, arguments)],
            cwd=tmp_path,
            env=environment() | variables,
            input=stdin if isinstance(stdin, bytes) else stdin.encode(),
            capture_output=True,
            check=False,
            timeout=PATIENCE,
        )
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
        )

    return run
