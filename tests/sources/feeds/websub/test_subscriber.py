"""Asking real hubs with the real fetcher: renewals, refusals, and a feed that changes its hub."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from tests.patience import PATIENCE
from tests.ports import free
from tests.sources.feeds.websub.hub import Hub, opened
from worker.ports.feeds import SubscriptionChanged
from worker.sources.feeds.answer import Answer
from worker.sources.feeds.domains import Domains
from worker.sources.feeds.feed import Feed, State
from worker.sources.feeds.fetch import Fetcher, Limits
from worker.sources.feeds.turns import Turns
from worker.sources.feeds.waiting import Waiting
from worker.sources.feeds.websub.deliveries import Deliveries
from worker.sources.feeds.websub.desk import Desk
from worker.sources.feeds.websub.keys import callback
from worker.sources.feeds.websub.ledger import Ledger
from worker.sources.feeds.websub.server import Server
from worker.sources.feeds.websub.subscriber import Contact, Subscriber
from worker.sources.feeds.websub.subscription import Subscription, Terms

FEED = "https://press.example/feed"
SECRET = "a secret of sixteen or more"  # noqa: S105 - of a test


class World:
    """A subscriber with what it is wired to, and what it has told."""

    def __init__(
        self, port: int, kept: Mapping[str, Subscription], fetcher: Fetcher, terms: Terms
    ) -> None:
        self.fetcher = fetcher
        self.ahead = 0.0
        """Seconds by which the worker's clock is ahead."""
        self.waiting = Waiting(polls=1, size=1)
        self.replanned: list[str] = []
        self.ledger = Ledger(kept, secret=SECRET, base=f"http://127.0.0.1:{port}")
        desk = Desk(
            self.ledger,
            Deliveries(size=1_000),
            secret=SECRET,
            terms=terms,
            max_bytes=1_000,
            hurry=lambda _feed, _now: None,
            clock=self.clock,
        )
        contact = Contact(
            post=self.post,
            turns=Turns(Domains(at_once=2, seconds_between=0.0), at_once=4, clock=self.clock),
            server=Server(desk, host="127.0.0.1", port=port),
            secret=SECRET,
            terms=terms,
            clock=self.clock,
        )
        self.subscriber = Subscriber(
            self.ledger, desk, contact, self.waiting, replan=self.replanned.append
        )

    def clock(self) -> float:
        """Return what the worker takes for the time."""
        return time.time() + self.ahead

    async def post(self, url: str, form: bytes) -> Answer:
        """Post as the worker does."""
        return await self.fetcher.fetch(url, form=form, limits=Limits())

    @property
    def standing(self) -> str | None:
        """How the feed stands with its hub."""
        known = self.ledger.of(FEED)
        return known.standing if known else None

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for something to be so."""
        async with asyncio.timeout(PATIENCE):
            while not condition():  # noqa: ASYNC110 - the hub is in another thread
                await asyncio.sleep(0.02)


@asynccontextmanager
async def _open(
    hub: Hub, state: State, kept: Mapping[str, Subscription], port: int, terms: Terms
) -> AsyncIterator[World]:
    async with Fetcher(allow_hosts=[f"127.0.0.1:{hub.server_port}"]) as fetcher:
        world = World(port, kept, fetcher, terms)
        world.subscriber.begin([Feed(url=FEED)], {FEED: state})
        async with world.subscriber:
            yield world


Kept = Callable[[Hub, str], Mapping[str, Subscription]]


def run(
    story: Callable[[World, Hub], Awaitable[None]],
    kept: Kept = lambda _hub, _base: {},
    *,
    terms: Terms = Terms(),  # noqa: B008 - it is frozen
) -> dict[str, Subscription | None]:
    """Run a story with a hub; return what is to be kept."""
    with opened() as hub:
        state = State(hub=hub.url("/hub"), topic=FEED)
        [port] = free(1)

        async def main() -> dict[str, Subscription | None]:
            known = kept(hub, f"http://127.0.0.1:{port}")
            async with _open(hub, state, known, port, terms) as world:
                await story(world, hub)
                world.waiting.check()
                return world.waiting.noted()

        return asyncio.run(main())


def test_a_lease_is_renewed_before_its_end() -> None:
    """Under the same callback and secret, and without a moment in which it is not active."""

    async def story(world: World, hub: Hub) -> None:
        hub.lease = 1_000
        await world.until(lambda: world.standing == "active")
        standings: set[str | None] = set()

        def renewed() -> bool:
            standings.add(world.standing)
            known = world.ledger.of(FEED)
            return known is not None and known.until > time.time() + 1_000

        world.ahead = 900.0
        await world.until(renewed)
        assert standings == {"active"}
        assert hub.modes() == ["subscribe"] * len(hub.requests)
        assert len({(form["hub.callback"], form["hub.secret"]) for form in hub.requests}) == 1
        assert FEED in world.replanned

    [after] = run(story).values()
    assert after
    assert 1_000 < after.until - time.time() <= 1_900


def test_a_hub_that_fails_is_asked_again_and_then_called_failed() -> None:
    """With what it says; once it is well, all is well."""

    async def story(world: World, hub: Hub) -> None:
        hub.status = 500
        await world.until(lambda: world.standing == "failed" and len(hub.requests) > 3)
        known = world.ledger.of(FEED)
        assert known
        assert known.message == "the hub answers HTTP 500: as you wish"
        told = [each for each in world.waiting.told() if isinstance(each, SubscriptionChanged)]
        assert [each.standing for each in told] == ["wanted", "failed"]
        hub.status = 202
        await world.until(lambda: world.standing == "active")

    run(story, terms=Terms(first_again=0.3, longest_again=0.6))


def test_a_feed_that_names_another_hub_leaves_the_first() -> None:
    """The new one is subscribed to under a callback of its own, the old one is told."""

    async def story(world: World, hub: Hub) -> None:
        def subscribed() -> set[str]:
            # The hub counts a subscription only after the worker has confirmed it.
            return set(hub.subscriptions) if world.standing == "active" else set()

        await world.until(subscribed)
        [first] = subscribed()
        world.subscriber.settled({FEED: State(hub=hub.url("/hub?2"), topic=FEED)})
        await world.until(lambda: subscribed() - {first} and first not in subscribed())
        world.subscriber.settled({FEED: State()})
        await world.until(lambda: not hub.subscriptions)

    kept = run(story)
    assert set(kept.values()) == {None}


def test_what_the_store_has_of_other_feeds_is_left() -> None:
    """A feed that was taken off the list while no worker ran is unsubscribed at the start."""

    def kept(hub: Hub, base: str) -> dict[str, Subscription]:
        gone = Subscription(
            feed="https://press.example/gone",
            hub=hub.url("/hub"),
            topic="https://press.example/gone",
            standing="active",
            until=time.time() + 1_000,
            next=time.time() + 800,
        )
        key = callback(SECRET, base, feed=gone.feed, hub=gone.hub, topic=gone.topic)
        return {key: gone}

    async def story(world: World, hub: Hub) -> None:
        await world.until(lambda: ("unsubscribe", 200) in hub.verified)
        await world.until(lambda: world.standing == "active")

    assert sorted(each is None for each in run(story, kept).values()) == [False, True]


def test_a_hub_that_has_moved_is_followed_as_the_specification_says() -> None:
    """Over 308 the form is posted again; what would make another request of it is a refusal."""

    async def story(world: World, hub: Hub) -> None:
        await world.until(lambda: world.standing == "active")
        hub.status = 200
        for path, status in (("/moved", 200), ("/elsewhere", 303)):
            answer = await world.post(hub.url(path), b"hub.mode=none&hub.topic=x&hub.callback=y")
            assert answer.status == status
        assert hub.modes() == ["subscribe", "none"]

    run(story)
