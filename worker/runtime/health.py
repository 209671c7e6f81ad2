"""Whether the worker is well, and one port that tells: /metrics, /healthz, /readyz.

* Alive: the loop turned within ``patience`` seconds. A wait for a source or a sink that is
  away counts as turning: a restart would heal nothing.
* Ready: the packs are loaded, and source and sink have each answered once. That stays true
  when one of them goes away later.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from msgspec import Struct
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from worker.errors import UsageError
from worker.ports import Happening
from worker.runtime.happenings import Answered, Failed, Started

PATIENCE_SECONDS = 60.0
_REQUEST_SECONDS = 5


class Verdict(Struct, frozen=True):
    """Yes or no, and why."""

    well: bool
    message: str


class Health:
    """An observer that knows whether the worker is alive and ready."""

    def __init__(
        self,
        *,
        patience: float = PATIENCE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin alive and not ready."""
        self._patience = patience
        self._clock = clock
        self._turned = clock()
        self._waiting = 0.0
        self._missing = ["packs", "sink", "source"]

    def __call__(self, happening: Happening, /) -> None:
        """Take any happening as a turn of the loop."""
        self._turned = self._clock()
        self._waiting = 0.0
        match happening:
            case Failed(wait=wait):
                self._waiting = wait
            case Started():
                self._found("packs")
            case Answered(part=part):
                self._found(part)

    def _found(self, what: str) -> None:
        self._missing = [missing for missing in self._missing if missing != what]

    def alive(self) -> Verdict:
        """Tell whether the loop turned recently."""
        ago = self._clock() - self._turned
        return Verdict(ago <= self._patience + self._waiting, f"the loop turned {ago:.1f} s ago")

    def ready(self) -> Verdict:
        """Tell whether everything needed has been there once."""
        if self._missing:
            return Verdict(well=False, message=f"waiting for {', '.join(self._missing)}")
        return Verdict(well=True, message="ready")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    health: Health
    registry: CollectorRegistry


class _Answer(BaseHTTPRequestHandler):
    """One request."""

    server: _Server
    timeout = _REQUEST_SECONDS
    server_version = "qala"
    sys_version = ""

    def do_GET(self) -> None:
        match self.path.partition("?")[0]:
            case "/metrics":
                encode, content_type = choose_encoder(self.headers.get("Accept", ""))
                self._send(HTTPStatus.OK, encode(self.server.registry), content_type)
            case "/healthz":
                self._tell(self.server.health.alive())
            case "/readyz":
                self._tell(self.server.health.ready())
            case _:
                self._text(HTTPStatus.NOT_FOUND, "there are /metrics, /healthz and /readyz")

    def _tell(self, verdict: Verdict) -> None:
        status = HTTPStatus.OK if verdict.well else HTTPStatus.SERVICE_UNAVAILABLE
        self._text(status, verdict.message)

    def _text(self, status: HTTPStatus, message: str) -> None:
        self._send(status, f"{message}\n".encode(), "text/plain; charset=utf-8")

    def _send(self, status: HTTPStatus, body: bytes, content_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited name
        """Say nothing: a probe every few seconds is no news."""


@contextmanager
def serve(
    health: Health, registry: CollectorRegistry, *, host: str, port: int
) -> Iterator[tuple[str, int]]:
    """Answer on ``host:port`` within this context; port 0 takes a free one.

    Gives the address that it listens on. Raises ``UsageError`` where that can't be had.
    """
    try:
        server = _Server((host, port), _Answer)
    except (OSError, OverflowError) as fault:
        message = f"can't listen on {host}:{port}: {fault}; set http.host and http.port"
        raise UsageError(message) from fault
    server.health, server.registry = health, registry
    thread = threading.Thread(target=server.serve_forever, name="qala-http", daemon=True)
    thread.start()
    try:
        yield host, server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
