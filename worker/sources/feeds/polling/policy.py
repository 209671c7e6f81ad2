"""The bounds of all decisions; seconds unless a name says otherwise."""

from __future__ import annotations

from msgspec import Struct

DAY = 86_400.0


class Policy(Struct, frozen=True, kw_only=True):
    """How often feeds are asked."""

    first: float = 900.0
    """The interval before a feed has shown its rhythm."""
    shortest: float = 300.0
    """No feed is polled more often, unless the list says so of it."""
    longest: float = 14_400.0
    """No feed that is well is polled more seldom, unless the list says so of it."""
    longest_hint: float = 3_600.0
    """What server and feed ask for lengthens an interval up to this."""
    longest_back_off: float = DAY
    """A feed that fails is still asked this often."""
    longest_retry_after: float = DAY
    """A longer ``Retry-After`` is taken for this."""
    gone: float = 30 * DAY
    """Between two polls of a feed that said that it is gone."""
    moved_after: float = 5 * DAY
    """How long a permanent redirect must have lasted before it is followed for good."""
    jitter: float = 0.1
    """The share of a wait that chance may add, so that feeds don't march in step."""
