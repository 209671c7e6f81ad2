"""Deliveries in the poller: never beside a poll of their feed, and made good by one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.patience import PATIENCE
from worker.errors import UnavailableError
from worker.ports.feeds import FeedDelivered
from worker.sources.feeds.agenda import Agenda
from worker.sources.feeds.answer import Answer
from worker.sources.feeds.domains import Domains
from worker.sources.feeds.feed import Feed, State
from worker.sources.feeds.polled import Polled
from worker.sources.feeds.poller import Delivery, Means, Poller
from worker.sources.feeds.roster import Lists
from worker.sources.feeds.waiting import Waiting
from worker.sources.feeds.websub.deliveries import Deliveries

URL = "https://press.example/feed"
LATER = State(standing="healthy", next_poll=4e9)
TOLD = FeedDelivered(url=URL, seconds=0.0, entries={}, pages={}, waits=[])


class World:
    """A poller with one feed, whose polls and deliveries are functions."""

    def __init__(self, state: State) -> None:
        self.waiting = Waiting(polls=8, size=1_000)
        self.deliveries = Deliveries(size=1_000)
        self.done: list[str] = []
        self.begun = asyncio.Event()
        """That a poll has."""
        self.answer: Callable[[], Polled | None] = lambda: self.polled(LATER)
        delivery = Delivery(deliveries=self.deliveries, deliver=self.deliver)
        means = Means(
            agenda=Agenda(Domains(at_once=2, seconds_between=0.0)),
            poll=self.poll,
            waiting=self.waiting,
            delivery=delivery,
        )
        self.poller = Poller([Feed(url=URL)], {URL: state}, means)

    def polled(self, state: State) -> Polled:
        """Return what came of it."""
        return Polled(url=URL, state=state, brought=[], present=[], at=0.0, told=TOLD)

    async def poll(self, feed: Feed, state: State, now: float) -> Polled:
        """Poll."""
        del feed, state, now
        self.begun.set()
        await asyncio.sleep(0.05)
        self.done.append("poll")
        return self.polled(LATER)

    async def deliver(
        self, feed: Feed, state: State, document: Answer, now: float
    ) -> Polled | None:
        """Read a delivery."""
        del feed, state, now
        await asyncio.sleep(0)
        self.done.append(document.body.decode())
        return self.answer()

    def send(self, name: str) -> None:
        """Put a document into the queue, as the desk does."""
        self.deliveries.put(URL, Answer(url=URL, status=200, body=name.encode()))
        self.poller.replan(URL)

    async def settle(self) -> None:
        """Commit what was polled, as the loop does."""
        taken: list[Polled] = []

        def something() -> bool:
            taken.extend(filter(None, [self.waiting.take(0)]))
            return bool(taken)

        await until(something)
        self.poller.settled({URL: taken[0].state})


async def until(condition: Callable[[], object]) -> None:
    """Wait for something to be so."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - others are in the way of an event
            await asyncio.sleep(0.01)


def run(world: World, story: Callable[[], Awaitable[None]]) -> list[str]:
    """Run a story beside the poller; return what was done, in order."""

    async def main() -> None:
        task = asyncio.create_task(world.poller.run())
        await story()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(main())
    return world.done


def test_a_delivery_waits_until_the_poll_before_it_is_kept() -> None:
    """Else both would bring the same entries as new; afterwards they come one by one."""
    world = World(State())

    async def story() -> None:
        world.send("a")
        await until(lambda: world.done)
        world.send("b")
        await asyncio.sleep(0.2)
        assert world.done == ["a"]
        await world.settle()
        await until(lambda: world.done == ["a", "b"])
        await world.settle()
        world.poller.settled({URL: State()})
        await world.begun.wait()
        world.send("c")
        await until(lambda: len(world.done) > 2)
        await asyncio.sleep(0.2)
        assert world.done == ["a", "b", "poll"]
        await world.settle()
        await until(lambda: len(world.done) == 4)

    assert run(world, story) == ["a", "b", "poll", "c"]


def test_a_delivery_that_brings_nothing_leaves_the_plan() -> None:
    """The feed is free again, and room too: more come than may wait."""
    world = World(LATER)
    world.answer = lambda: None

    async def story() -> None:
        for number in range(20):
            world.send(str(number))
            await until(lambda: len(world.done) > number)  # noqa: B023 - called here alone

    assert run(world, story) == [str(number) for number in range(20)]


def test_a_delivery_that_the_store_failed_is_made_good_by_a_poll() -> None:
    """The loop hears of the store's trouble, and a second later the feed is polled."""
    world = World(LATER)

    def fail() -> Polled:
        message = "held"
        raise UnavailableError(message)

    world.answer = fail

    async def story() -> None:
        world.send("a")
        await until(lambda: len(world.done) == 2)

    assert run(world, story) == ["a", "poll"]
    with pytest.raises(UnavailableError, match="held"):
        world.waiting.check()


def test_a_delivery_of_a_feed_that_has_left_is_dropped() -> None:
    """It holds up nothing."""
    world = World(LATER)

    async def story() -> None:
        world.poller.relist(Lists(feeds=[]))
        world.send("a")
        await until(lambda: not world.deliveries._waiting)  # noqa: SLF001 - nobody is told

    assert run(world, story) == []
