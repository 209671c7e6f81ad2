"""When which feed is asked: due first, and politely."""

from __future__ import annotations

import pytest

from tests.bench.feeds.simulation import simulate
from worker.sources.feeds.agenda import Agenda
from worker.sources.feeds.domains import Domains, domain_of


def _agenda(*, at_once: int = 2, between: float = 1.0) -> Agenda:
    return Agenda(Domains(at_once=at_once, seconds_between=between))


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
        agenda.plan(f"https://{name}.example.org{name}/x", at)
    assert agenda.take(5.0) is None
    assert agenda.wait(5.0) == pytest.approx(5.0)
    taken = [agenda.take(30.0) for _ in range(3)]
    assert [url and url[8] for url in taken] == ["a", "b", None]


def test_a_domain_is_asked_at_intervals_and_holds_up_no_other() -> None:
    """Of two feeds of one domain the second waits; a feed of another domain does not."""
    agenda = _agenda()
    agenda.plan("https://a.press.com/1", 0.0)
    agenda.plan("https://b.press.com/2", 0.0)
    agenda.plan("https://other.com/3", 0.5)
    assert agenda.take(1.0) == "https://a.press.com/1"
    assert agenda.take(1.0) == "https://other.com/3"
    assert agenda.take(1.0) is None
    assert agenda.take(2.0) == "https://b.press.com/2"


def test_no_more_requests_at_once_than_a_domain_bears() -> None:
    """A domain whose requests are all open is asked again when one is over."""
    agenda = _agenda(at_once=1, between=0.0)
    for n in range(3):
        agenda.plan(f"https://press.com/{n}", 0.0)
    first = agenda.take(1.0)
    assert first
    assert agenda.take(1.0) is None
    agenda.done(first)
    assert agenda.take(2.0)


def test_a_feed_that_is_planned_again_comes_up_once() -> None:
    """The last time counts, and a dropped feed does not come up."""
    agenda = _agenda()
    agenda.plan("https://press.com/1", 50.0)
    agenda.plan("https://press.com/1", 5.0)
    agenda.plan("https://gone.com/2", 5.0)
    agenda.drop("https://gone.com/2")
    assert agenda.overdue(10.0) == pytest.approx(5.0)
    assert agenda.take(10.0) == "https://press.com/1"
    assert agenda.take(100.0) is None
    assert agenda.wait(100.0) is None


def test_a_thousand_feeds_with_a_crowded_domain_are_polled_in_time() -> None:
    """The simulation of ``make bench-feeds``, shortened: every domain within its rate, few late."""
    told = simulate(feeds=1_000, crowd=60, hours=3.0)
    assert told.fastest_domain <= 1.0
    assert told.late_share < 0.05
    assert told.polls > 1_000
