"""Secrets: values that no message, log or print-out shows.

A field of type ``Secret`` is masked whole; in any other text the user part of a URL is.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any

import msgspec

MASK = "***"
_URL_USER = re.compile(r"(?<=://)[^/\s?#]*@")


class Secret:
    """A text that prints as ``***``; ``reveal`` gives it to the one call that needs it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the text itself."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


def masked_text(text: str) -> str:
    """Return ``text`` with the user part of every URL masked."""
    return _URL_USER.sub(MASK + "@", text)


def effective(settings: msgspec.Struct) -> dict[str, Any]:
    """Return settings as plain values (dict, list, text, number), with secrets masked.

    A setting without a value is left out.
    """
    plain = msgspec.to_builtins(settings, enc_hook=_plain)
    return {key: _masked(value) for key, value in plain.items() if value is not None}


def _plain(value: object) -> str:
    return MASK if isinstance(value, Secret) else str(value)


def _masked(value: Any) -> Any:  # noqa: ANN401 - any plain value
    if isinstance(value, dict):
        return {key: _masked(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_masked(inner) for inner in value]
    return masked_text(value) if isinstance(value, str) else value


def decode(kind: type, value: object, base: PurePath) -> object:
    """Make a ``Path`` (relative to ``base``) or a ``Secret`` of a text: the hook of msgspec."""
    if not isinstance(value, str) or not value or "\0" in value:
        message = "Expected a text that is not empty"
        raise ValueError(message)
    return Secret(value) if kind is Secret else base / kind(value)
