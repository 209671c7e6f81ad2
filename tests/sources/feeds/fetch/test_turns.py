"""Politeness on the way: redirects to other domains, and domains that ask for a rest."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from email.utils import formatdate

import pytest
from msgspec.structs import replace

from tests.sources.feeds.fetch.asking import LIMITS, NAME, fetcher
from tests.sources.feeds.servers import Reply, Server, answers, redirects, serve
from worker.sources.feeds.answer import Answer
from worker.sources.feeds.domains import Domains
from worker.sources.feeds.turns import LONGEST_REST_SECONDS, Turns

OTHER = "weekly.example"


class World:
    """A server under two names, and what its domains are asked."""

    def __init__(self, *, at_once: int = 2, between: float = 0.0) -> None:
        self.domains = Domains(at_once=at_once, seconds_between=between)
        self.turns = Turns(self.domains, at_once=8, clock=time.time)

    def ask(
        self, routes: Mapping[str, Reply], *, times: int = 1, seconds: float = LIMITS.seconds
    ) -> tuple[list[Answer], Server]:
        """Ask for the first route so many times at once."""
        limits = replace(LIMITS, seconds=seconds)

        async def asking() -> tuple[list[Answer], Server]:
            async with serve(routes) as server, fetcher(turns=self.turns) as client:
                server.routes["/away"] = redirects(server.url("/feed", OTHER), 301)
                server.routes["/back"] = redirects(server.url("/feed", NAME), 301)
                server.routes["/away-and-back"] = redirects(server.url("/back", OTHER), 302)
                target = next(iter(routes))
                found = await asyncio.gather(
                    *(client.fetch(server.url(target, NAME), limits=limits) for _ in range(times))
                )
                return found, server

        return asyncio.run(asking())


ROUTES = {"/away": answers(404), "/feed": answers(200, b"<rss/>")}


def test_a_redirect_to_another_domain_waits_for_its_turn() -> None:
    """Three feeds that lead to one domain ask it one after the other, so far apart."""
    world = World(between=0.15)
    began = time.monotonic()
    found, server = world.ask(ROUTES, times=3)
    assert time.monotonic() - began >= 0.3
    assert [answer.status for answer in found] == [200] * 3
    assert len(server.asked) == 6


def test_the_wait_is_not_the_servers_fault() -> None:
    """A request that has waited has all the time left that it had before."""
    world = World(between=2.3)

    async def first(asked: object, writer: asyncio.StreamWriter) -> None:
        assert world.domains.ask(f"http://{OTHER}/", time.time()) == 0.0
        await redirects("/away")(asked, writer)  # type: ignore[arg-type]

    async def slow(asked: object, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(2.3)
        await answers(200, b"<rss/>")(asked, writer)  # type: ignore[arg-type]

    [answer], _ = world.ask({"/first": first, "/feed": slow}, seconds=4.4)
    assert answer.status == 200
    assert answer.seconds > 4.4


def test_the_turn_is_given_back() -> None:
    """However the request ends, the domain may be asked again."""
    world = World(at_once=1)
    for routes in (ROUTES, {"/away": answers(404), "/feed": answers(500)}):
        world.ask(routes)
        assert world.domains.ask(f"http://{OTHER}/", time.time()) == 0.0
        world.domains.done(f"http://{OTHER}/")


def test_a_turn_that_does_not_come_is_told_as_that() -> None:
    """A domain that is busy for longer than a request may take fails it."""
    world = World(at_once=1)
    assert world.domains.ask(f"http://{OTHER}/", time.time()) == 0.0
    [answer], server = world.ask(ROUTES, seconds=3.0)
    assert (answer.failure, len(server.asked)) == ("timeout", 1)
    assert "no turn came for weekly.example" in answer.message


def test_no_turn_is_taken_of_a_domain_that_was_asked_before_on_the_way() -> None:
    """There and back again does not wait for itself."""
    world = World(at_once=1)
    [answer], _ = world.ask({"/away-and-back": answers(404), "/feed": answers(200, b"<rss/>")})
    assert (answer.status, len(answer.hops)) == (200, 2)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_domain_that_asks_for_a_rest_is_given_one(status: int, form: str) -> None:
    """Both statuses and both forms; whoever is sent on to it meanwhile is told so at once."""
    world = World()
    value = "120" if form == "seconds" else formatdate(time.time() + 120, usegmt=True)
    replies = {"/away": answers(404), "/feed": answers(status, headers={"Retry-After": value})}
    [answer], _ = world.ask(replies)
    assert answer.status == status
    assert 110 < world.domains.rests(OTHER, time.time()) <= 120
    assert world.domains.rests(NAME, time.time()) == 0.0
    [answer], server = world.ask(ROUTES)
    assert (answer.failure, len(server.asked)) == ("resting", 1)
    assert "has asked for a rest" in answer.message


def test_a_whole_domain_rests_for_an_hour_at_most() -> None:
    """One feed's wait of a week does not silence hundreds."""
    world = World()
    world.ask({"/away": answers(404), "/feed": answers(503, headers={"Retry-After": "604800"})})
    assert world.domains.rests(OTHER, time.time()) <= LONGEST_REST_SECONDS


def test_other_statuses_ask_for_no_rest() -> None:
    """``Retry-After`` means something on 429 and 503 alone."""
    world = World()
    world.ask({"/away": answers(404), "/feed": answers(200, headers={"Retry-After": "600"})})
    assert world.domains.rests(OTHER, time.time()) == 0.0
