"""Articles as they arrive, and windows to receive them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from worker.article import Article, Outlet
from worker.copies import Rules, Window
from worker.event import Event, Published
from worker.normalise import fingerprint
from worker.packs import Pack, available, load

NOON = dt.datetime(2026, 3, 14, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
PACKS: Mapping[str, Pack] = {language: load(language) for language in available()}
RULES = Rules(span=72 * HOUR, most=1_000, copy_similarity=0.4, cluster_similarity=0.25)


def window(rules: Rules = RULES) -> Window:
    """Make an empty window."""
    return Window(rules, PACKS)


def arrival(
    name: str, text: str, *, title: str = "", language: str = "en", feed: str | None = None
) -> Published:
    """Make the event of an article that is called ``name``."""
    article = Article(
        id=name,
        source_id=name,
        revision=fingerprint.revision(title, text),
        url=None,
        canonical_url=None,
        title=title,
        text=text,
        language=language,
        authors=[],
        published_at=None,
        source=Outlet(feed=feed),
        fingerprint="f",
    )
    event_id = f"{name}-{article.revision}"
    return Published(
        event=Event(id=event_id, article=article, speakers=[], claims=[], packs={"en": "1"})
    )
