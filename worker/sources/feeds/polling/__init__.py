"""Decisions about polling: pure functions of a feed's state, what came, and the time.

1. A success plans the next poll by how often new entries come (``interval``): about one new
   entry a poll, and never so late that entries leave the document unseen.
2. Within the bounds of feed and policy, what server and feed ask for lengthens that
   (``hints``), but not where stories were lost; hours and days that the feed skips are left out.
3. The rhythm of the week shortens it in busy hours and lengthens it in quiet ones (``rhythm``).
4. A failure has a reason and a weight (``trouble``); the interval grows with the weights in a
   row, up to a day. No feed is given up: one that is gone (410) is asked once a month.
5. ``Retry-After`` is kept to where it is later than all that.
6. Validators are sent as they came. They are left out at one poll in a hundred by chance and
   one in nineteen by count, and always for a feed that was seen to send them with new entries.
7. A permanent redirect is followed for good once it has lasted; a moved URL that fails hard
   sends us back to the listed one.
"""

from __future__ import annotations

from worker.sources.feeds.polling.policy import Policy
from worker.sources.feeds.polling.request import Request, address, request
from worker.sources.feeds.polling.settle import Found, broken, settle
from worker.sources.feeds.polling.trouble import REASONS, Trouble, trouble_of

__all__ = [
    "REASONS",
    "Found",
    "Policy",
    "Request",
    "Trouble",
    "address",
    "broken",
    "request",
    "settle",
    "trouble_of",
]
