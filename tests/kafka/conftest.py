"""Brokers of Apache Kafka for the tests here: one for a run, and three for a module that asks.

Where Java or Maven is missing, tests that need no more than one broker have tansu in its place, but for
those that it cannot serve (``needs_apache``); others are skipped with what to install. In CI they fail.
"""

from __future__ import annotations

import functools
import gc
import os
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kafka.broker import Cluster
from tests.kafka.installation import MissingError, install
from tests.kafka.tansu import LACKS, program, tansu
from tests.kafka.topics import Topics


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the client leave sockets of connections that were lost to the collector, as it does."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"))


@pytest.fixture(scope="session")
def kafka_installed() -> None:
    """Skip what needs a Kafka of its own where none can be started."""
    if missing := _missing():
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)


@functools.cache
def _missing() -> str | None:
    """Return what is to be installed before Kafka can be started."""
    try:
        install()
    except MissingError as error:
        return str(error)
    return None


@pytest.fixture(scope="session")
def single(
    kafka_installed: None,  # noqa: ARG001 - it skips
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Cluster]:
    """Start one broker, with listeners for SASL, TLS and mTLS too; nobody may end it."""
    with Cluster(tmp_path_factory.mktemp("kafka"), secure=True) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def three(
    kafka_installed: None,  # noqa: ARG001 - it skips
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Cluster]:
    """Start three brokers; a test that ends one starts it again."""
    with Cluster(tmp_path_factory.mktemp("kafkas"), brokers=3) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str | None]:
    """Start tansu where no Kafka is named, none can be started, and this is not CI; give its address."""
    binary = program()
    if (
        os.environ.get("KAFKA_BOOTSTRAP")
        or os.environ.get("CI")
        or binary is None
        or not _missing()
    ):
        yield None
        return
    with tansu(binary, tmp_path_factory.mktemp("tansu")) as address:
        yield address


@pytest.fixture(scope="session")
def bootstrap(request: pytest.FixtureRequest, stand_in: str | None) -> str:
    """Return the address of one broker: of ``KAFKA_BOOTSTRAP``, of `single`, or of what stands in."""
    if named := os.environ.get("KAFKA_BOOTSTRAP"):
        return named
    if stand_in:
        return stand_in
    cluster: Cluster = request.getfixturevalue("single")
    return cluster.bootstrap


@pytest.fixture(autouse=True)
def _able(request: pytest.FixtureRequest) -> None:
    """Skip what is marked as beyond the broker that stands in, where it does."""
    lacks = [
        LACKS[lack] for mark in request.node.iter_markers("needs_apache") for lack in mark.args
    ]
    if lacks and request.getfixturevalue("stand_in"):
        pytest.skip(f"needs Apache Kafka (Java 17 and Maven); of tansu, {'; '.join(lacks)}")


@pytest.fixture(scope="module", autouse=True)
def _collected() -> Iterator[None]:
    """Collect the sockets that the client has left, before tests of others begin."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture(scope="session")
def topics(bootstrap: str) -> Iterator[Topics]:
    """Return what makes topics at `bootstrap`."""
    made = Topics(bootstrap)
    yield made
    made.close()


@pytest.fixture(scope="module")
def three_topics(three: Cluster) -> Iterator[Topics]:
    """Return what makes topics at `three`."""
    made = Topics(three.bootstrap)
    yield made
    made.close()
