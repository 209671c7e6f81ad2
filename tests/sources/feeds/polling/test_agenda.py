"""When which feed is asked: due first, and politely."""

from __future__ import annotations

import pytest

from tests.bench.feeds.simulation import simulate
from worker.sources.feeds.agenda import Agenda
from worker.sources.feeds.domains import Domains, domain_of


def _agenda(*, at_once: int = 2, between: float = 1.0) -> Agenda:
    return Agenda(Domains(at_once=at_once, seconds_between=between))


def _plan(agenda: Agenda, url: str, at: float) -> None:
    agenda.plan(url, at, url)


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.press.example.com/feed", "example.com"),
        ("https://press.co.uk/feed", "press.co.uk"),
        ("http://127.0.0.1:8080/feed", "127.0.0.1"),
        ("http://localhost/feed", "localhost"),
        ("http://[::1]/feed", "::1"),
    ],
)
def test_the_domain_is_what_somebody_registered(url: str, domain: str) -> None:
    """Hosts of one owner are one domain; an address is one by itself."""
    assert domain_of(url) == domain


def test_the_feed_that_is_due_longest_comes_first() -> None:
    """Feeds come up in the order of their times, and none before."""
    agenda = _agenda()
    for name, at in (("b", 20.0), ("a", 10.0), ("c", 99.0)):
        _plan(agenda, f"https://{name}.example.org{name}/x", at)
    assert agenda.take(5.0) is None
    assert agenda.wait(5.0) == pytest.approx(5.0)
    taken = [agenda.take(30.0) for _ in range(3)]
    assert [url and url[8] for url in taken] == ["a", "b", None]


def test_a_domain_is_asked_at_intervals_and_holds_up_no_other() -> None:
    """Of two feeds of one domain the second waits; a feed of another domain does not."""
    agenda = _agenda()
    _plan(agenda, "https://a.press.com/1", 0.0)
    _plan(agenda, "https://b.press.com/2", 0.0)
    _plan(agenda, "https://other.com/3", 0.5)
    assert agenda.take(1.0) == "https://a.press.com/1"
    assert agenda.take(1.0) == "https://other.com/3"
    assert agenda.take(1.0) is None
    assert agenda.take(2.0) == "https://b.press.com/2"


def test_no_more_requests_at_once_than_a_domain_bears() -> None:
    """A domain whose requests are all open is asked again when one is over."""
    agenda = _agenda(at_once=1, between=0.0)
    for n in range(3):
        _plan(agenda, f"https://press.com/{n}", 0.0)
    first = agenda.take(1.0)
    assert first
    assert agenda.take(1.0) is None
    agenda.done(first)
    assert agenda.take(2.0)


def test_a_feed_that_is_planned_again_comes_up_once() -> None:
    """The last time counts, and a dropped feed does not come up."""
    agenda = _agenda()
    _plan(agenda, "https://press.com/1", 50.0)
    _plan(agenda, "https://press.com/1", 5.0)
    _plan(agenda, "https://gone.com/2", 5.0)
    agenda.drop("https://gone.com/2")
    assert agenda.overdue(10.0) == pytest.approx(5.0)
    assert agenda.take(10.0) == "https://press.com/1"
    assert agenda.take(100.0) is None
    assert agenda.wait(100.0) is None


def test_a_thousand_feeds_with_a_crowded_domain_are_polled_in_time() -> None:
    """The simulation of ``make bench-feeds``, shortened: every domain within its rate, few late."""
    told = simulate(feeds=1_000, crowd=60, hours=3.0)
    assert told.asked_at_rest == 0
    assert told.fastest_domain <= 1.0
    assert told.late_share < 0.05
    assert told.polls > 1_000


def test_a_feed_that_has_moved_takes_the_turns_of_where_it_is_asked() -> None:
    """It waits with the feeds of its new domain, and its old one is free."""
    agenda = _agenda()
    agenda.plan("https://old.com/1", 0.0, "https://host.com/moved")
    _plan(agenda, "https://host.com/2", 0.5)
    _plan(agenda, "https://old.com/3", 0.7)
    assert agenda.take(1.0) == "https://old.com/1"
    assert agenda.take(1.0) == "https://old.com/3"
    assert agenda.take(1.0) is None
    agenda.done("https://old.com/1")
    assert agenda.take(2.0) == "https://host.com/2"


def test_a_feed_that_moves_comes_up_once() -> None:
    """What was planned at its old domain is void, even for the same time."""
    agenda = _agenda()
    _plan(agenda, "https://old.com/1", 5.0)
    agenda.plan("https://old.com/1", 5.0, "https://host.com/moved")
    assert [agenda.take(at) for at in (5.0, 6.0, 7.0)] == ["https://old.com/1", None, None]


def test_a_domain_that_asked_for_a_rest_is_left_alone_with_all_its_feeds() -> None:
    """Its feeds come up after the rest, count as late only from then on, and hold up no other."""
    domains = Domains(at_once=2, seconds_between=1.0)
    agenda = Agenda(domains)
    _plan(agenda, "https://a.press.com/1", 10.0)
    _plan(agenda, "https://b.press.com/2", 10.0)
    _plan(agenda, "https://other.com/3", 11.0)
    domains.rest("https://www.press.com/feed", 500.0)
    assert not agenda.rests(12.0)
    assert agenda.take(12.0) == "https://other.com/3"
    assert agenda.take(12.0) is None
    assert agenda.rests(12.0)
    assert agenda.overdue(400.0) == 0.0
    assert agenda.take(499.0) is None
    assert agenda.take(500.0) == "https://a.press.com/1"
    assert not agenda.rests(500.0)
    assert agenda.overdue(500.0) == 490.0


def test_a_rest_is_not_shortened_by_a_shorter_one() -> None:
    """Two feeds of a domain ask for a rest: the longer holds."""
    domains = Domains(at_once=2, seconds_between=0.0)
    domains.rest("https://press.com/1", 100.0)
    domains.rest("https://press.com/2", 50.0)
    assert domains.rests("press.com", 60.0) == 40.0
    assert domains.ask("https://press.com/3", 60.0) == 40.0
    assert domains.ask("https://press.com/3", 100.0) == 0.0
