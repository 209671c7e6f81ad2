"""Workers that log in by OAUTHBEARER: where their tokens come from, and what a real broker makes of them."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from tests.kafka.broker import Cluster
from tests.kafka.login import check, refused
from tests.kafka.settings import USER
from worker.edge.kafka.tokens import FileTokens, Grant, GrantedTokens
from worker.errors import StoppedError, UnavailableError


def unsigned(seconds: float) -> str:
    """Return a token (JWT) that names the user, which nobody signed and which is good for a time."""
    now = time.time()
    parts = {"alg": "none"}, {"sub": USER, "iat": now - 60, "exp": now + seconds}
    written = (base64.urlsafe_b64encode(json.dumps(part).encode()) for part in parts)
    return "".join(f"{part.decode().rstrip('=')}." for part in written)


def bearer(**settings: str) -> str:
    """Return a section for a worker with a token."""
    lines = [f'{name} = "{value}"\n' for name, value in settings.items()]
    return "".join(['[kafka.sasl]\nmechanism = "OAUTHBEARER"\n', *lines])


def test_a_token_from_a_file_lets_in(single: Cluster, tmp_path: Path) -> None:
    """The broker sees whom it names and that it is still good."""
    path = tmp_path / "token"
    path.write_text(unsigned(300), encoding="utf-8")
    assert check(tmp_path, single.sasl, bearer(token_file=str(path)), "token-of-a-file") == 0


def test_a_token_of_an_endpoint_lets_in(single: Cluster, tmp_path: Path) -> None:
    """It is asked with the client's credentials, and what it grants is what the broker is shown."""
    asked: list[dict[str, list[str]]] = []
    with endpoint(asked, token=unsigned(300)) as url:
        section = bearer(token_url=url, client_id="c", client_secret="s")  # noqa: S106 - of no use anywhere
        assert check(tmp_path, single.sasl, section, "token-of-an-endpoint") == 0
    assert {each["authorization"][0] for each in asked} == {"Basic Yzpz"}


@pytest.mark.parametrize("token", [unsigned(-30), "no JWT"], ids=["expired", "no JWT"])
def test_a_token_that_is_refused_ends_the_worker_with_a_clear_line(
    single: Cluster, tmp_path: Path, token: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is not shown again for ever, and the line says which settings to change."""
    path = tmp_path / "token"
    path.write_text(token, encoding="utf-8")
    section = bearer(token_file=str(path))
    told = refused("SaslAuthenticationFailed", capsys, tmp_path, single.sasl, section)
    assert "set kafka.sasl" in told


def test_a_token_that_is_not_there_is_told(
    single: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The client asks for it within, and tells its log alone."""
    section = bearer(token_file=str(tmp_path / "nowhere"))
    refused("mount a file with a token", capsys, tmp_path, single.sasl, section)


def test_an_endpoint_that_refuses_the_client_is_told(
    single: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its answer is in the line, and not only that no broker was reached."""
    with endpoint([], status=401) as url:
        section = bearer(token_url=url, client_id="c", client_secret="wrong")  # noqa: S106 - of no use anywhere
        told = refused("401", capsys, tmp_path, single.sasl, section)
    assert "kafka.sasl.token_url" in told


def test_a_token_from_a_file_is_read_anew(tmp_path: Path) -> None:
    """What mounts the file renews it; an empty one is told."""
    path = tmp_path / "token"
    path.write_text("one\n", encoding="utf-8")
    tokens = FileTokens(path)
    assert tokens.token() == "one"
    path.write_text("two", encoding="utf-8")
    assert tokens.token() == "two"
    path.write_text(" ", encoding="utf-8")
    with pytest.raises(StoppedError, match="is empty"):
        tokens.token()


@contextmanager
def endpoint(
    asked: list[dict[str, list[str]]], status: int = 200, token: str | None = None
) -> Iterator[str]:
    """Serve a token endpoint, whose tokens are counted unless one is given; give its URL."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            form = parse_qs(self.rfile.read(length).decode())
            asked.append(form | {"authorization": [self.headers["Authorization"]]})
            given = {"access_token": token or f"token-{len(asked)}", "expires_in": 100}
            body = json.dumps(given).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/token"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_token_of_an_endpoint_is_kept_while_it_is_good() -> None:
    """It is asked for with client credentials, and again when a tenth of its life is left."""
    asked: list[dict[str, list[str]]] = []
    now = [0.0]
    with endpoint(asked) as url:
        grant = Grant(url=url, client_id="c", client_secret="s", scope="kafka")  # noqa: S106 - of no use anywhere
        tokens = GrantedTokens(grant, clock=lambda: now[0])
        assert [tokens.token(), tokens.token()] == ["token-1", "token-1"]
        now[0] = 89.0
        assert tokens.token() == "token-1"
        now[0] = 91.0
        assert tokens.token() == "token-2"
    assert asked[0]["grant_type"] == ["client_credentials"]
    assert asked[0]["scope"] == ["kafka"]
    assert asked[0]["authorization"] == ["Basic Yzpz"]


def test_an_endpoint_that_refuses_is_asked_again_later() -> None:
    """Its answer is told; waiting may cure it."""
    with endpoint([], status=503) as url:
        tokens = GrantedTokens(Grant(url=url, client_id="c", client_secret="s"))  # noqa: S106 - of no use anywhere
        with pytest.raises(UnavailableError, match="503"):
            tokens.token()
