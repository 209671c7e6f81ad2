"""The small parts: discovery, keys, signatures, requests, the backup's interval, the queue."""

from __future__ import annotations

import hashlib
import hmac
import time
from urllib.parse import parse_qs

import pytest
from msgspec.structs import replace

from worker.sources.documents.document import Hints
from worker.sources.feeds.answer import Answer
from worker.sources.feeds.feed import Feed, State
from worker.sources.feeds.polling.hubs import hub_of
from worker.sources.feeds.websub import asking, keys
from worker.sources.feeds.websub.backup import Backup, due
from worker.sources.feeds.websub.deliveries import Deliveries
from worker.sources.feeds.websub.ledger import Ledger
from worker.sources.feeds.websub.signing import verdict
from worker.sources.feeds.websub.subscription import Subscription

NOW, HOUR, DAY = 1_000_000.0, 3600.0, 86400.0
URL = "https://press.example/feed"
HUB = "https://hub.example/"
SECRET = "a secret of sixteen or more"  # noqa: S105 - of a test

LINKS = [
    # what it shows, Link header, links of the document, hub, topic
    (
        "a header",
        f'<{HUB}>; rel="hub", <https://press.example/rss>; rel="self"',
        {},
        HUB,
        "https://press.example/rss",
    ),
    (
        "without quotation marks, in any case",
        f"<{HUB}>;REL=Hub,<{URL}?a=1,2>;rel=self",
        {},
        HUB,
        f"{URL}?a=1,2",
    ),
    (
        "other parameters, several relations",
        f'<{HUB}>; title="a, b; c"; rel="other hub"',
        {},
        HUB,
        URL,
    ),
    (
        "relative to the document",
        '</hub>; rel="hub", <rss>; rel="self"',
        {},
        "https://press.example/hub",
        "https://press.example/rss",
    ),
    (
        "the document's own where the header names none",
        f'<{URL}>; rel="self"',
        {"hub": HUB, "topic": f"{URL}2"},
        HUB,
        f"{URL}2",
    ),
    (
        "the header's before the document's",
        f'<{HUB}>; rel="hub"',
        {"hub": "https://b.example/", "topic": f"{URL}2"},
        HUB,
        URL,
    ),
    ("a document that does not name itself", "", {"hub": HUB}, HUB, URL),
    ("none", f'<{URL}>; rel="self"', {"topic": URL}, None, None),
    ("no URL of the web", '<mailto:hub@press.example>; rel="hub"', {}, None, None),
    ("rubbish", '<<>>; rel="hub", <', {}, None, None),
    ("a URL without end", f'<{HUB}{"x" * 3000}>; rel="hub"', {"hub": HUB + "x" * 3000}, None, None),
]


@pytest.mark.parametrize(
    ("header", "hints", "hub", "topic"),
    [case[1:] for case in LINKS],
    ids=[case[0] for case in LINKS],
)
def test_a_hub_is_found(
    header: str, hints: dict[str, str], hub: str | None, topic: str | None
) -> None:
    """In headers first, then in the document; both URLs are absolute."""
    answer = Answer(url=URL, status=200, headers={"link": header})
    assert hub_of(answer, Hints(**hints)) == (hub, topic)  # type: ignore[arg-type]


def test_a_hostile_header_takes_no_time() -> None:
    """A header as long as heads may be is read in linear time."""
    began = time.process_time()
    for header in (
        "<a>;" * 16_000,
        "<" * 64_000,
        '<a>;b="' * 9_000,
        "<a>" + "; " * 30_000,
        "<a>; x" + " x" * 30_000,
    ):
        hub_of(Answer(url=URL, status=200, headers={"link": header}), Hints())
    assert time.process_time() - began < 1


