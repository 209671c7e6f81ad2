"""Why connecting failed: the client tells its log, and raises a mere time-out.

Owns the choice among what was told. What no waiting cures goes before all else (``StoppedError``):
who we are is refused, a certificate is not trusted, there is no token. Otherwise the last counts
that says more than a time-out (``UnavailableError``). A broker that hangs up without a word may be
going down, or may expect TLS or a login: that is retried, and says what to look at should it last.
"""

from __future__ import annotations

import logging
from typing import Final, Self

from kafka import errors as driver

from worker.edge.kafka.errors import CREDENTIALS, translated
from worker.errors import StoppedError, UnavailableError

_TELLERS: Final = ("kafka.net.manager", "kafka.cluster")
"""Who of the client logs why an attempt failed, with the error itself."""
_TIMED_OUT: Final = (driver.KafkaTimeoutError, driver.RequestTimedOutError)
_CERTIFICATE: Final = "certificate"
_WORDLESS: Final = ("socket disconnected", "reset by peer", "EOF occurred", "Invalid frame length")


class Reasons(logging.Handler):
    """``with Reasons(doing) as reasons`` notes what the client tells; then ask ``explained``."""

    def __init__(self, doing: str) -> None:
        super().__init__(logging.WARNING)
        self._doing = doing
        self._final: StoppedError | None = None
        self._passing: Exception | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the reason, if it is one."""
        if record.name not in _TELLERS or not isinstance(record.args, tuple):
            return
        for fault in record.args:
            if isinstance(fault, Exception):
                self._note(fault)

    def explained(self, fault: UnavailableError) -> StoppedError | UnavailableError:
        """Return what ``fault``, which connecting ended with, was really about."""
        if self._final is not None:
            return self._final
        if self._passing is None:
            return fault
        told = _translated(self._passing, self._doing)
        if any(sign in str(self._passing) for sign in _WORDLESS):
            return UnavailableError(f"{told}; if that lasts, {CREDENTIALS}")
        return told

    def _note(self, fault: Exception) -> None:
        self._final = self._final or _final(fault, self._doing)
        if self._passing is None or not isinstance(fault, _TIMED_OUT):
            self._passing = fault

    def __enter__(self) -> Self:
        logging.getLogger("kafka").addHandler(self)
        return self

    def __exit__(self, *_about: object) -> None:
        logging.getLogger("kafka").removeHandler(self)


def _final(fault: Exception, doing: str) -> StoppedError | None:
    """Return the error to end with, where waiting does not cure ``fault``."""
    told = _translated(fault, doing)
    if isinstance(told, StoppedError):
        return told
    return StoppedError(f"{told}; {CREDENTIALS}") if _CERTIFICATE in str(fault) else None


def _translated(fault: Exception, doing: str) -> StoppedError | UnavailableError:
    """Return our error for what may be one of ours already, from where tokens come from."""
    if isinstance(fault, StoppedError | UnavailableError):
        return type(fault)(f"Kafka: {doing}: {fault}")
    return translated(fault, doing)
