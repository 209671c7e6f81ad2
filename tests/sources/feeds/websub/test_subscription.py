"""What each event makes of a subscription, with the time passed in."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from worker.sources.feeds.feed import State
from worker.sources.feeds.websub import subscription as deciding
from worker.sources.feeds.websub.subscription import Intent, Mode, Subscription, Terms

NOW = 1_000_000.0
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
TERMS = Terms()
TOPIC = "https://press.example/feed"
WANTED = Subscription(feed=TOPIC, hub="https://hub.example/", topic=TOPIC)
ACTIVE = replace(
    WANTED, standing="active", since=NOW - DAY, next=NOW + 7 * DAY, until=NOW + 9 * DAY
)
SILENT = replace(ACTIVE, standing="silent", message="a poll found more")
DENIED = replace(WANTED, standing="denied", next=NOW, message="no")
LEAVING = replace(ACTIVE, standing="leaving", next=NOW)


def _but(known: Subscription, **changes: Any) -> Subscription:  # noqa: ANN401 - fields
    return replace(known, **changes)


STEPS = [
    # what it shows, before, the request, standing after, minutes to the next request
    ("a new one is asked for at once", WANTED, "subscribe", "wanted", 5),
    ("the second request comes later", _but(WANTED, tries=1), "subscribe", "wanted", 20),
    ("and the third later still", _but(WANTED, tries=2), "subscribe", "wanted", 80),
    (
        "a hub that never verifies counts as failed",
        _but(WANTED, tries=3),
        "subscribe",
        "failed",
        320,
    ),
    (
        "a failed one is asked for once a day",
        _but(WANTED, standing="failed", tries=60),
        "subscribe",
        "failed",
        1440,
    ),
    ("before its time nothing is asked", _but(WANTED, next=NOW + HOUR), None, "wanted", 60),
    ("an active one rests", ACTIVE, None, "active", 7 * 1440),
    ("until its lease is to be renewed", _but(ACTIVE, next=NOW), "subscribe", "active", 5),
    (
        "a renewal that fails is tried again",
        _but(ACTIVE, next=NOW, tries=1),
        "subscribe",
        "active",
        20,
    ),
    (
        "a lease that has run out is asked for anew",
        _but(ACTIVE, next=NOW, until=NOW),
        "subscribe",
        "wanted",
        5,
    ),
    (
        "also where the next request is yet to come",
        _but(ACTIVE, until=NOW),
        None,
        "wanted",
        7 * 1440,
    ),
    ("a silent one is renewed too", _but(SILENT, next=NOW), "subscribe", "silent", 5),
    ("one that was denied is asked for in the end", DENIED, "subscribe", "wanted", 5),
    ("one that is left is told to the hub", LEAVING, "unsubscribe", "leaving", 5),
    ("and told again", _but(LEAVING, tries=2), "unsubscribe", "leaving", 80),
    ("but not for ever", _but(LEAVING, tries=3), None, None, None),
    ("nor after its lease", _but(LEAVING, until=NOW), None, None, None),
]


@pytest.mark.parametrize(
    ("before", "asked", "standing", "minutes"),
    [case[1:] for case in STEPS],
    ids=[case[0] for case in STEPS],
)
def test_time_passes(
    before: Subscription, asked: Mode | None, standing: str | None, minutes: float | None
) -> None:
    """Requests come when they are due, further and further apart until the hub verifies."""
    after, mode = deciding.step(before, NOW, TERMS)
    assert mode == asked
    assert (after.standing if after else None) == standing
    if after and minutes is not None:
        assert after.next == NOW + minutes * MINUTE


ASKED = _but(WANTED, tries=1, next=NOW + HOUR)
INTENTS = [
    # what it shows, before, what the hub says, whether we mean it, standing after
    (
        "what was asked for is meant",
        ASKED,
        Intent(mode="subscribe", topic=TOPIC, lease=DAY),
        True,
        "active",
    ),
    (
        "what was never asked for is not",
        WANTED,
        Intent(mode="subscribe", topic=TOPIC, lease=DAY),
        False,
        "wanted",
    ),
    (
        "another topic is not meant",
        ASKED,
        Intent(mode="subscribe", topic=TOPIC + "2", lease=DAY),
        False,
        "wanted",
    ),
    ("nor another mode", ASKED, Intent(mode="publish", topic=TOPIC), False, "wanted"),
    (
        "a failed one may still succeed",
        _but(ASKED, standing="failed"),
        Intent(mode="subscribe", topic=TOPIC),
        True,
        "active",
    ),
    (
        "a renewal is meant",
        _but(ACTIVE, tries=1),
        Intent(mode="subscribe", topic=TOPIC, lease=DAY),
        True,
        "active",
    ),
    (
        "and a question whether it still holds",
        ACTIVE,
        Intent(mode="subscribe", topic=TOPIC, lease=DAY),
        True,
        "active",
    ),
    (
        "a silent one stays silent when renewed",
        SILENT,
        Intent(mode="subscribe", topic=TOPIC, lease=DAY),
        True,
        "silent",
    ),
    (
        "leaving is meant where the feed has left",
        LEAVING,
        Intent(mode="unsubscribe", topic=TOPIC),
        True,
        None,
    ),
    ("and no other time", ACTIVE, Intent(mode="unsubscribe", topic=TOPIC), False, "active"),
    (
        "one that leaves is not renewed",
        LEAVING,
        Intent(mode="subscribe", topic=TOPIC, lease=DAY),
        False,
        "leaving",
    ),
    (
        "a denial is heard",
        ASKED,
        Intent(mode="denied", topic=TOPIC, reason="no room"),
        True,
        "denied",
    ),
    ("also later", ACTIVE, Intent(mode="denied", topic=TOPIC), True, "denied"),
    ("a denial of another topic is not", ACTIVE, Intent(mode="denied", topic="x"), False, "active"),
]


@pytest.mark.parametrize(
    ("before", "intent", "meant", "standing"),
    [case[1:] for case in INTENTS],
    ids=[case[0] for case in INTENTS],
)
def test_a_hub_asks_back(
    before: Subscription,
    intent: Intent,
    meant: bool,  # noqa: FBT001 - a column
    standing: str | None,
) -> None:
    """Only what we have asked for is confirmed."""
    answer, after = deciding.confirmed(before, intent, NOW, TERMS)
    assert answer is meant
    assert (after.standing if after else None) == standing


LEASES = [
    # the lease that a hub gives, days to its end, days to its renewal
    ("as given", 10 * DAY, 10, 8),
    ("a hub that says none is taken to mean what was asked for", None, 10, 8),
    ("a perpetual one is a year", 1e12, 365, 292),
    ("a very short one does not make us ask all the time", 10.0, 10 / DAY, 300 / DAY),
]


@pytest.mark.parametrize(
    ("lease", "end", "renewal"), [case[1:] for case in LEASES], ids=[case[0] for case in LEASES]
)
def test_a_lease_is_renewed_in_time(lease: float | None, end: float, renewal: float) -> None:
    """After four fifths of it."""
    intent = Intent(mode="subscribe", topic=TOPIC, lease=lease)
    _, after = deciding.confirmed(ASKED, intent, NOW, TERMS)
    assert after
    assert after.until == pytest.approx(NOW + end * DAY)
    assert after.next == pytest.approx(NOW + renewal * DAY)
    assert (after.tries, after.since) == (0, NOW)


def test_a_renewal_leaves_no_gap() -> None:
    """Deliveries are expected from the first verification on, unless the lease had run out."""
    intent = Intent(mode="subscribe", topic=TOPIC, lease=DAY)
    _, after = deciding.confirmed(ACTIVE, intent, NOW, TERMS)
    assert after
    assert after.since == ACTIVE.since
    _, after = deciding.confirmed(_but(ACTIVE, tries=1, until=NOW - 1), intent, NOW, TERMS)
    assert after
    assert after.since == NOW


def test_a_denial_says_why_and_lasts() -> None:
    """A month; the reason is cut where it is long."""
    intent = Intent(mode="denied", topic=TOPIC, reason="x" * 5_000)
    _, after = deciding.confirmed(ACTIVE, intent, NOW, TERMS)
    assert after
    assert after.next == NOW + 30 * DAY
    assert after.message
    assert after.message.startswith("the hub denies it: x")
    assert len(after.message) <= 300


def test_a_hub_that_is_busy_is_given_its_time() -> None:
    """What it says is kept, and ``Retry-After`` where it is later than our own patience."""
    after = deciding.unheard(ASKED, "HTTP 503", wait=2 * HOUR, now=NOW)
    assert (after.message, after.next) == ("HTTP 503", NOW + 2 * HOUR)
    assert deciding.unheard(ASKED, "HTTP 503", wait=5.0, now=NOW).next == ASKED.next


BEFORE = State(standing="healthy", polls=9, last_poll=NOW - HOUR, last_success=NOW - HOUR)
FOUND = replace(BEFORE, polls=10, last_poll=NOW, last_success=NOW, last_entry=NOW)
POLLS = [
    # what it shows, subscription, state before and after, standing after
    ("what no delivery has brought makes it silent", ACTIVE, BEFORE, FOUND, "silent"),
    (
        "a poll that finds nothing is as it should be",
        ACTIVE,
        BEFORE,
        replace(FOUND, last_entry=NOW - DAY),
        "active",
    ),
    (
        "a delivery on its way is no silence",
        _but(ACTIVE, delivered=NOW + 1),
        BEFORE,
        FOUND,
        "active",
    ),
    ("one of long ago is", _but(ACTIVE, delivered=NOW - HOUR), BEFORE, FOUND, "silent"),
    (
        "what was new before it held is not held against it",
        _but(ACTIVE, since=NOW - 60),
        BEFORE,
        FOUND,
        "active",
    ),
    ("nor is a first poll", ACTIVE, State(), FOUND, "active"),
    ("a delivery's own state is no poll", ACTIVE, FOUND, replace(FOUND, title="x"), "active"),
    (
        "a failed poll tells nothing",
        ACTIVE,
        FOUND,
        replace(FOUND, polls=11, last_poll=NOW + 9),
        "active",
    ),
    ("one that is not active stays as it is", DENIED, BEFORE, FOUND, "denied"),
]


@pytest.mark.parametrize(
    ("known", "before", "after", "standing"),
    [case[1:] for case in POLLS],
    ids=[case[0] for case in POLLS],
)
def test_a_poll_judges_the_hub(
    known: Subscription, before: State, after: State, standing: str
) -> None:
    """New entries that should have been delivered make the subscription silent."""
    found = deciding.polled(known, before, after)
    assert found.standing == standing
    assert (found.message is not None) == (standing in {"silent", "denied"})


def test_a_delivery_ends_the_silence() -> None:
    """From then on deliveries are expected again; of one that is not silent it is only noted."""
    after = deciding.delivered(SILENT, NOW)
    assert (after.standing, after.since, after.message) == ("active", NOW, None)
    assert deciding.delivered(ACTIVE, NOW) == _but(ACTIVE, delivered=NOW)
    assert deciding.delivered(DENIED, NOW).standing == "denied"


def test_leaving_and_coming_back() -> None:
    """What has no lease is dropped at once; a feed that is listed again is asked for again."""
    assert deciding.left(ASKED, NOW) is None
    left = deciding.left(ACTIVE, NOW)
    assert left
    assert (left.standing, left.next, left.tries) == ("leaving", NOW, 0)
    assert deciding.left(left, NOW + 1) == left
    assert deciding.wanted(left, NOW + 1).standing == "wanted"
    assert deciding.wanted(ACTIVE, NOW) == ACTIVE


_EVENTS = st.lists(
    st.one_of(
        st.floats(min_value=1.0, max_value=5 * DAY),
        st.builds(
            Intent,
            mode=st.sampled_from(["subscribe", "unsubscribe", "denied"]),
            topic=st.sampled_from([TOPIC, "x"]),
            lease=st.one_of(st.none(), st.floats(min_value=0.0, max_value=1e9)),
        ),
        st.sampled_from(["delivered", "left", "wanted"]),
    ),
    max_size=40,
)


@given(_EVENTS)
def test_no_order_of_events_makes_us_a_burden(events: list[Any]) -> None:
    """Between two requests lie five minutes, and whatever is there has a time for its next step."""
    now, known = NOW, WANTED
    asked: list[float] = []
    for event in events:
        after: Subscription | None = known
        if isinstance(event, float):
            now += event
            after, mode = deciding.step(known, now, TERMS)
            if mode == "subscribe":
                asked.append(now)
        elif isinstance(event, Intent):
            _, after = deciding.confirmed(known, event, now, TERMS)
        elif event == "delivered":
            after = deciding.delivered(known, now)
        elif event == "left":
            after = deciding.left(known, now)
        elif known.standing != "leaving":
            after = deciding.wanted(known, now)
        if after is None:
            return
        known = after
        assert deciding.moment(known) < now + 400 * DAY
    gaps = [later - earlier for earlier, later in itertools.pairwise(asked)]
    assert all(gap >= TERMS.first_again for gap in gaps)
