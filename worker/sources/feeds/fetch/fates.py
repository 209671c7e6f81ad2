"""Every way in which a request fails → one bounded label and a sentence.

The drivers (httpcore, h11, h2, ssl) end here: what they raise is known to no other module.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore

from worker.sources.feeds.answer import Failure
from worker.sources.feeds.fetch.decoding import TooMuchError
from worker.sources.feeds.fetch.guard import RefusedError, UnresolvedError
from worker.sources.feeds.fetch.redirects import RedirectError
from worker.sources.feeds.fetch.streams import EncodingError
from worker.sources.feeds.turns import RestingError

OURS = (EncodingError, RedirectError, RefusedError, RestingError, TooMuchError, UnresolvedError)
"""What our own parts raise for what a server did."""
DRIVERS = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
)
BROKEN = (httpcore.ReadError, httpcore.WriteError, httpcore.RemoteProtocolError)
"""What a kept connection gives that the server has closed meanwhile."""


# How h11 and h2 say that the head of a response is over their limit of 64 to 100 KiB.
_LONG_HEAD = ("Receive buffer too long", "Oversized header block")


@contextmanager
def drivers() -> Iterator[None]:
    """Run calls of the drivers; whatever they raise on purpose or not is among DRIVERS."""
    try:
        yield
    except (*DRIVERS, *OURS):
        raise
    # h2 and httpcore let ValueError, KeyError and their like out for frames that make no sense.
    except Exception as error:
        message = f"{type(error).__name__}: {error}"
        raise httpcore.RemoteProtocolError(message) from error


def fate(error: Exception, *, host: str, begun: bool) -> tuple[Failure, str]:
    """Return the label of ``error`` and what to say; ``begun``: the response's head was read."""
    match error:
        case RedirectError():
            return error.failure, f"{host}: {error}; find out where the document has moved to"
        case RefusedError():
            return "refused-address", f"{error}: name it in allow_hosts if it is to be read"
        case RestingError():
            return "resting", f"it is sent on to {host}, but {error}; it is asked again later"
        case UnresolvedError():
            return "dns", f"{host} can't be found ({error}); check the URL and the name servers"
        case EncodingError():
            return "bad-encoding", f"{host}: {error}; the server's compression is broken"
        case TooMuchError():
            return "too-large", f"{host} sends too much: {error}; raise the limit if it is meant"
    return _drivers(error, host, begun=begun)


def _drivers(error: Exception, host: str, *, begun: bool) -> tuple[Failure, str]:
    said = str(error) or "the connection was lost"
    match error:
        case httpcore.ConnectTimeout():
            return "timeout", f"{host} takes no connection in time; it may be down"
        case httpcore.TimeoutException():
            return "timeout", f"{host} has fallen silent; it may be overloaded"
        case httpcore.ProtocolError() if said.startswith(_LONG_HEAD):
            return "too-large", f"{host} sends headers without end ({said}); it is no feed"
        case httpcore.ConnectError() if _because(error, ssl.SSLCertVerificationError):
            return "tls", f"{host} has no certificate that we trust ({said}); tell its owner"
        case httpcore.ConnectError() if _because(error, ssl.SSLError):
            return "tls", f"{host} does not speak TLS that we know ({said}); try http:// or wait"
        case httpcore.ConnectError() | httpcore.ProxyError():
            return "connect", f"{host} takes no connection ({said}); it may be down"
        case _ if begun:
            return "cut-off", f"{host} broke off its answer ({said})"
        case httpcore.NetworkError():
            return "connect", f"{host} broke the connection off ({said})"
    return "protocol", f"{host} does not speak HTTP as it should ({said}); check scheme and port"


def _because(error: BaseException | None, kind: type[ssl.SSLError]) -> bool:
    while error is not None and not isinstance(error, kind):
        error = error.__cause__ or error.__context__
    return error is not None
