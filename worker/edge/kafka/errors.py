"""The client's errors become ours, each with what was tried and what to do.

What waiting or another broker may cure is ``UnavailableError``; what only a person can is
``StoppedError``. An error that is in neither list is retried: the loop gives up in time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from kafka import errors as driver

from worker.errors import StoppedError, UnavailableError

CREDENTIALS: Final = "set kafka.sasl and kafka.tls to what the brokers ask for"
"""What to do about a refusal to let us in."""
_RIGHTS: Final = "give the user of kafka.sasl the right to it"
_ADVICE: Final = (
    (driver.SaslAuthenticationFailedError, CREDENTIALS),
    (driver.UnsupportedSaslMechanismError, CREDENTIALS),
    (driver.IllegalSaslStateError, CREDENTIALS),
    (driver.SecurityDisabledError, CREDENTIALS),
    (driver.TransactionalIdAuthorizationFailedError, _RIGHTS),
    (driver.AuthorizationError, _RIGHTS),
    (driver.UnsupportedVersionError, "the brokers are too old: 2.5 or later is needed"),
    (driver.UnsupportedForMessageFormatError, "the topic has an old format of messages"),
    (driver.InvalidTopicError, "choose a name of letters, digits, dots and dashes"),
    (driver.KafkaConfigurationError, "change kafka.consumer_options or kafka.producer_options"),
    (driver.InvalidSessionTimeoutError, "set source.kafka.session_seconds within its bounds"),
    (driver.InvalidTransactionTimeoutError, "set sink.kafka.transaction_seconds within its bounds"),
    (driver.InconsistentGroupProtocolError, "another kind of client is in the group: name another"),
    (driver.GroupMaxSizeReachedError, "the group is full"),
    (driver.FencedInstanceIdError, "another worker has the same group_instance_id"),
    (driver.UnsupportedCodecError, "the topic holds a compression that is not installed"),
    (driver.CorruptRecordError, "the topic is damaged there: see the broker's log"),
    (driver.LogTruncationError, "records were lost by the brokers: reset the offsets of the group"),
    (driver.NoOffsetForPartitionError, "reset the offsets of the group"),
)


@contextmanager
def kafka_errors(doing: str) -> Iterator[None]:
    """Turn the client's errors inside into ours; ``doing`` tells what was tried."""
    try:
        yield
    except driver.KafkaError as fault:
        raise translated(fault, doing) from fault


def translated(fault: BaseException, doing: str) -> UnavailableError | StoppedError:
    """Return our error for one of the client's."""
    what = f"Kafka: {doing}: {described(fault)}"
    for kind, advice in _ADVICE:
        if isinstance(fault, kind):
            return StoppedError(f"{what}; {advice}")
    return UnavailableError(what)


def described(fault: BaseException) -> str:
    """Return an error of the client in a few words, without its class where it has some."""
    name = type(fault).__name__.removesuffix("Error")
    text = " ".join(str(fault).split())
    return text if name in text or not text else f"{name}: {text}"[:400]
