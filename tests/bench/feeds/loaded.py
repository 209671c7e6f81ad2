"""The memory of a worker that has 10,000 feeds, each with a week of rhythm and validators."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from tests.bench.feeds.simulation import urls
from tests.cli.conftest import environment
from tests.cli.feeds.hostile_world import resident
from worker.sources.feeds.feed import HOURS_OF_A_WEEK, State
from worker.sources.feeds.store import Change, Sqlite

_SETTINGS = """
[source]
kind = "feeds"
[source.feeds]
lists = ["feeds.toml"]
contact = "mailto:desk@press.example"
"""
_STILL_SECONDS = 3.0


def loaded_bytes(feeds: int) -> int:
    """Return the bytes of memory of a worker with so many feeds, none of which is due."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder, urls(feeds, feeds * 6 // 100))
        (folder / "qala.toml").write_text(_SETTINGS)
        process = subprocess.Popen(
            [sys.executable, "-m", "worker", "run", "qala.toml"],
            cwd=folder,
            env=environment(),
            stderr=subprocess.PIPE,
        )
        assert process.stderr
        # The lists are read and the states as well once the source has answered.
        for line in process.stderr:
            if b'"answers","part":"source"' in line:
                break
        most, since = 0, time.monotonic()
        while time.monotonic() - since < _STILL_SECONDS:
            if (now := resident(process.pid)) > most * 1.01:
                most, since = now, time.monotonic()
            time.sleep(0.1)
        process.terminate()
        process.communicate()
        assert process.returncode == 0
        return most


def _write(folder: Path, listed: list[str]) -> None:
    rows = (f'[[feed]]\nurl = "{url}"\nname = "Feed {n}"\n' for n, url in enumerate(listed))
    (folder / "feeds.toml").write_text("\n".join(rows))
    now = time.time()
    with closing(Sqlite(folder / "feeds.db")) as store:
        store.commit(
            [Change(url=url, state=_state(n, now), at=now) for n, url in enumerate(listed)]
        )


def _state(n: int, now: float) -> State:
    return State(
        standing="healthy",
        etag=f'W/"{n:032x}"',
        last_modified="Tue, 13 Oct 2026 12:00:00 GMT",
        interval=900.0 + n,
        next_poll=now + 7_200 + n,
        last_poll=now,
        last_success=now,
        last_entry=now,
        polls=200,
        overlap=0.8,
        rhythm=[n + hour / 7 for hour in range(HOURS_OF_A_WEEK)],
        title=f"The title of feed {n}",
    )
