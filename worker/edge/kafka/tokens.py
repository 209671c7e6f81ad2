"""Where OAUTHBEARER gets its tokens: a file that something else renews, or a token endpoint.

A file is read again at each connection. Of an endpoint (OAuth 2.0 client credentials, RFC 6749
section 4.4) a token is kept until a tenth of its life is left.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import httpx
import msgspec
from kafka.net.sasl.oauth import AbstractTokenProvider

from worker.errors import StoppedError, UnavailableError

_SECONDS = 20
_LIFE = 300.0
"""Seconds that a token lives whose endpoint does not say."""


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """What a token endpoint is asked with."""

    url: str
    client_id: str
    client_secret: str
    scope: str | None = None


class _Granted(msgspec.Struct):
    access_token: str
    expires_in: float = _LIFE


class FileTokens(AbstractTokenProvider):  # type: ignore[misc] # the client has no types
    """Reads the token from a file."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def token(self) -> str:
        """Return the token. Raises ``StoppedError`` where there is none."""
        try:
            token = self._path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as fault:
            message = f"kafka.sasl.token_file: {self._path}: {fault}; mount a file with a token"
            raise StoppedError(message) from fault
        if not token:
            message = f"kafka.sasl.token_file: {self._path} is empty; mount a file with a token"
            raise StoppedError(message)
        return token

    def extensions(self) -> dict[str, str]:
        """Return nothing beside the token."""
        return {}


class GrantedTokens(AbstractTokenProvider):  # type: ignore[misc] # the client has no types
    """Asks a token endpoint."""

    def __init__(self, grant: Grant, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._grant = grant
        self._clock = clock
        self._token = ""
        self._until = 0.0

    def token(self) -> str:
        """Return a token that is still good. Raises ``UnavailableError``."""
        if self._clock() >= self._until:
            asked = self._clock()
            granted = self._ask()
            self._token, self._until = granted.access_token, asked + granted.expires_in * 0.9
        return self._token

    def extensions(self) -> dict[str, str]:
        """Return nothing beside the token."""
        return {}

    def _ask(self) -> _Granted:
        form = {"grant_type": "client_credentials"}
        if self._grant.scope:
            form["scope"] = self._grant.scope
        try:
            answer = httpx.post(
                self._grant.url,
                data=form,
                auth=(self._grant.client_id, self._grant.client_secret),
                timeout=_SECONDS,
            )
            answer.raise_for_status()
            return msgspec.json.decode(answer.content, type=_Granted)
        except (httpx.HTTPError, httpx.InvalidURL, msgspec.MsgspecError) as fault:
            message = f"kafka.sasl.token_url: {self._grant.url}: {fault}; check it and its client"
            raise UnavailableError(message) from fault
