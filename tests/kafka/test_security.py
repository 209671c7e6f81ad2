"""Workers that must say who they are, to a real broker that asks for it."""

from __future__ import annotations

import gc
import logging
import re
import socket
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from kafka.net.transport import KafkaTCPTransport

from tests.kafka.broker import Cluster
from tests.kafka.login import check, refused, sasl
from tests.kafka.settings import PASSWORD, USER
from tests.patience import wait
from worker.edge.kafka.client import Client
from worker.errors import StoppedError, UnavailableError

_ADVICE = "set kafka.sasl and kafka.tls to what the brokers ask for"


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
def test_a_user_with_a_password(single: Cluster, tmp_path: Path, mechanism: str) -> None:
    """The broker lets the worker in."""
    assert check(tmp_path, single.sasl, sasl(mechanism), f"user-{mechanism}") == 0


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256"])
@pytest.mark.parametrize("machine", ["quick", "busy"])
@pytest.mark.usefixtures("turns")
def test_a_wrong_password_ends_the_worker_with_a_clear_line(
    single: Cluster, tmp_path: Path, mechanism: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is not asked again for ever, and says which settings to change."""
    section = sasl(mechanism, "wrong")
    assert _ADVICE in refused("Authentication failed", capsys, tmp_path, single.sasl, section)


@pytest.fixture
def turns(machine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the worker come late to what it reads on a busy machine: the broker has hung up by then."""
    receive = KafkaTCPTransport._sock_recv  # noqa: SLF001 - where it reads

    def received(transport: KafkaTCPTransport) -> Any:  # noqa: ANN401 - the client has no types
        time.sleep(0.2)
        return receive(transport)

    if machine == "busy":
        monkeypatch.setattr(KafkaTCPTransport, "_sock_recv", received)


def test_a_certificate(single: Cluster, tmp_path: Path) -> None:
    """The broker takes the worker's certificate, and the worker the broker's."""
    folder = single.certificates
    tls = (
        f'[kafka.tls]\nenabled = true\nca_file = "{folder}/ca.pem"\n'
        f'certificate_file = "{folder}/client.pem"\nkey_file = "{folder}/client.pem"\n'
    )
    assert check(tmp_path, single.mtls, tls, "certified") == 0


def test_a_broker_that_nobody_vouches_for_is_not_trusted(
    single: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its certificate is not signed by whom the system trusts."""
    with leaving_sockets():
        refused(_ADVICE, capsys, tmp_path, single.tls, "[kafka.tls]\nenabled = true\n")


@contextmanager
def leaving_sockets() -> Iterator[None]:
    """Let the client leave to the collector what failed the handshake, as it does.

    Its log goes nowhere meanwhile: it names errors that hold on to the sockets, and pytest keeps it.
    """
    log = logging.getLogger("kafka")
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("ignore", ResourceWarning)
        patch.setattr(log, "propagate", False)
        yield
        gc.collect()


def assert_fails(kind: type[Exception], words: str, address: str, **login: object) -> None:
    """Assert how a client that asks at ``address`` fails.

    It asks for as long as there is to connect: that is short, unless nothing was heard by then.
    """
    for seconds in (1, 5, 30):
        options = {"bootstrap_timeout_ms": seconds * 1000}
        client = Client(connection={"bootstrap_servers": [address], **login}, admin_options=options)
        with pytest.raises((UnavailableError, StoppedError)) as failed:
            client.admin()
        if re.search(words, str(failed.value)):
            break
    assert (type(failed.value), re.search(words, str(failed.value)) is not None) == (kind, True)


def password(mechanism: str) -> dict[str, object]:
    """Return the client's options for the user of the tests."""
    return {
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": mechanism,
        "sasl_plain_username": USER,
        "sasl_plain_password": PASSWORD,
    }


@contextmanager
def hanging_up() -> Iterator[str]:
    """Serve what takes the first bytes of a connection and ends it, as a broker that goes down."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    with connection:
                        connection.recv(1024)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "OAUTHBEARER"])
def test_a_broker_that_hangs_up_is_asked_again(mechanism: str) -> None:
    """It may be going down; should it last, the login may be what it does not like."""
    with hanging_up() as address:
        words = f"disconnected; if that lasts, {_ADVICE}"
        assert_fails(UnavailableError, words, address, **password(mechanism))


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256"])
def test_a_broker_that_is_away_is_asked_again(mechanism: str) -> None:
    """Whatever the login is: the message says that nobody listens, and has no advice about it."""
    with socket.socket() as held:  # bound, so that nobody else listens there
        held.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{held.getsockname()[1]}"
        assert_fails(UnavailableError, "ECONNREFUSED$", address, **password(mechanism))


def test_a_worker_without_a_login_is_told_where_to_look(single: Cluster) -> None:
    """The broker only hangs up on it, which a broker that goes down does too."""
    assert_fails(UnavailableError, f"if that lasts, {_ADVICE}", single.sasl)


def test_a_login_that_nobody_asked_for_ends_the_worker(single: Cluster) -> None:
    """The broker says so, and waiting cures nothing."""
    assert_fails(StoppedError, _ADVICE, single.bootstrap, **password("PLAIN"))


def test_an_attempt_in_vain_leaves_no_thread(single: Cluster) -> None:
    """However often brokers are asked again, what asked is closed."""
    before = set(threading.enumerate())
    assert_fails(UnavailableError, "", single.sasl)
    wait(lambda: set(threading.enumerate()) <= before, "the client's threads have ended")
