"""The claims of a period, and the articles that they were made in."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from msgspec import Struct

from worker.article import Article
from worker.event import Kind, Stance


class Story(Struct, frozen=True, kw_only=True, gc=False):
    """An article of the period, in one revision."""

    article: str
    """The article's id."""
    event: str
    """The id of the event: article and revision."""
    title: str
    url: str | None
    outlet: str
    """The name that the record gives, else the host of the URL or of the feed; may be empty."""
    language: str
    published_at: str | None
    """RFC 3339 in UTC, to the second."""

    @property
    def day(self) -> str:
        """The day of publication in UTC, ISO 8601; empty where it is unknown."""
        return (self.published_at or "")[:10]


class Said(Struct, frozen=True, kw_only=True, gc=False):
    """A claim of the period."""

    story: Story
    claim: str
    """The id of the claim within its event."""
    voice: int
    """The number of the voice that made it."""
    role: str | None
    """The speaker's role, as this article gives it."""
    stance: Stance
    kind: Kind
    text: str
    said_on: str | None
    """ISO 8601 date of the saying, where the article tells it."""
    checkworthy: float | None
    confidence: float
    words: tuple[int, ...]
    """The words as they fold, by their numbers in ``Words``."""
    about: tuple[int, ...] = ()
    """The voices that the article itself ties to words of the claim."""


def story_of(article: Article, event: str) -> Story:
    """Return what a report shows of an article."""
    moment = article.published_at
    return Story(
        article=article.id,
        event=event,
        title=article.title,
        url=article.url,
        outlet=outlet_of(article),
        language=article.language,
        published_at=None if moment is None else _second(moment),
    )


def outlet_of(article: Article) -> str:
    """Return the outlet's name, else the host that it is published from, else nothing."""
    if article.source.name:
        return article.source.name
    for address in (article.canonical_url, article.url, article.source.feed):
        if host := _host(address):
            return host
    return ""


def _second(moment: dt.datetime) -> str:
    # ISO 8601 has four digits a year; ``strftime`` leaves noughts out of early ones.
    return moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _host(address: str | None) -> str:
    try:
        return (urlsplit(address or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""
