"""The guard where connections are made: what is judged is what is connected to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import httpcore
import pytest

from tests.sources.feeds.fetch.asking import LIMITS, fetcher
from tests.sources.feeds.servers import HOST, answers, serve
from worker.errors import UsageError
from worker.sources.feeds.fetch import Fetcher
from worker.sources.feeds.fetch.guard import (
    Allowed,
    GuardedNetwork,
    RefusedError,
    UnresolvedError,
)
from worker.sources.feeds.fetch.resolver import KEPT_HOSTS, Resolver

PUBLIC = "8.8.8.8"
NOBODY = "9.9.9.9"


class Names:
    """A name server whose answers change with each question; the last one stays."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, _: int) -> list[str]:
        """Give the next answer, whatever the host."""
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class Redirected(httpcore.AsyncNetworkBackend):
    """The internet: public addresses lead to the loopback, save one where nobody is."""

    def __init__(self) -> None:
        self.connected: list[str] = []
        self.seconds: list[float | None] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to our own server."""
        self.connected.append(host)
        self.seconds.append(timeout)
        if host == NOBODY:
            raise httpcore.ConnectTimeout
        return await httpcore.AnyIOBackend().connect_tcp(
            HOST, port, timeout, local_address, socket_options
        )


def connect(*answers_of_names: list[str], allow: Iterable[str] = (), times: int = 1) -> Redirected:
    """Connect to a real server by a name with these addresses; return what was connected to."""
    internet = Redirected()

    async def go() -> None:
        names = Names(*answers_of_names)
        network = GuardedNetwork(
            resolver=Resolver(names), allowed=Allowed(list(allow)), network=internet
        )
        async with (
            serve(answers(200, b"x")) as server,
            httpcore.AsyncConnectionPool(network_backend=network) as pool,
        ):
            for _ in range(times):
                url = server.url(host="daily.example")
                timeouts = {"timeout": {"connect": 40.0}}
                headers = [("Host", "daily.example"), ("Connection", "close")]
                await pool.request("GET", url, headers=headers, extensions=timeouts)
            assert [asked.headers["host"] for asked in server.asked] == ["daily.example"] * times

    asyncio.run(go())
    return internet


def test_the_judged_address_is_connected_to() -> None:
    """A name that leads inside once it has been judged gains nothing: it is not asked again."""
    assert connect([PUBLIC], [HOST]).connected == [PUBLIC]


def test_rebinding_between_connections() -> None:
    """A name that leads elsewhere later is judged anew."""

    async def go() -> None:
        names = Names([PUBLIC], ["10.0.0.1"])
        internet = Redirected()
        network = GuardedNetwork(resolver=Resolver(names), allowed=Allowed([]), network=internet)
        async with serve(answers()) as server:
            stream = await network.connect_tcp("daily.example", server.port)
            await stream.aclose()
            with pytest.raises(RefusedError, match=r"10\.0\.0\.1, a private address"):
                await network.connect_tcp("daily.example", server.port + 1)
        assert internet.connected == [PUBLIC]

    asyncio.run(go())


def test_addresses_inside_are_passed_over() -> None:
    """Among the addresses of a host only the public ones are tried."""
    assert connect(["10.0.0.1", "::1", PUBLIC]).connected == [PUBLIC]


def test_addresses_are_tried_in_turn() -> None:
    """An address that does not answer is followed by the next, and each has its share of time."""
    internet = connect([NOBODY, PUBLIC])
    assert internet.connected == [NOBODY, PUBLIC]
    assert internet.seconds[0] == pytest.approx(20.0, abs=8.0)
    assert internet.seconds[1] == pytest.approx(40.0, abs=8.0)


def test_no_address_answers() -> None:
    """When none answers, the last failure is the failure; no more than eight are tried."""

    async def go() -> None:
        internet = Redirected()
        names = Resolver(Names([NOBODY] * 20))
        network = GuardedNetwork(resolver=names, allowed=Allowed([]), network=internet)
        with pytest.raises(httpcore.ConnectTimeout):
            await network.connect_tcp("daily.example", 80, 4.0)
        assert len(internet.connected) == 8

    asyncio.run(go())


def test_allowed_hosts_may_be_inside() -> None:
    """A host that the user names is connected to wherever it is."""
    assert connect(["10.0.0.1"], allow=["Daily.Example"]).connected == ["10.0.0.1"]


def test_no_addresses() -> None:
    """A name without addresses is not found."""
    with pytest.raises(UnresolvedError, match="no address"):
        connect([])


def test_names_are_remembered() -> None:
    """A name is asked for once a minute, however often it is connected to."""

    async def go() -> None:
        names = Names([PUBLIC])
        resolver = Resolver(names)
        for _ in range(3):
            assert await resolver("daily.example", 80) == [PUBLIC]
        assert names.asked == ["daily.example"]
        for number in range(KEPT_HOSTS):
            await resolver(f"{number}.example", 80)
        await resolver("daily.example", 80)
        assert names.asked.count("daily.example") == 2

    asyncio.run(go())


def test_names_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """After its minute a name is asked for again."""

    async def go() -> None:
        names = Names([PUBLIC], [NOBODY])
        resolver = Resolver(names)
        assert await resolver("daily.example", 80) == [PUBLIC]
        loop = asyncio.get_running_loop()
        now = loop.time()
        monkeypatch.setattr(loop, "time", lambda: now + 61)
        assert await resolver("daily.example", 80) == [NOBODY]
        monkeypatch.undo()

    asyncio.run(go())


@pytest.mark.parametrize(
    ("entries", "host", "port", "allowed"),
    [
        (["a.example"], "a.example", 8080, True),
        (["A.Example."], "a.example", 80, True),
        (["a.example:8080"], "a.example", 8080, True),
        (["a.example:8080"], "a.example", 80, False),
        (["a.example"], "b.a.example", 80, False),
        (["::1"], "::1", 80, True),
        (["[::1]"], "::1", 80, True),
        (["[::1]:8080"], "::1", 8080, True),
        (["[::1]:8080"], "::1", 80, False),
        ([], "a.example", 80, False),
    ],
)
def test_allowed(entries: list[str], host: str, port: int, allowed: bool) -> None:  # noqa: FBT001 - a table
    """A host is named for every port, or with one."""
    assert Allowed(entries)(host, port) == allowed


@pytest.mark.parametrize("entry", ["", ":80", "a.example:http", "http://a.example", "a.example/x"])
def test_entries_that_are_no_hosts(entry: str) -> None:
    """What is no host and no host with a port is the user's error."""
    with pytest.raises(UsageError, match="allow_hosts"):
        Fetcher(allow_hosts=[entry])


def test_a_port_of_another_protocol() -> None:
    """Such a port needs to be named with its host."""

    async def go() -> None:
        async with fetcher() as client:
            answer = await client.fetch("http://daily.example:25/", limits=LIMITS)
            assert answer.failure == "refused-address"
        async with Fetcher(allow_hosts=["127.0.0.1:1"]) as client:
            answer = await client.fetch("http://127.0.0.1:1/", limits=LIMITS)
            assert answer.failure == "connect"

    asyncio.run(go())


def test_names_that_are_not_found() -> None:
    """A name that the system can't find, and one that is none, are failures of the name."""

    async def gone(_host: str, _port: int) -> list[str]:
        raise OSError(-2, "Name or service not known")

    async def go() -> None:
        async with fetcher(resolve=gone) as client:
            answer = await client.fetch("http://daily.example/", limits=LIMITS)
            assert (answer.failure, answer.status) == ("dns", 0)
            assert "Name or service not known" in answer.message
        async with fetcher() as client:
            answer = await client.fetch(f"http://{'a' * 70}.invalid/", limits=LIMITS)
            assert answer.failure == "dns"

    asyncio.run(go())
