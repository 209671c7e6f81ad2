"""A press with a hub on the loopback: it serves a feed, verifies subscriptions and delivers."""

from __future__ import annotations

import hmac
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode

from tests.patience import PATIENCE


class Hub(ThreadingHTTPServer):
    """Its answers may be changed while it is up."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Desk)
        self.document = b""
        """The feed, at ``/feed``."""
        self.polls = 0
        self.requests: list[dict[str, str]] = []
        """Forms that were posted to ``/hub``."""
        self.verified: list[tuple[str, int]] = []
        """Modes that were verified, with the status of the callback."""
        self.subscriptions: dict[str, dict[str, str]] = {}
        """Form by callback of those that hold."""
        self.lease = 864_000
        self.denies = False
        self.status = 202
        """Of the answer to a form; another than 202 is all that comes."""

    def url(self, path: str) -> str:
        """Return the URL of ``path``."""
        return f"http://127.0.0.1:{self.server_port}{path}"

    def modes(self) -> list[str]:
        """Return what was asked for, in order."""
        return [form["hub.mode"] for form in self.requests]

    def verify(self, form: dict[str, str]) -> None:
        """Ask back as hubs do, or say no."""
        asked = {"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"]}
        if self.denies:
            call(
                f"{form['hub.callback']}?{urlencode(asked | {'hub.mode': 'denied', 'hub.reason': 'no room'})}"
            )
            return
        asked |= {"hub.challenge": "a challenge", "hub.lease_seconds": str(self.lease)}
        status, body = call(f"{form['hub.callback']}?{urlencode(asked)}")
        if status == 200 and body == b"a challenge":
            if form["hub.mode"] == "subscribe":
                self.subscriptions[form["hub.callback"]] = form
            else:
                self.subscriptions.pop(form["hub.callback"], None)
        self.verified.append((form["hub.mode"], status))

    def deliver(self, body: bytes, *, secret: str | None = None, method: str = "sha256") -> int:
        """Send ``body`` to the one subscriber; return the status of its answer."""
        [(callback, form)] = self.subscriptions.items()
        key = secret or form["hub.secret"]
        signature = f"{method}={hmac.new(key.encode(), body, method).hexdigest()}"
        headers = {"Content-Type": "application/rss+xml", "X-Hub-Signature": signature}
        return call(callback, body, headers)[0]


def call(
    url: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    """Ask a callback; return status and body, 0 where nobody answers."""
    request = urllib.request.Request(url, body, headers or {})  # noqa: S310 - the loopback
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - the loopback
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read()
    except OSError:  # the worker has ended meanwhile
        return 0, b""


_MOVED = {"/moved": 308, "/elsewhere": 303}


class _Desk(BaseHTTPRequestHandler):
    server: Hub

    def do_GET(self) -> None:
        self.server.polls += 1
        self._send(200, self.server.document)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode("ascii")
        if self.path in _MOVED:
            self._send(_MOVED[self.path], b"", {"Location": "/hub"})
            return
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self.server.requests.append(form)
        self._send(self.server.status, b"as you wish")
        if self.server.status == 202:
            threading.Thread(target=self.server.verify, args=(form,), daemon=True).start()

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited name
        """Say nothing."""


@contextmanager
def opened() -> Iterator[Hub]:
    """Give a hub that is up."""
    hub = Hub()
    thread = threading.Thread(target=hub.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        hub.shutdown()
        hub.server_close()
        thread.join()
