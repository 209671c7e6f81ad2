"""An answer or a document that is no success → its reason, its weight, and what to do.

Hard ones (1.0) are not mended by waiting, soft ones (0.5) often are in hours, passing ones
(0.25) in minutes.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from msgspec import Struct

from worker.sources.feeds.answer import Answer

HARD: Final = 1.0
SOFT: Final = 0.5
PASSING: Final = 0.25

_FAILURES: Final[dict[str, float]] = {
    "dns": SOFT,
    "connect": PASSING,
    "tls": SOFT,
    "timeout": PASSING,
    "protocol": PASSING,
    "refused-address": HARD,
    "redirect-loop": HARD,
    "bad-redirect": HARD,
    "too-large": SOFT,
    "bad-encoding": SOFT,
    "bad-url": HARD,
    "cut-off": PASSING,
    "resting": PASSING,
}
_STATUSES: Final[dict[int, tuple[str, float, str]]] = {
    401: ("unauthorised", HARD, "the server wants credentials; put a public feed into the list"),
    403: ("forbidden", HARD, "the server refuses us; ask its people, or drop the feed"),
    404: ("not-found", SOFT, "there is nothing at this URL; look for the feed's new one"),
    410: ("gone", HARD, "the server says that the feed is gone for good; drop it from the list"),
    429: ("too-many-requests", SOFT, "the server wants fewer requests; it is asked more seldom"),
    503: ("unavailable", SOFT, "the server is overloaded or closed for a while"),
}
_DOCUMENTS: Final[dict[str, tuple[float, str]]] = {
    "not-a-feed": (SOFT, ""),
    "html-not-a-feed": (SOFT, "a page came where a feed was; look for the feed's new URL"),
    "sitemap-index": (HARD, ""),
    "empty": (SOFT, "the document is empty"),
    "too-slow": (SOFT, ""),
    "too-much-memory": (SOFT, ""),
    "crashed": (SOFT, ""),
    "not-asked": (SOFT, "the server says 304 to a request without validators"),
    "bug": (SOFT, "please report it with the traceback in the log"),
}
REASONS: Final = tuple(
    sorted(
        {
            *_FAILURES,
            *_DOCUMENTS,
            *(reason for reason, _, _ in _STATUSES.values()),
            "challenge",
            "client-error",
            "server-error",
            "unexpected-status",
        }
    )
)
"""Every reason that a poll can fail for."""


class Trouble(Struct, frozen=True, kw_only=True):
    """Why a poll brought nothing."""

    reason: str
    weight: float
    message: str


def trouble_of(answer: Answer) -> Trouble | None:
    """Return what is wrong with an answer; None where there is a document, or none is needed."""
    if answer.failure is not None:
        weight = _FAILURES[answer.failure]
        return Trouble(reason=answer.failure, weight=weight, message=answer.message)
    status = answer.status
    if status in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
        return None
    if _is_challenge(answer):
        message = f"HTTP {status}: the server wants a browser to prove itself; ask its people"
        return Trouble(reason="challenge", weight=HARD, message=message)
    if status in _STATUSES:
        reason, weight, advice = _STATUSES[status]
        return Trouble(reason=reason, weight=weight, message=f"HTTP {status}: {advice}")
    reason, weight = _by_class(status)
    return Trouble(reason=reason, weight=weight, message=f"HTTP {status} from {answer.url}")


def unread(reason: str, message: str) -> Trouble:
    """Return the trouble of a document that can't be read; ``reason`` as the reader gives it."""
    weight, advice = _DOCUMENTS.get(reason, (SOFT, ""))
    known = reason if reason in _DOCUMENTS else _FAILURES.get(reason) and reason
    told = f"{message}; {advice}" if advice else message
    return Trouble(reason=known or "not-a-feed", weight=weight, message=told)


def _by_class(status: int) -> tuple[str, float]:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "server-error", SOFT
    if status >= HTTPStatus.BAD_REQUEST:
        return "client-error", HARD
    return "unexpected-status", SOFT


def _is_challenge(answer: Answer) -> bool:
    """Whether a protection service wants a browser: by its own header, or by its page."""
    if answer.headers.get("cf-mitigated", "").lower() == "challenge":
        return True
    served = "cloudflare" in answer.headers.get("server", "").lower()
    return served and b"challenge-platform" in answer.body