def test_callbacks_are_apart_and_can_be_made_again() -> None:
    """Another feed, hub, topic or secret has another; the same has the same."""
    made = keys.callback(SECRET, "https://we.example/hooks/", feed=URL, hub=HUB, topic=URL)
    assert made.startswith("https://we.example/hooks/")
    assert len(keys.token(made)) == 43
    assert made == keys.callback(SECRET, "https://we.example/hooks", feed=URL, hub=HUB, topic=URL)
    others = {
        keys.callback(SECRET + "2", "https://we.example/hooks", feed=URL, hub=HUB, topic=URL),
        keys.callback(SECRET, "https://we.example/hooks", feed=URL + "2", hub=HUB, topic=URL),
        keys.callback(SECRET, "https://we.example/hooks", feed=URL, hub=HUB + "2", topic=URL),
        keys.callback(SECRET, "https://we.example/hooks", feed=URL, hub=HUB, topic=URL + "2"),
    }
    assert len(others | {made}) == 5
    secrets = {keys.signing_secret(SECRET, each) for each in others | {made}}
    assert len(secrets) == 5
    assert all(len(secret) < 200 and SECRET not in secret for secret in secrets)


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_a_signature_is_known_by_its_method(method: str) -> None:
    """Each method of the specification, in any case, and no bit of the body may be another."""
    body = b"<rss/>"
    right = hmac.new(b"key", body, getattr(hashlib, method)).hexdigest()
    assert verdict(f"{method}={right}", body, "key") == "genuine"
    assert verdict(f" {method.upper()}={right.upper()} ", body, "key") == "genuine"
    assert verdict(f"{method}={right}", body + b" ", "key") == "wrong-signature"
    assert verdict(f"{method}={right}", body, "another") == "wrong-signature"
    assert verdict(f"{method}={right[:-1]}", body, "key") == "wrong-signature"


@pytest.mark.parametrize(
    "header", ["sha256", "sha256=", "md5=0", "=", "sha256=\u00e9", "shake_128=0", "x" * 9_000]
)
def test_a_signature_that_is_none_is_wrong(header: str) -> None:
    """Whatever stands in the header; without one the delivery is unsigned."""
    assert verdict(header, b"", "key") == "wrong-signature"
    assert verdict(None, b"", "key") == verdict("", b"", "key") == "unsigned"


def test_a_request_says_what_the_specification_asks_for() -> None:
    """A form with callback, mode, topic, lease and secret; to leave, without the last two."""
    known = Subscription(feed=URL, hub=HUB, topic=f"{URL}?a=1&b=\u0628")
    sent = asking.form(known, "https://we.example/x", "subscribe", secret="s", lease=9.0)  # noqa: S106 - of a test
    assert parse_qs(sent.decode("ascii")) == {
        "hub.callback": ["https://we.example/x"],
        "hub.mode": ["subscribe"],
        "hub.topic": [known.topic],
        "hub.lease_seconds": ["9"],
        "hub.secret": ["s"],
    }
    left = asking.form(known, "https://we.example/x", "unsubscribe", secret="s", lease=9.0)  # noqa: S106 - of a test
    assert sorted(parse_qs(left.decode("ascii"))) == ["hub.callback", "hub.mode", "hub.topic"]


def test_a_hub_that_does_not_take_it_is_quoted() -> None:
    """With its status and the beginning of what it says."""
    assert asking.complaint(Answer(url=HUB, status=202)) is None
    said = asking.complaint(Answer(url=HUB, status=400, body=b"no such\n topic " + b"x" * 9_000))
    assert said
    assert said.startswith("the hub answers HTTP 400: no such topic x")
    assert len(said) < 200
    assert asking.complaint(Answer(url=HUB, failure="dns", message="not there")) == "not there"


