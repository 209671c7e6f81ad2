"""What only we and a hub know: the callback of a subscription, and the secret to sign with.

Both are made from the secret of the settings, so that nothing of them is stored, and that a
process that has lost its state subscribes under the same callback instead of a second one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

import orjson


def callback(secret: str, base: str, *, feed: str, hub: str, topic: str) -> str:
    """Return the URL, below ``base``, at which ``hub`` reaches us about ``feed``."""
    digest = _digest(secret, "callback", orjson.dumps([feed, hub, topic]))
    return f"{base.rstrip('/')}/{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def signing_secret(secret: str, callback: str) -> str:
    """Return what the hub signs deliveries to ``callback`` with; under the 200 bytes allowed."""
    return _digest(secret, "signature", callback.encode()).hex()


def token(path: str) -> str:
    """Return what a callback, or the path of a request to it, ends with.

    What stands before it is left out: a proxy may take a prefix off.
    """
    return path.rpartition("/")[2]


def _digest(secret: str, purpose: str, about: bytes) -> bytes:
    return hmac.digest(secret.encode(), purpose.encode() + b"\n" + about, hashlib.sha256)
