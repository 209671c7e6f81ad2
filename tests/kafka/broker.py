"""Brokers of Apache Kafka, for tests, benchmarks and ``make kafka``.

Owns the processes. One broker, or three that replicate to each other; each is a controller as well
(KRaft). They listen on 127.0.0.1 alone, at ports that nothing else is given, so that a broker comes
back where it was.

Its rule: no broker outlives the process that started it (`tests.kafka.guard`), unless it was asked to.
"""

from __future__ import annotations

import functools
import secrets
import shutil
import signal
import socket
import subprocess
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from kafka import errors
from kafka.admin import (
    KafkaAdminClient,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from tests.kafka import certificates
from tests.kafka.guard import Guard
from tests.kafka.installation import BRIEF, LASTING, Installation, install
from tests.kafka.settings import PASSWORD, USER, Ports, free, properties
from tests.patience import PATIENCE, wait


class Broker:
    """One broker: its process, folder and log."""

    def __init__(self, command: list[str], folder: Path, port: int) -> None:
        self.log = folder / "broker.log"
        self.port = port
        self.process: subprocess.Popen[bytes] | None = None
        self._command = command

    def start(self, group: int | None) -> None:
        """Start the process, in the process group of a guard or else in a session of its own."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=group,
                start_new_session=group is None,
            )

    def send(self, number: signal.Signals) -> None:
        """Send a signal, if the process is there."""
        if self.process is not None:
            self.process.send_signal(number)

    def end(self, number: signal.Signals) -> None:
        """Send a signal that ends the process, and wait until it has ended."""
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait(PATIENCE)
            self.process = None

    def listening(self) -> bool:
        """Tell whether the broker's port is open, and raise where the process has died."""
        if self.process is None or self.process.poll() is not None:
            message = f"the broker ended, see {self.log}:\n{self.log.read_text()[-2000:]}"
            raise RuntimeError(message)
        with closing(socket.socket()) as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


class Cluster:
    """``with Cluster(folder, brokers=3) as cluster:`` starts brokers, numbered from 0, and ends them.

    ``secure`` opens listeners for SASL, TLS and mTLS too. ``lasting`` is for benchmarks: it starts
    later and runs faster. ``settings`` go over those of `tests.kafka.settings`. A folder that was used
    before is gone on with; then ``ports`` have to be the same too.
    """

    def __init__(  # noqa: PLR0913 - each is a fact about the cluster
        self,
        folder: Path,
        *,
        brokers: int = 1,
        secure: bool = False,
        lasting: bool = False,
        settings: Mapping[str, str] | None = None,
        ports: list[Ports] | None = None,
    ) -> None:
        installation = install()
        self.ports = ports or free(brokers)
        self.certificates = certificates.make(folder / "certificates") if secure else None
        self._guard: Guard | None = None
        cluster = _identity()
        self.brokers = []
        for node, own in enumerate(self.ports, 1):
            home = folder / f"broker-{node}"
            _furnish(home / "log", node, cluster, installation)
            told = home / "server.properties"
            told.write_text(
                properties(node, self.ports, home / "log", self.certificates, settings or {})
            )
            command = installation.java("kafka.Kafka", told, flags=LASTING if lasting else BRIEF)
            self.brokers.append(Broker(command, home, own.plain))

    @property
    def bootstrap(self) -> str:
        """Where clients begin, without a password or TLS."""
        return self._addresses("plain")

    @property
    def sasl(self) -> str:
        """Where clients log in, as `tests.kafka.settings.USER`; needs ``secure``."""
        return self._addresses("sasl")

    @property
    def tls(self) -> str:
        """Where brokers show their certificate; needs ``secure``."""
        return self._addresses("tls")

    @property
    def mtls(self) -> str:
        """Where clients have to show theirs as well; needs ``secure``."""
        return self._addresses("mtls")

    def __enter__(self) -> Self:
        self._guard = Guard()
        try:
            self.start(self._guard.group)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self, group: int | None = None) -> None:
        """Start all brokers and return when they answer; without a group they stay when we end."""
        for broker in self.brokers:
            broker.start(group)
        self.wait()
        if self.certificates is not None:
            self._admit()

    def close(self) -> None:
        """Kill all that is still there."""
        if self._guard is not None:
            self._guard.close()
        for broker in self.brokers:
            if broker.process is not None:
                broker.process.wait()
                broker.process = None

    def kill(self, number: int) -> None:
        """End a broker by SIGKILL: no goodbye, and nothing flushed."""
        self.brokers[number].end(signal.SIGKILL)

    def stop(self, number: int) -> None:
        """End a broker by SIGTERM: it hands its partitions over first."""
        self.brokers[number].end(signal.SIGTERM)

    def pause(self, number: int) -> None:
        """Stop a broker where it is (SIGSTOP): its connections stay open, and nothing answers."""
        self.brokers[number].send(signal.SIGSTOP)

    def resume(self, number: int) -> None:
        """Let a paused broker go on."""
        self.brokers[number].send(signal.SIGCONT)

    def restart(self, number: int) -> None:
        """Start a broker again where it was, after `stop` where it still runs; return when it answers."""
        self.stop(number)
        assert self._guard is not None
        self.brokers[number].start(self._guard.group)
        self.wait(number)

    def start_again(self) -> None:
        """Start all brokers where they were, after each was killed; return when they answer."""
        assert self._guard is not None
        self.start(self._guard.group)

    def wait(self, *numbers: int) -> None:
        """Return when these brokers (or all) answer and the controllers have let them in."""
        chosen = numbers or range(len(self.brokers))
        nodes = {number + 1 for number in chosen}
        for broker in (self.brokers[number] for number in chosen):

            def answers(broker: Broker = broker) -> bool:
                return broker.listening() and _admitted(broker.port, nodes)

            wait(answers, f"a broker does not answer, see {broker.log}", every=0.05)

    def _addresses(self, listener: str) -> str:
        return ",".join(f"127.0.0.1:{getattr(ports, listener)}" for ports in self.ports)

    def _admit(self) -> None:
        """Make the SCRAM user, and return when the broker knows it.

        One request for each mechanism, since Kafka refuses both in one.
        """
        with KafkaAdminClient(bootstrap_servers=self.bootstrap) as admin:
            for mechanism in (ScramMechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_512):
                user = UserScramCredentialUpsertion(USER, mechanism, PASSWORD)
                refused = admin.alter_user_scram_credentials([user])[USER]
                assert refused is None, refused
                wait(functools.partial(self._knows, mechanism), f"{USER} may log in")

    def _knows(self, mechanism: ScramMechanism) -> bool:
        """Tell whether the user may log in."""
        login = {
            "security_protocol": "SASL_PLAINTEXT",
            "sasl_mechanism": mechanism.name.replace("_", "-"),
            "sasl_plain_username": USER,
            "sasl_plain_password": PASSWORD,
        }
        with suppress(errors.KafkaError):
            KafkaAdminClient(
                bootstrap_servers=self.sasl, bootstrap_timeout_ms=5000, **login
            ).close()
            return True
        return False


def _admitted(port: int, nodes: set[int]) -> bool:
    """Tell whether the broker at ``port`` knows of ``nodes`` as brokers in service."""
    with (
        suppress(errors.KafkaError),
        KafkaAdminClient(bootstrap_servers=f"127.0.0.1:{port}", bootstrap_timeout_ms=5000) as admin,
    ):
        brokers = admin.describe_cluster()["brokers"]
        return nodes <= {each["broker_id"] for each in brokers if not each.get("is_fenced")}
    return False


def _identity() -> str:
    """Return 128 random bits as Kafka writes them."""
    return secrets.token_urlsafe(16).replace("-", "_")


def _furnish(folder: Path, node: int, cluster: str, installation: Installation) -> None:
    """Format a broker's folder, unless it is."""
    if (folder / "meta.properties").exists():
        return
    shutil.copytree(installation.formatted, folder)
    (folder / "meta.properties").write_text(
        f"version=1\nnode.id={node}\ncluster.id={cluster}\ndirectory.id={_identity()}\n"
    )
