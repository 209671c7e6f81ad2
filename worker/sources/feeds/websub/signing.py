"""``X-Hub-Signature`` of a delivery: ``method=hexadecimal``, an HMAC of the body."""

from __future__ import annotations

import hmac
from typing import Final, Literal

Verdict = Literal["genuine", "unsigned", "wrong-signature"]

_METHODS: Final = frozenset({"sha1", "sha256", "sha384", "sha512"})


def verdict(header: str | None, body: bytes, secret: str) -> Verdict:
    """Tell whether ``body`` is from one who knows ``secret``; the time tells nothing."""
    if not header:
        return "unsigned"
    method, _, claimed = header.strip().partition("=")
    method = method.strip().lower()
    if method not in _METHODS:
        return "wrong-signature"
    right = hmac.new(secret.encode(), body, method).hexdigest()
    claimed = claimed.strip().lower()
    same = hmac.compare_digest(right.encode(), claimed.encode(errors="replace"))
    return "genuine" if same else "wrong-signature"
