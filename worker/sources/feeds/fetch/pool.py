"""The connections: HTTP/1.1 and HTTP/2, kept for a while, with certificates verified always."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import httpcore
import httpx

from worker.errors import UsageError

IDLE_SECONDS = 15.0
"""How long an idle connection is kept; servers close theirs after 5 to 75 seconds."""
IDLE_CONNECTIONS = 20


def pool(
    network: httpcore.AsyncNetworkBackend,
    *,
    ca_file: Path | None,
    proxy: str | None,
    connections: int,
) -> httpcore.AsyncConnectionPool:
    """Return a pool whose connections ``network`` makes, or the proxy if there is one."""
    options: dict[str, Any] = {
        "ssl_context": _trust(ca_file),
        "max_connections": connections,
        "max_keepalive_connections": IDLE_CONNECTIONS,
        "keepalive_expiry": IDLE_SECONDS,
        "http2": True,
    }
    if proxy is None:
        return httpcore.AsyncConnectionPool(network_backend=network, **options)
    by = _proxy(proxy)
    return httpcore.AsyncHTTPProxy(
        httpcore.URL(scheme=by.url.raw_scheme, host=by.url.raw_host, port=by.url.port, target=b"/"),
        proxy_auth=by.raw_auth,
        proxy_ssl_context=_trust(ca_file) if by.url.scheme == "https" else None,
        **options,
    )


def _trust(ca_file: Path | None) -> ssl.SSLContext:
    context = httpx.create_ssl_context(trust_env=False)
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except (OSError, ssl.SSLError) as error:
            message = f"ca_file {ca_file}: {error}; it must hold PEM certificates"
            raise UsageError(message) from error
    return context


def _proxy(url: str) -> httpx.Proxy:
    try:
        parsed = httpx.Proxy(url)
    except (httpx.InvalidURL, ValueError) as error:
        message = f"proxy: {error}"
        raise UsageError(message) from error
    if parsed.url.scheme not in {"http", "https"} or not parsed.url.host:
        message = "proxy: it must be an http or https URL with a host"
        raise UsageError(message)
    return parsed
