"""Payload → Article: every field through its step of ``normalise``, in their order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from worker.article import Article, Outlet, Payload, Record
from worker.errors import RecordError
from worker.event import Skipped
from worker.normalise import boilerplate, dates, fingerprint, language, markup, unicode, urls
from worker.packs import Pack, Time

SKIPS: Final = ("no-pack", "no-language")
"""Reasons to skip: there is no pack for the text's language, or it has no words at all."""


def compose(
    record: Record, payload: Payload, packs: Mapping[str, Pack], *, now: dt.datetime
) -> Article | Skipped:
    """Return the article, or why it is not for us. Raises ``RecordError`` if it has no text."""
    title = unicode.line(payload.title or "")
    text, removed = boilerplate.remove(_text(payload), packs.values())
    if not text:
        message = "no text: neither ``text`` nor ``html`` holds a word of an article"
        raise RecordError("no-text", message)
    code = language.choose(payload.language, title, text, packs)
    if code not in packs:
        return _skipped(code, packs)
    url = _line(payload.url)
    canonical_url = urls.canonical(url) if url else None
    own_id = _line(payload.id) or _line(record.source_id)
    revision = fingerprint.revision(title, text)
    dated = dates.read(_line(payload.published_at), _tables(code, packs), now=now)
    return Article(
        id=fingerprint.article_id(canonical_url=canonical_url, source_id=own_id, revision=revision),
        source_id=own_id or unicode.line(record.place),
        revision=revision,
        url=url,
        canonical_url=canonical_url,
        title=title,
        text=text,
        language=code,
        authors=[name for author in payload.authors if (name := unicode.line(author))],
        published_at=dated.moment if dated else None,
        dated_by=dated.by if dated else None,
        source=_outlet(record, payload.source),
        fingerprint=fingerprint.fingerprint(title, text),
        removed=removed,
    )


def _text(payload: Payload) -> str:
    text = unicode.paragraphs(payload.text) if payload.text else ""
    if not text and payload.html:
        text = unicode.paragraphs(markup.text_of(payload.html))
    return text


def _skipped(code: str, packs: Mapping[str, Pack]) -> Skipped:
    if not code:
        return Skipped(reason="no-language", message="the text holds no letters")
    loaded = ", ".join(sorted(packs)) or "none"
    message = f"no pack for the language of the text ({code}); loaded: {loaded}"
    return Skipped(reason="no-pack", message=message)


def _line(value: str | None) -> str | None:
    return (unicode.line(value) or None) if value else None


def _tables(code: str, packs: Mapping[str, Pack]) -> Sequence[Time]:
    """Return the article's own language first: a date is most often written in it."""
    return [packs[code].time, *(pack.time for other, pack in packs.items() if other != code)]


def _outlet(record: Record, named: Outlet) -> Outlet:
    return Outlet(name=_line(named.name), feed=_line(named.feed or record.feed))
