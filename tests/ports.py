"""Ports of 127.0.0.1 for what listens a while after it was told where.

They lie below those that the system gives to whoever asks for any, and processes that run tests side
by side (pytest-xdist) choose among ports of their own: nobody else takes one meanwhile.
"""

from __future__ import annotations

import os
import random
import socket
from contextlib import closing, suppress
from typing import Final

_LOWEST: Final = 15_000
_SHARE: Final = 4_000
"""Ports that one of four processes chooses among."""


def free(number: int) -> list[int]:
    """Return so many ports at which nobody listens."""
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    lowest = _LOWEST + _SHARE * (process % 4)
    found: set[int] = set()
    while len(found) < number:
        port = random.randrange(lowest, lowest + _SHARE)  # noqa: S311 - no secret
        with closing(socket.socket()) as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            found.add(port)
    return list(found)
