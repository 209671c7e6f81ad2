"""Decisions about polling: what each answer makes of the next poll."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from worker.sources import documents
from worker.sources.documents.document import Hints
from worker.sources.feeds import parsers
from worker.sources.feeds.answer import Answer, Hop
from worker.sources.feeds.feed import Feed, State
from worker.sources.feeds.polling import REASONS, Found, Policy, Trouble, request, settle
from worker.sources.feeds.polling.trouble import unread

NOON = dt.datetime(2026, 3, 16, 12, 0, tzinfo=dt.UTC).timestamp()
"""A Monday."""
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
FEED = Feed(url="https://press.example/feed")
POLICY = Policy()
OK = State(standing="healthy", interval=HOUR, polls=5, last_success=NOON - HOUR, etag='"a"')


def _answer(
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    *,
    url: str = FEED.url,
    hops: tuple[Hop, ...] = (),
    body: bytes = b"",
) -> Answer:
    return Answer(url=url, status=status, headers=headers or {}, hops=hops, body=body)


def _settle(
    state: State,
    answer: Answer,
    document: Found | Trouble | None = None,
    *,
    feed: Feed = FEED,
    now: float = NOON,
) -> State:
    return settle(feed, state, answer, document, now=now, policy=POLICY, jitter=0.0)


def _found(entries: int, new: int, **hints: Any) -> Found:  # noqa: ANN401 - fields of Hints
    return Found(entries=entries, new=new, hints=Hints(**hints))


WAITS = [
    # what it shows, state before, status, headers, document, minutes to the next poll
    ("a first poll waits as long as the policy says", State(), 200, {}, _found(20, 20), 15),
    ("nothing new lengthens the wait by half", OK, 200, {}, _found(20, 0), 90),
    ("304 does the same", OK, 304, {}, None, 90),
    ("one new entry an hour keeps the hour", OK, 200, {}, _found(20, 1), 60),
    ("three new entries an hour bring it down", OK, 200, {}, _found(20, 3), 40),
    ("all new means that stories were lost", OK, 200, {}, _found(20, 20), 30),
    ("a document turns over by two thirds at most", replace(OK, interval=4 * HOUR), 200, {}, _found(3, 2), 60),
    ("the server may ask for more", OK, 200, {"cache-control": "max-age=3600"}, _found(20, 4), 60),
    ("but not for days", OK, 200, {"cache-control": "max-age=864000"}, _found(20, 4), 60),
    ("no-cache asks for nothing", OK, 200, {"cache-control": "no-cache, max-age=3600"}, _found(20, 4), 37.5),
    ("the feed may ask for more", OK, 200, {}, _found(20, 4, ttl=3000.0), 50),
    ("the feed's update period too", OK, 200, {}, _found(20, 4, update_interval=3600.0), 60),
    ("where stories are lost, nobody is asked", replace(OK, overlap=0.0), 200, {}, _found(20, 20, ttl=9e9), 30),
    ("a skipped hour is waited out", OK, 200, {}, _found(20, 1, skip_hours=frozenset({13, 14})), 180),
    ("a skipped day is waited out", OK, 200, {}, _found(20, 1, skip_days=frozenset({0})), 720),
    ("a feed that skips every hour is not believed", OK, 200, {}, _found(20, 1, skip_hours=frozenset(range(24))), 60),
    ("a server error is waited out", OK, 500, {}, None, 90),
    ("forbidden is hard", OK, 403, {}, None, 120),
    ("Retry-After in seconds is kept to", OK, 429, {"retry-after": "7200"}, None, 120),
    ("Retry-After is capped at a day", OK, 503, {"retry-after": "99999999"}, None, 1440),
    ("Retry-After never shortens a wait", OK, 503, {"retry-after": "1"}, None, 90),
    ("Retry-After counts on 429 and 503 only", OK, 500, {"retry-after": "80000"}, None, 90),
    ("what is gone is asked once a month", OK, 410, {}, None, 30 * 1440),
    ("ten hard failures wait no more than a day", replace(OK, failures=99.0), 403, {}, None, 1440),
]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "status", "headers", "document", "minutes"),
    [row[1:] for row in WAITS],
    ids=[row[0] for row in WAITS],
)
def test_the_next_poll(
    state: State, status: int, headers: dict[str, str], document: Found | None, minutes: float
) -> None:
    """After each answer the next poll is so many minutes away."""
    settled = _settle(state, _answer(status, headers), document)
    assert (settled.next_poll - NOON) / MINUTE == pytest.approx(minutes)


def test_retry_after_may_be_a_date() -> None:
    """An HTTP date says until when to wait."""
    until = format_datetime(dt.datetime.fromtimestamp(NOON + 4 * HOUR, dt.UTC), usegmt=True)
    settled = _settle(OK, _answer(429, {"retry-after": until}))
    assert settled.next_poll == NOON + 4 * HOUR


def test_expires_counts_from_the_servers_own_date() -> None:
    """A server whose clock is wrong still says how long its document is fresh."""
    dates = [
        format_datetime(dt.datetime(2001, 1, 1, hour, tzinfo=dt.UTC), usegmt=True)
        for hour in (1, 2)
    ]
    answer = _answer(200, {"date": dates[0], "expires": dates[1]})
    assert _settle(OK, answer, _found(20, 4)).next_poll == NOON + HOUR


TROUBLES = [
    # answer, reason, weight
    (_answer(401), "unauthorised", 1.0),
    (_answer(404), "not-found", 0.5),
    (_answer(418), "client-error", 1.0),
    (_answer(502), "server-error", 0.5),
    (_answer(204), "unexpected-status", 0.5),
    (_answer(403, {"cf-mitigated": "challenge"}), "challenge", 1.0),
    (_answer(503, {"server": "cloudflare"}, body=b"<script>challenge-platform"), "challenge", 1.0),
    (Answer(url=FEED.url, failure="timeout", message="late"), "timeout", 0.25),
    (Answer(url=FEED.url, failure="dns", message="no such host"), "dns", 0.5),
    (Answer(url=FEED.url, failure="refused-address", message="private"), "refused-address", 1.0),
]


@pytest.mark.parametrize(("answer", "reason", "weight"), TROUBLES, ids=[t[1] for t in TROUBLES])
def test_a_failure_has_its_reason_and_weight(answer: Answer, reason: str, weight: float) -> None:
    """Each failure is known by a bounded label, counts by its weight, and is told in words."""
    settled = _settle(OK, answer)
    assert (settled.standing, settled.reason, settled.failures) == ("failing", reason, weight)
    assert reason in REASONS
    assert settled.message


def test_a_page_in_place_of_a_feed_is_a_failure_that_says_so() -> None:
    """What can't be read counts as the feed's failure, and validators are kept."""
    settled = _settle(OK, _answer(), unread("html-not-a-feed", "no feed"))
    assert (settled.reason, settled.etag) == ("html-not-a-feed", '"a"')
    assert "page" in (settled.message or "")


def test_every_reason_of_a_reader_is_a_label() -> None:
    """What documents and parser processes refuse is known to the metrics under its own name."""
    for reason in (*documents.REASONS, *parsers.REASONS):
        assert unread(reason, "x").reason == reason
        assert reason in REASONS


def test_a_success_forgets_failures() -> None:
    """A feed that answers is healthy, however long it was away; also one that was gone."""
    away = replace(OK, standing="gone", reason="gone", message="x", failures=7.0)
    settled = _settle(away, _answer(), _found(20, 0))
    assert (settled.standing, settled.reason, settled.message, settled.failures) == (
        "healthy", None, None, 0.0,
    )  # fmt: skip


def test_validators_are_kept_as_they_came() -> None:
    """ETag and Last-Modified are opaque, and a 304 may bring a new ETag."""
    headers = {"etag": 'W/"\xe9"', "last-modified": "yesterday, about noon"}
    first = _settle(OK, _answer(200, headers), _found(9, 1))
    asked = request(FEED, first, chance=0.5)
    assert asked.headers == {"If-None-Match": 'W/"\xe9"', "If-Modified-Since": "yesterday, about noon"}  # fmt: skip
    second = _settle(first, _answer(304, {"etag": '"b"'}))
    assert (second.etag, second.last_modified) == ('"b"', "yesterday, about noon")


def test_a_feed_that_lies_is_asked_without_conditions() -> None:
    """The same validators with new entries are never believed again."""
    lied = _settle(OK, _answer(200, {"etag": '"a"'}), _found(9, 1))
    assert lied.lied
    assert not request(FEED, lied, chance=0.5).conditional


def test_within_twenty_polls_one_is_unconditional() -> None:
    """What a server with a stuck ETag holds back comes within twenty polls."""
    asked = [request(FEED, replace(OK, polls=n), chance=0.5).conditional for n in range(20)]
    assert False in asked


def test_stories_that_were_lost_are_counted() -> None:
    """Where all entries are new, the rhythm says how many there may have been."""
    rhythm = [30.0] * 168
    settled = _settle(replace(OK, rhythm=rhythm), _answer(), _found(20, 20))
    assert settled.missed == pytest.approx(10.0)


HOPS = (Hop(301, "https://new.example/feed"),)


def test_a_permanent_redirect_is_followed_for_good_once_it_has_lasted() -> None:
    """Five days of the same permanent redirect change the address that is asked."""
    moved = _answer(url="https://new.example/feed", hops=HOPS)
    state = _settle(OK, moved, _found(9, 0))
    assert request(FEED, state, chance=0.5).url == FEED.url
    state = _settle(state, moved, _found(9, 0), now=NOON + 5 * DAY)
    assert request(FEED, state, chance=0.5).url == "https://new.example/feed"


def test_a_redirect_that_flaps_is_never_followed_for_good() -> None:
    """Each time that it goes elsewhere, or is not permanent, the days are counted anew."""
    moved = _answer(url="https://new.example/feed", hops=HOPS)
    state = _settle(OK, moved, _found(9, 0))
    state = _settle(state, _answer(), _found(9, 0), now=NOON + 3 * DAY)
    state = _settle(state, moved, _found(9, 0), now=NOON + 6 * DAY)
    assert request(FEED, state, chance=0.5).url == FEED.url


def test_a_new_address_that_leads_nowhere_is_given_up() -> None:
    """The listed address is asked again."""
    state = replace(OK, moved=True, moved_to="https://new.example/feed", moved_since=NOON - DAY)
    state = _settle(state, _answer(404))
    assert request(FEED, state, chance=0.5).url == FEED.url


def test_a_busy_hour_is_polled_more_often_than_a_quiet_one() -> None:
    """The rhythm of the week halves or doubles a wait, and no more."""
    rhythm = [0.0] * 168
    rhythm[12] = 50.0
    busy = _settle(replace(OK, rhythm=rhythm, polls=500), _answer(), _found(20, 1))
    quiet = _settle(replace(OK, rhythm=rhythm, polls=500), _answer(), _found(20, 1), now=NOON + 5)
    night = _settle(
        replace(OK, rhythm=rhythm, polls=500, last_success=NOON + 8 * HOUR),
        _answer(), _found(20, 1), now=NOON + 9 * HOUR,
    )  # fmt: skip
    assert busy.next_poll - NOON == pytest.approx(HOUR / 2)
    assert quiet.next_poll - NOON - 5 == pytest.approx(HOUR / 2, rel=0.01)
    assert night.next_poll - NOON - 9 * HOUR == pytest.approx(2 * HOUR)


STATUSES = st.sampled_from([200, 304, 301, 403, 404, 410, 429, 500, 503])
HEADERS = st.dictionaries(
    st.sampled_from(["etag", "cache-control", "expires", "date", "retry-after", "last-modified"]),
    st.one_of(st.text(max_size=20), st.integers(0, 10**9).map(str), st.just("max-age=99999999")),
)


@given(STATUSES, HEADERS, st.integers(0, 50), st.integers(0, 50), st.floats(0, 1), st.floats(0, 40))
def test_the_next_poll_is_always_ahead_and_within_bounds(  # noqa: PLR0913, PLR0917 - what comes in
    status: int, headers: dict[str, str], entries: int, new: int, jitter: float, failures: float
) -> None:
    """Whatever a server says, a feed is neither hammered nor forgotten."""
    found = _found(entries, min(entries, new)) if status == 200 else None
    settled = settle(
        FEED, replace(OK, failures=failures), _answer(status, headers), found,
        now=NOON, policy=POLICY, jitter=jitter,
    )  # fmt: skip
    wait = settled.next_poll - NOON
    assert POLICY.shortest <= wait <= POLICY.gone * 1.1


@given(st.floats(0, 50), st.floats(0, 50))
def test_more_failures_never_wait_less(few: float, more: float) -> None:
    """The wait grows with the failures in a row."""
    few, more = sorted((few, more))
    waits = [_settle(replace(OK, failures=n), _answer(500)).next_poll for n in (few, more)]
    assert waits[0] <= waits[1]


def test_what_a_feed_says_of_its_schedule_holds_while_it_says_nothing_else() -> None:
    """A 304 after a document with ``ttl`` and ``skipHours`` is planned by both."""
    hourly = replace(OK, interval=20 * MINUTE)
    first = _settle(hourly, _answer(), _found(20, 1, ttl=HOUR, skip_hours=frozenset({13})))
    assert first.next_poll == NOON + 2 * HOUR
    second = _settle(first, _answer(304), now=NOON)
    assert second.next_poll == first.next_poll
    third = _settle(second, _answer(), _found(20, 1), now=NOON)
    assert third.next_poll < NOON + HOUR
