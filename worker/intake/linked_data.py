"""JSON-LD of a page → what it says of its article (schema.org ``NewsArticle`` and its kin).

Rule: the first object of an article's type counts, wherever it is nested; a value of a shape
that schema.org does not foresee is as good as none.

Contract: never raises; linear; depth is bounded by the JSON parser.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from msgspec import Struct

_SHORTEST_BODY = 200
"""Characters under which an ``articleBody`` is a teaser."""


class Described(Struct, frozen=True, kw_only=True):
    """An article as its page describes it."""

    url: str | None = None
    title: str | None = None
    body: str | None = None
    language: str | None = None
    published_at: str | None = None
    authors: list[str] = []
    outlet: str | None = None


def described(scripts: Iterable[str]) -> Described:
    """Return what the first article in ``scripts`` (JSON each) says; all empty if none does."""
    for found in _objects(scripts):
        if _is_article(found):
            return _described(found)
    return Described()


def _objects(scripts: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield all objects, the outer before the inner."""
    for script in scripts:
        try:
            waiting = [orjson.loads(script)]
        except (orjson.JSONDecodeError, UnicodeEncodeError):
            continue
        while waiting:
            value = waiting.pop()
            if isinstance(value, dict):
                yield value
                waiting.extend(reversed(value.values()))
            elif isinstance(value, list):
                waiting.extend(reversed(value))


def _is_article(found: dict[str, Any]) -> bool:
    kinds = found.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.endswith(("Article", "Posting")) for kind in kinds)


def _described(found: dict[str, Any]) -> Described:
    body = _text(found.get("articleBody"))
    return Described(
        url=_text(found.get("url")),
        title=_text(found.get("headline")),
        body=body if body and len(body) >= _SHORTEST_BODY else None,
        language=_text(found.get("inLanguage")),
        published_at=_text(found.get("datePublished")),
        authors=_names(found.get("author")),
        outlet=next(iter(_names(found.get("publisher"))), None),
    )


def _text(value: Any) -> str | None:  # noqa: ANN401 - JSON
    return value if isinstance(value, str) and value.strip() else None


def _names(value: Any) -> list[str]:  # noqa: ANN401 - JSON
    values = value if isinstance(value, list) else [value]
    named = [_text(one.get("name") if isinstance(one, dict) else one) for one in values]
    return [name for name in named if name]
