"""What a broker of the tests is told: its ``server.properties``.

Owns the choice of settings. Its rule: whatever Kafka waits for by default is as short as two slow
cores bear, and whatever it would hide (topics made by a misspelt name) it does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from tests.ports import free as free_ports

USER, PASSWORD = "qala", "open-sesame"
"""Who may log in by PLAIN and SCRAM."""


class Ports(msgspec.Struct, frozen=True, kw_only=True):
    """Where one broker listens, all on 127.0.0.1."""

    plain: int
    controller: int
    sasl: int
    tls: int
    mtls: int


def free(brokers: int) -> list[Ports]:
    """Return ports that are free."""
    names = Ports.__struct_fields__
    left = iter(free_ports(brokers * len(names)))
    return [Ports(**{name: next(left) for name in names}) for _ in range(brokers)]


def properties(
    node: int,
    ports: Sequence[Ports],
    folder: Path,
    certificates: Path | None,
    extra: Mapping[str, str],
) -> str:
    """Return the properties of broker ``node`` (from 1) of a cluster of ``len(ports)``.

    With a folder of ``certificates`` (`tests.kafka.certificates`) it listens for SASL, TLS and mTLS too.
    """
    settings = (
        _place(node, ports, folder, secure=certificates is not None)
        | _replication(len(ports))
        | _HASTE
        | _ACCESS
        | (_sasl() | _tls(certificates) if certificates is not None else {})
        | dict(extra)
    )
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def _place(node: int, ports: Sequence[Ports], folder: Path, *, secure: bool) -> dict[str, str]:
    own = ports[node - 1]
    listeners = {"PLAINTEXT": own.plain, "CONTROLLER": own.controller}
    if secure:
        listeners |= {"SASL": own.sasl, "TLS": own.tls, "MTLS": own.mtls}
    places = {name: f"{name}://127.0.0.1:{port}" for name, port in listeners.items()}
    voters = (f"{n}@127.0.0.1:{each.controller}" for n, each in enumerate(ports, 1))
    return {
        "process.roles": "broker,controller",
        "node.id": str(node),
        "controller.quorum.voters": ",".join(voters),
        "controller.listener.names": "CONTROLLER",
        "listeners": ",".join(places.values()),
        "advertised.listeners": ",".join(v for k, v in places.items() if k != "CONTROLLER"),
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,"
        "SASL:SASL_PLAINTEXT,TLS:SSL,MTLS:SSL",
        "inter.broker.listener.name": "PLAINTEXT",
        "log.dirs": str(folder),
    }


def _replication(brokers: int) -> dict[str, str]:
    copies, synced = str(min(3, brokers)), str(2 if brokers > 2 else 1)
    return {
        "default.replication.factor": copies,
        "min.insync.replicas": synced,
        "offsets.topic.replication.factor": copies,
        "transaction.state.log.replication.factor": copies,
        "transaction.state.log.min.isr": synced,
    }


_HASTE = {
    "auto.create.topics.enable": "false",
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "500",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.num.partitions": "4",
    "transaction.abort.timed.out.transaction.cleanup.interval.ms": "1000",
    "broker.heartbeat.interval.ms": "500",
    "broker.session.timeout.ms": "4000",
    "controlled.shutdown.enable": "true",
    "num.network.threads": "1",
    "num.io.threads": "4",
    "log.cleaner.threads": "1",
    "log.cleaner.dedupe.buffer.size": str(4 << 20),
    "log.cleaner.backoff.ms": "500",
}

# Whoever comes unnamed may do all, and a test forbids what it likes to one who has logged in.
_ACCESS = {
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": "User:ANONYMOUS",
    "allow.everyone.if.no.acl.found": "true",
}


def _sasl() -> dict[str, str]:
    prefix, module = "listener.name.sasl.", "org.apache.kafka.common.security"
    scram = f"{module}.scram.ScramLoginModule required;"
    return {
        f"{prefix}sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER",
        f"{prefix}plain.sasl.jaas.config": f'{module}.plain.PlainLoginModule required user_{USER}="{PASSWORD}";',
        f"{prefix}scram-sha-256.sasl.jaas.config": scram,
        f"{prefix}scram-sha-512.sasl.jaas.config": scram,
        # Takes any unsigned token that names a user: enough to see that a client sends its own.
        f"{prefix}oauthbearer.sasl.jaas.config": f"{module}.oauthbearer.OAuthBearerLoginModule required"
        f' unsecuredLoginStringClaim_sub="{USER}";',
    }


def _tls(certificates: Path) -> dict[str, str]:
    return {
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(certificates / "server.pem"),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(certificates / "ca.pem"),
        "listener.name.mtls.ssl.client.auth": "required",
    }
