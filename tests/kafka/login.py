"""A worker that logs in: ``qala topics`` at an address, with the sections that say who it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kafka.settings import PASSWORD, USER
from worker.cli import main


def check(folder: Path, address: str, sections: str, topic: str, *, seconds: int = 60) -> int:
    """Let ``qala topics check`` ask the broker at ``address``, for so long; return its status."""
    path = folder / "qala.toml"
    options = "".join(
        f"\n[kafka.{kind}_options]\nbootstrap_timeout_ms = {seconds * 1000}\n"
        for kind in ("consumer", "producer", "admin")
    )
    path.write_text(
        '[source.files]\npaths = ["news"]\n[sink]\nkind = "kafka"\n'
        f'[sink.kafka]\narticles = "{topic}"\ndead_letters = "{topic}.dead"\n'
        f'[kafka]\nbootstrap = ["{address}"]\n{sections}{options}',
        encoding="utf-8",
    )
    made = main(["topics", "create", str(path), "--partitions", "1"])
    return made or main(["topics", "check", str(path), "--json"])


def refused(
    words: str, capsys: pytest.CaptureFixture[str], folder: Path, address: str, sections: str
) -> str:
    """Let it be refused with ``words``, and return what was told.

    It is asked for as long as there is to connect: that is short, unless nothing was heard by then.
    """
    for seconds in (4, 20, 60):
        status = check(folder, address, sections, "never", seconds=seconds)
        told = capsys.readouterr().err
        if words in told:
            break
    assert status == 3
    assert words in told
    return told


def sasl(mechanism: str, password: str = PASSWORD) -> str:
    """Return a section for a user with a password."""
    return (
        f'[kafka.sasl]\nmechanism = "{mechanism}"\nusername = "{USER}"\npassword = "{password}"\n'
    )
