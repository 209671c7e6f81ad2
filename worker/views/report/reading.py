"""``Reading``: the figures of a report in the words of one language, and links to their claims.

A number is a link. It leads to the list of its speaker, or to the list of all claims; the
page's script shows exactly the claims that the number counts, which ``data-show`` tells:
``voice=3&stance=deny``, with ``day`` (or its beginning), ``outlet``, ``beyond`` (all outlets but
those), ``about`` and ``same``.
"""

from __future__ import annotations

from typing import Final

import htpy as h
from msgspec import Struct

from worker.report import Figures, Voice
from worker.views.words import Words
from worker.views.words.report import ReportWords

_LONGEST_LABEL: Final = 30
LISTED: Final = 20_000
"""Claims that a page lists."""


class Reading(Struct, frozen=True, kw_only=True):
    """What the parts of the page are given."""

    figures: Figures
    words: Words
    outlets: dict[str, int]
    """The number of each outlet, by which links name it."""
    listed: dict[int, None]
    """The positions of the claims that the page lists, the newest first."""
    bounded: bool
    """Whether only a period of what there is was asked for."""

    @classmethod
    def of(cls, figures: Figures, words: Words, *, bounded: bool) -> Reading:
        """Return the reading of ``figures`` in ``words``."""
        outlets = {name: number for number, name in enumerate(figures.totals.outlets)}
        return cls(
            figures=figures,
            words=words,
            outlets=outlets,
            listed=_newest(figures),
            bounded=bounded,
        )

    @property
    def wording(self) -> ReportWords:
        """What the report says."""
        return self.words.report

    def name(self, voice: Voice) -> str:
        """Return what a voice is called."""
        if voice.named:
            return voice.name
        return self.words.no_speaker if voice.kind == "nobody" else self.wording.unnamed

    def outlet(self, name: str) -> str:
        """Return what an outlet is called."""
        return name or self.wording.claims["nowhere"]

    def link(self, count: int, label: str, **query: str | int) -> h.Element:
        """Return ``count`` as a link to the claims that it counts; ``label`` says of what."""
        return self.leading(count, f"{label}: {count:,}", **query)

    def leading(self, count: int, label: str, **query: str | int) -> h.Element:
        """Return ``count``, of something else than claims, as a link to the claims behind it."""
        where = target(**query)
        return h.a(
            ".n",
            href=where.anchor,
            data_show=where.query,
            aria_label=label,
        )[f"{count:,}"]


class Target(Struct, frozen=True, kw_only=True):
    """Where the claims of a number are."""

    anchor: str
    """With its ``#``; what it leads to without scripts."""
    query: str


def target(**query: str | int) -> Target:
    """Return where the claims are that ``query`` asks for."""
    voice = query.get("voice")
    return Target(
        anchor="#claims" if voice is None else f"#v{voice}",
        query="&".join(f"{key}={value}" for key, value in query.items()),
    )


def _newest(figures: Figures) -> dict[int, None]:
    places = range(len(figures.claims))
    newest = sorted(
        places, key=lambda place: figures.claims[place].story.published_at or "", reverse=True
    )
    return dict.fromkeys(newest[:LISTED])


def isolated(date: str) -> str:
    """Return an ISO date that keeps its order among words that run from right to left."""
    return f"\u2066{date}\u2069"


def short(text: str) -> str:
    """Return ``text`` fit for the axis of a chart."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_LABEL else line[: _LONGEST_LABEL - 1].rstrip() + "…"
