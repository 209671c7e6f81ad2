"""How the brokers are reached.

Makes consumers, producers and admin clients, with what our delivery needs fixed; every other
option of the client's may be set by the user. ``RESERVED`` options decide about delivery, or
have settings of their own; an option that the client does not know is a fault (``unknown``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from types import MappingProxyType
from typing import Any, Final, Literal

from kafka import KafkaConsumer, KafkaProducer
from kafka.admin import KafkaAdminClient
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from msgspec import Struct

from worker.edge.kafka.errors import kafka_errors
from worker.edge.kafka.patient import PatientClient
from worker.edge.kafka.reasons import Reasons
from worker.errors import StoppedError, UnavailableError

Kind = Literal["consumer", "producer", "admin"]
Options = Mapping[str, Any]

_KINDS: Final[Mapping[Kind, type]] = MappingProxyType(
    {"consumer": KafkaConsumer, "producer": KafkaProducer, "admin": KafkaAdminClient}
)
_QUICK: Final = MappingProxyType({"reconnect_backoff_max_ms": 1_000})
"""The client's own half a minute is how long a worker would stay away after its brokers."""
_CONNECTION: Final = frozenset(
    {
        *("bootstrap_servers", "client_id", "security_protocol", "kafka_client", "selector"),
        *("ssl_context", "ssl_cafile", "ssl_certfile", "ssl_keyfile", "ssl_password"),
        *("ssl_check_hostname", "sasl_mechanism", "sasl_plain_username", "sasl_plain_password"),
        *("sasl_oauth_token_provider", "metric_reporters", "api_version", "socks5_proxy"),
    }
)
RESERVED: Final[Mapping[Kind, frozenset[str]]] = MappingProxyType(
    {
        "consumer": _CONNECTION
        | {
            *("group_id", "enable_auto_commit", "auto_commit_interval_ms", "auto_offset_reset"),
            *("isolation_level", "max_poll_records", "partition_assignment_strategy"),
            *("key_deserializer", "value_deserializer", "default_offset_commit_callback"),
            *("allow_auto_create_topics", "session_timeout_ms", "max_poll_interval_ms"),
            *("consumer_timeout_ms", "exclude_internal_topics"),
        },
        "producer": _CONNECTION
        | {
            *("transactional_id", "transaction_timeout_ms", "enable_idempotence", "acks"),
            *("key_serializer", "value_serializer", "allow_auto_create_topics", "partitioner"),
            *("compression_type", "max_request_size"),
        },
        "admin": _CONNECTION,
    }
)


def unknown(kind: Kind, options: Options) -> list[str]:
    """Return the ``options`` that the client does not know."""
    return sorted(options.keys() - _KINDS[kind].DEFAULT_CONFIG.keys())  # type: ignore[attr-defined]


def settable(kind: Kind) -> list[str]:
    """Return every option that a user may set."""
    return sorted(_KINDS[kind].DEFAULT_CONFIG.keys() - RESERVED[kind])  # type: ignore[attr-defined]


class Client(Struct, frozen=True, kw_only=True):
    """The way to a cluster."""

    connection: Options
    """Options that all clients share: addresses, TLS, SASL."""
    consumer_options: Options = MappingProxyType({})
    producer_options: Options = MappingProxyType({})
    admin_options: Options = MappingProxyType({})

    def consumer(self, **ours: Any) -> KafkaConsumer:  # noqa: ANN401 - the client's options
        """Make a consumer, which asks the brokers. Raises our errors."""
        fixed = {
            "enable_auto_commit": False,
            "isolation_level": "read_committed",
            "allow_auto_create_topics": False,
            "partition_assignment_strategy": (CooperativeStickyAssignor,),
        }
        return self._made("consumer", self.consumer_options, fixed | ours)

    def producer(self, **ours: Any) -> KafkaProducer:  # noqa: ANN401 - the client's options
        """Make a producer, which asks the brokers. Raises our errors."""
        usual = {"linger_ms": 5, "batch_size": 131_072, "max_block_ms": 15_000}
        fixed = {
            "enable_idempotence": True,
            "acks": "all",
            "allow_auto_create_topics": False,
        }
        return self._made("producer", usual | {**self.producer_options}, fixed | ours)

    def admin(self) -> KafkaAdminClient:
        """Make a client for topics, which asks the brokers. Raises our errors."""
        return self._made("admin", self.admin_options, {})

    def _made(self, kind: Kind, theirs: Options, ours: Options) -> Any:  # noqa: ANN401 - no types
        where = self.connection.get("bootstrap_servers")
        doing = f"connecting to {', '.join(where) if isinstance(where, list) else where}"
        reasons = Reasons(doing)
        try:
            with reasons, kafka_errors(doing), _closed_in_vain() as patient:
                options = {**_QUICK, **theirs, **self.connection, **ours, "kafka_client": patient}
                return _KINDS[kind](**options)
        except UnavailableError as fault:
            raise reasons.explained(fault) from fault
        except (ValueError, TypeError, AssertionError, RuntimeError, OSError) as fault:
            message = f"Kafka: {doing}: {fault}; change the settings of kafka"
            raise StoppedError(message) from fault


@contextmanager
def _closed_in_vain() -> Iterator[Callable[..., PatientClient]]:
    """Give what makes the inner client; where the outer then fails, nobody else would close it."""
    with ExitStack() as made:

        def patient(**options: Any) -> PatientClient:  # noqa: ANN401 - the client's options
            client = PatientClient(**options)
            made.callback(client.close)
            return client

        yield patient
        made.pop_all()
