"""``Subscription``: how we stand with a hub about a feed, and what each event makes of it.

    wanted ──ask──► wanted ──the hub verifies──► active ──a poll finds more──► silent
      │ ▲                                          │ ▲                            │
      │ └───────── the lease has run out ◄─────────┘ └─────── a delivery ─────────┘
      ├─ no answer to several requests ► failed    asked again, a day apart at most
      └─ the hub says no ► denied                  asked again after a month
    each of them ──the feed has left, or has another hub──► leaving ──verified──► none

Pure: ``(subscription, event, now) → subscription``, with None for one that is over. A request is
counted as failed when it is sent; only the hub's verification takes that back.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from worker.sources.feeds.feed import State

Standing = Literal["wanted", "active", "silent", "failed", "denied", "leaving"]
Mode = Literal["subscribe", "unsubscribe"]

DAY: Final = 86_400.0
_RENEW_AT: Final = 0.8
"""The share of a lease after which it is renewed."""
_LONGEST_LEASE: Final = 365 * DAY
_GROWTH: Final = 4.0
_TRIES: Final = 3
"""Requests in a row without success, after which it counts as failed, or as left."""
_GRACE: Final = 60.0
"""How long before a poll a delivery may have come that brings what the poll finds."""
_LONGEST_MESSAGE: Final = 300


class Terms(Struct, frozen=True, kw_only=True):
    """The bounds of all decisions, in seconds."""

    lease: float = 10 * DAY
    """What hubs are asked for; they may give another."""
    backup: float = DAY
    """Between two polls of a feed whose hub delivers."""
    first_again: float = 300.0
    """Between the first request to a hub and the next; then it grows."""
    longest_again: float = DAY
    after_denial: float = 30 * DAY
    shortest_renewal: float = 300.0
    """No lease is renewed sooner, however short it is."""


class Subscription(Struct, frozen=True, kw_only=True):
    """One feed at one hub; kept in the store under its callback. Times as in ``State``."""

    feed: str
    """The listed URL."""
    hub: str
    topic: str
    """The URL under which the hub knows the feed."""
    standing: Standing = "wanted"
    tries: int = 0
    """Requests since the hub last verified one."""
    next: float = 0.0
    """When the hub is asked next."""
    since: float = 0.0
    """From when on deliveries were to be expected without a gap."""
    until: float = 0.0
    """The end of the lease; 0 before the first."""
    delivered: float | None = None
    """When the last genuine delivery came."""
    message: str | None = None
    """In words why it is not active."""


class Intent(Struct, frozen=True, kw_only=True):
    """What a hub asks us to confirm, or tells."""

    mode: str
    topic: str
    lease: float | None = None
    """Seconds; None where the hub did not say it."""
    reason: str = ""
    """Of a denial."""


def moment(subscription: Subscription) -> float:
    """Return when ``step`` has something to do."""
    if subscription.standing in {"active", "silent"}:
        return min(subscription.next, subscription.until)
    return subscription.next


def step(
    subscription: Subscription, now: float, terms: Terms
) -> tuple[Subscription | None, Mode | None]:
    """Return what time makes of it, and the request that the hub is sent now."""
    standing = subscription.standing
    if standing == "leaving" and (subscription.tries >= _TRIES or now >= subscription.until):
        return None, None
    if standing in {"active", "silent"} and now >= subscription.until:
        message = "the lease has run out; the hub did not verify its renewal"
        subscription = replace(subscription, standing="wanted", message=message)
    if now < subscription.next:
        return subscription, None
    tries = subscription.tries + 1
    asked = replace(subscription, tries=tries, next=now + _again(tries, terms))
    if standing == "leaving":
        return asked, "unsubscribe"
    if standing == "denied":
        asked = replace(asked, standing="wanted")
    elif asked.standing == "wanted" and tries > _TRIES:
        asked = replace(asked, standing="failed")
    return asked, "subscribe"


def _again(tries: int, terms: Terms) -> float:
    return min(terms.first_again * _GROWTH ** min(tries - 1, 9), terms.longest_again)


def unheard(subscription: Subscription, message: str, *, wait: float, now: float) -> Subscription:
    """Return it after a hub did not take a request; ``wait`` is what the hub asks for."""
    message = message[:_LONGEST_MESSAGE]
    return replace(subscription, message=message, next=max(subscription.next, now + wait))


def confirmed(
    subscription: Subscription, intent: Intent, now: float, terms: Terms
) -> tuple[bool, Subscription | None]:
    """Tell whether we want what the hub says that we do, and return what it makes of it."""
    leaving = subscription.standing == "leaving"
    if intent.topic != subscription.topic:
        return False, subscription
    match intent.mode:
        case "subscribe" if not leaving and (subscription.tries or now < subscription.until):
            return True, _active(subscription, intent.lease or terms.lease, now, terms)
        case "unsubscribe" if leaving:
            return True, None
        case "denied" if leaving:
            return True, None
        case "denied":
            message = f"the hub denies it: {intent.reason or 'no reason given'}"
            return True, replace(
                subscription,
                standing="denied",
                message=message[:_LONGEST_MESSAGE],
                tries=0,
                next=now + terms.after_denial,
                until=0.0,
            )
    return False, subscription


def _active(subscription: Subscription, lease: float, now: float, terms: Terms) -> Subscription:
    lease = min(max(lease, 1.0), _LONGEST_LEASE)
    holds = subscription.standing in {"active", "silent"} and now < subscription.until
    return replace(
        subscription,
        standing=subscription.standing if holds else "active",
        tries=0,
        next=now + max(lease * _RENEW_AT, terms.shortest_renewal),
        since=subscription.since if holds else now,
        until=now + lease,
        message=subscription.message if subscription.standing == "silent" and holds else None,
    )


def delivered(subscription: Subscription, now: float) -> Subscription:
    """Return it after a genuine delivery."""
    if subscription.standing != "silent":
        return replace(subscription, delivered=now)
    return replace(subscription, standing="active", since=now, delivered=now, message=None)


def polled(subscription: Subscription, before: State, after: State) -> Subscription:
    """Return it after a poll: silent where that found what a delivery should have brought.

    What was new before deliveries could be expected is not held against the hub.
    """
    if subscription.standing != "active" or after.polls == before.polls:
        return subscription
    found = after.last_entry is not None and after.last_entry == after.last_poll
    expected = before.last_success is not None and before.last_success >= subscription.since
    begun = after.last_poll or 0.0
    told = subscription.delivered is not None and subscription.delivered >= begun - _GRACE
    if not found or not expected or told:
        return subscription
    message = "a poll found entries that the hub did not deliver; the feed is polled as before"
    return replace(subscription, standing="silent", message=message)


def left(subscription: Subscription, now: float) -> Subscription | None:
    """Return it after the feed has left the lists, or has another hub or topic."""
    if now >= subscription.until:
        return None
    if subscription.standing == "leaving":
        return subscription
    return replace(subscription, standing="leaving", tries=0, next=now, message=None)


def wanted(subscription: Subscription, now: float) -> Subscription:
    """Return it where its feed is listed with this hub: a subscription that was leaving is not."""
    if subscription.standing != "leaving":
        return subscription
    return replace(subscription, standing="wanted", tries=0, next=now)


def resumed(subscription: Subscription, now: float) -> Subscription:
    """Return it at the start of a process: what came while there was none is not known."""
    return replace(subscription, since=max(subscription.since, now))
