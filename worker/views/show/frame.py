"""What stands above and below the text: outlet, date and link, the legend, and ids."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlsplit

import htpy

from worker.event import Event
from worker.views.links import outside
from worker.views.words import Words


def above(event: Event, words: Words) -> htpy.Element | None:
    """Return the line under the title: who published it, when, by whom, and where it is."""
    article = event.article
    parts: list[htpy.Node] = []
    if article.source.name:
        parts.append(htpy.strong[htpy.bdi[article.source.name]])
    if article.published_at:
        at = article.published_at.astimezone(dt.UTC)
        parts.append(htpy.time(datetime=at.isoformat(), dir="ltr")[f"{at:%Y-%m-%d %H:%M} UTC"])
    if article.authors:
        names = (
            [words.comma if at else "", htpy.bdi[name]] for at, name in enumerate(article.authors)
        )
        parts.append([f"{words.authors}: ", *names])
    if link := _link(article.url):
        parts.append([f"{words.original}: ", link])
    return htpy.p(".quiet.facts-line")[[htpy.span[part] for part in parts]] if parts else None


def _link(url: str | None) -> htpy.Element | None:
    """Return a link that shows its host; for an address that none may follow, its text."""
    if not url:
        return None
    target = outside(url)
    if target is None:
        return htpy.bdi[url]
    return htpy.a(href=target, rel="noopener noreferrer", dir="ltr")[urlsplit(target).netloc]


def legend(words: Words) -> htpy.Element:
    """Return what the signs in the text mean."""
    signs: list[htpy.Node] = [
        htpy.mark(".claim.v0.u0.h0")[
            htpy.span(".badge.v0", aria_hidden="true")["1"], words.legend_claim
        ],
        htpy.span(".quote.v0")[words.legend_quote],
        htpy.span(".mention.v0")[words.legend_mention],
        htpy.span(".cue.v0")[words.legend_cue],
    ]
    return htpy.section(".legend", dir=words.direction, aria_label=words.legend)[
        htpy.ul[[htpy.li[sign] for sign in signs]],
        htpy.p(".keys.quiet.on-screen")[words.keys],
    ]


def about(event: Event, words: Words) -> htpy.Element:
    """Return ids and versions, and what was taken out of the text."""
    article = event.article
    facts: list[tuple[str, htpy.Node]] = [
        (words.event, event.id),
        (words.article, article.id),
        (words.revision, article.revision),
        *([(words.copy_of, article.duplicate_of)] if article.duplicate_of else []),
        *([(words.cluster, article.cluster)] if article.cluster else []),
        (words.language, article.language),
        (words.packs, ", ".join(f"{name} {version}" for name, version in event.packs.items())),
    ]
    return htpy.footer[
        htpy.details[
            htpy.summary[words.details],
            htpy.dl(".facts")[
                [htpy.div[htpy.dt[name], htpy.dd(dir="auto")[fact]] for name, fact in facts]
            ],
            _removed(article.removed, words) if article.removed else None,
        ]
    ]


def _removed(lines: list[str], words: Words) -> Iterator[htpy.Element]:
    yield htpy.h2[words.removed]
    yield htpy.ul(".removed")[[htpy.li(dir="auto")[line] for line in lines]]