FEED = Feed(url=URL)
STATE = State(standing="healthy", last_poll=NOW, last_success=NOW, next_poll=NOW + HOUR)
ACTIVE = Subscription(
    feed=URL, hub=HUB, topic=URL, standing="active", since=NOW - HOUR, until=NOW + 9 * DAY
)
TIMES = [
    # what it shows, feed, state, subscription, hours to the next poll
    ("without a hub as planned", FEED, STATE, None, 1),
    ("with one at the backup's interval", FEED, STATE, ACTIVE, 24),
    ("or that of the list", replace(FEED, longest_interval=6 * HOUR), STATE, ACTIVE, 6),
    (
        "but the list does not lengthen it",
        replace(FEED, longest_interval=99 * HOUR),
        STATE,
        ACTIVE,
        24,
    ),
    ("never sooner than planned", FEED, replace(STATE, next_poll=NOW + 30 * HOUR), ACTIVE, 30),
    ("not before a poll has closed the gap", FEED, STATE, replace(ACTIVE, since=NOW + 1), 1),
    ("no longer than the lease", FEED, STATE, replace(ACTIVE, until=NOW + 5 * HOUR), 5),
    ("as planned once that is over", FEED, STATE, replace(ACTIVE, until=NOW - HOUR), 1),
    ("a silent hub", FEED, STATE, replace(ACTIVE, standing="silent"), 1),
    ("a hub that says no", FEED, STATE, replace(ACTIVE, standing="denied"), 1),
    ("a feed that fails", FEED, replace(STATE, standing="failing"), ACTIVE, 1),
    ("a feed that was never read", FEED, replace(STATE, last_success=None), ACTIVE, 1),
]


@pytest.mark.parametrize(
    ("feed", "state", "known", "hours"),
    [case[1:] for case in TIMES],
    ids=[case[0] for case in TIMES],
)
def test_polls_are_a_backup_while_a_hub_delivers(
    feed: Feed, state: State, known: Subscription | None, hours: float
) -> None:
    """And only then."""
    assert due(feed, state, known, backup=DAY) == NOW + hours * HOUR


def test_news_that_can_not_be_told_hurries_a_poll_within_bounds() -> None:
    """The feed's shortest interval is kept to, and one poll is enough."""
    backup = Backup(
        Ledger({}, secret=SECRET, base="https://we.example"), seconds=DAY, shortest=300.0
    )
    backup.hurry(URL, NOW + 1)
    assert backup.due(FEED, STATE) == NOW + 300
    assert backup.due(replace(FEED, shortest_interval=60.0), STATE) == NOW + 60
    polled = replace(STATE, last_poll=NOW + 400, next_poll=NOW + 4_000)
    assert backup.due(FEED, polled) == NOW + 4_000
    assert backup.due(FEED, STATE) == NOW + HOUR


def _document(body: bytes) -> Answer:
    return Answer(url=URL, status=200, body=body)


def test_no_more_bytes_wait_than_there_is_room_for() -> None:
    """What is being read counts as what waits does, until it is freed or taken."""
    queue = Deliveries(size=10)
    assert queue.reserve("a", 6, NOW)
    assert not queue.reserve("b", 5, NOW)
    queue.free(6)
    queue.put("a", _document(b"123456"))
    assert not queue.reserve("b", 5, NOW)
    assert queue.take(()) == ("a", _document(b"123456"))
    assert queue.reserve("b", 10, NOW)


def test_a_hub_that_floods_holds_up_no_other() -> None:
    """So many documents of a feed wait and no more; feeds take turns, busy ones are passed over."""
    queue = Deliveries(size=1_000)
    taken = 0
    while queue.reserve("a", 1, NOW + 60 * taken):
        queue.free(1)
        queue.put("a", _document(b"%d" % (taken % 10)))
        taken += 1
    assert taken == 16
    queue.put("b", _document(b"b"))
    assert queue.take({"a"}) == ("b", _document(b"b"))
    queue.put("b", _document(b"c"))
    order = [found[0] for found in (queue.take(()), queue.take(()), queue.take(())) if found]
    assert order == ["a", "b", "a"]
    assert queue.take({"a"}) is None


def test_a_feed_has_a_rate_at_which_its_hub_may_send() -> None:
    """A burst, then one document each ten seconds; other feeds are not held up by it."""
    queue = Deliveries(size=1_000_000)
    burst = 0
    while queue.reserve("a", 1, NOW):
        burst += 1
    assert burst == 16
    assert queue.reserve("b", 1, NOW)
    later = [queue.reserve("a", 1, NOW + seconds) for seconds in range(1, 61)]
    assert sum(later) == 6
    assert sum(queue.reserve("a", 1, NOW + 86_400) for _ in range(99)) == 16


def test_what_a_hub_says_is_one_plain_line() -> None:
    """Nothing that a terminal obeys, nor another line in a log."""
    assert asking.plain("\x1b[31mno\r\n\u202eroom\x00") == "[31mno room"
