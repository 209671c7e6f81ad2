"""The list of all claims: once on the page, by speaker, for all numbers to lead to.

A claim says in ``data-c`` what the numbers ask for: voice, stance, day, outlet, whom it names
and the statement that it is of, between bars. There may be tens of thousands, so that the list
is written by format strings, in which ``markupsafe`` escapes every value. Only those who spoke
most are unfolded one by one: of all elements, thousands of ``details`` take a browser longest.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import htpy as h
from markupsafe import Markup

from worker.report import Story, Tally
from worker.views.directions import direction_of
from worker.views.links import outside
from worker.views.report.reading import Reading, isolated
from worker.views.report.tables import section

UNFOLDED: Final = 100
"""Voices that can be unfolded one by one; the others are in one fold together."""

_NAME: Final = Markup('<bdi class="who">%s</bdi> <bdi>%s</bdi> <span class="n">%s</span>')
_FOLDED: Final = (
    Markup('<details id="v%s" class="voice"><summary>%s</summary><ul>\n'),
    Markup("</ul></details>\n"),
)
_OPEN: Final = (Markup('<div id="v%s" class="voice"><h3>%s</h3><ul>\n'), Markup("</ul></div>\n"))
_OTHERS: Final = Markup('<details class="others"><summary>%s</summary>\n%s</details>\n')
_CLAIM: Final = Markup(
    '<li id="k%s" data-c="%s|%s|%s|%s|%s|%s"><p dir="%s" lang="%s">%s</p>'
    '<p class="quiet">%s · %s%s</p></li>\n'
)
_LINKED: Final = Markup(
    '<bdi>%s</bdi> · <a href="%s" rel="noopener noreferrer"><bdi>%s</bdi></a> · %s'
)
_PLAIN: Final = Markup("<bdi>%s</bdi> · <bdi>%s</bdi> · %s")
_TIME: Final = Markup('<time datetime="%s">%s</time>')


def all_claims(reading: Reading) -> h.Element:
    """Return the section that lists the claims."""
    shown = reading.listed
    wording = reading.wording.claims
    count = len(reading.figures.claims)
    line = wording["listed"].format(shown=f"{len(shown):,}", count=f"{count:,}")
    return section(
        reading,
        "claims",
        len(shown) < count and h.p(".cut")[line],
        h.noscript[h.p(".cut")[wording["scriptless"]]],
        _groups(reading, shown),
        _dialog(reading),
    )


def _groups(reading: Reading, shown: Iterable[int]) -> Markup:
    by_voice: dict[int, list[int]] = {}
    for place in shown:
        by_voice.setdefault(reading.figures.claims[place].voice, []).append(place)
    tallies = [tally for tally in reading.figures.tallies if tally.voice.number in by_voice]
    sources: dict[str, Markup] = {}
    groups = [
        _group(reading, tally, by_voice[tally.voice.number], sources, folded=rank < UNFOLDED)
        for rank, tally in enumerate(tallies)
    ]
    first, others = Markup("").join(groups[:UNFOLDED]), Markup("").join(groups[UNFOLDED:])
    if not others:
        return first
    count = f"{len(tallies) - UNFOLDED:,}"
    return first + _OTHERS % (reading.wording.claims["others"].format(count=count), others)


def _group(
    reading: Reading, tally: Tally, places: list[int], sources: dict[str, Markup], *, folded: bool
) -> Markup:
    """Return the claims of one voice; ``sources`` keeps what they say of each article."""
    before, after = _FOLDED if folded else _OPEN
    parts = [before % (tally.voice.number, _name(reading, tally))]
    for place in places:
        story = reading.figures.claims[place].story
        if story.event not in sources:
            sources[story.event] = _source(reading, story)
        parts.append(_claim(reading, place, sources[story.event]))
    return Markup("").join([*parts, after])


def _name(reading: Reading, tally: Tally) -> Markup:
    voice = tally.voice
    about = [voice.role, voice.entity and f"{reading.wording.watched}: {voice.entity}"]
    return _NAME % (reading.name(voice), " · ".join(filter(None, about)), f"{tally.claims:,}")


def _claim(reading: Reading, place: int, source: Markup) -> Markup:
    figures = reading.figures
    said = figures.claims[place]
    on = said.said_on and reading.wording.claims["said_on"].format(day=isolated(said.said_on))
    return _CLAIM % (
        place,
        said.voice,
        said.stance,
        said.story.day,
        reading.outlets[said.story.outlet],
        ",".join(map(str, figures.about[place])),
        figures.statement_of[place],
        direction_of(said.text),
        said.story.language,
        said.text,
        reading.words.stances[said.stance],
        source,
        f" · {on}" if on else "",
    )


def _source(reading: Reading, story: Story) -> Markup:
    """Return outlet, article and time; the same for all claims of an article."""
    words = reading.wording.claims
    at = story.published_at
    when = _TIME % (at, at[:16].replace("T", " ")) if at else words["undated"]
    outlet, title = reading.outlet(story.outlet), story.title or words["untitled"]
    if address := outside(story.url):
        return _LINKED % (outlet, address, title, when)
    return _PLAIN % (outlet, title, when)


def _dialog(reading: Reading) -> h.Element:
    """Return what shows the claims of one number; the script fills it."""
    words = reading.wording.claims
    return h.dialog(
        "#found",
        aria_labelledby="found-title",
        data_found=words["found"],
        data_missing=words["missing"],
    )[
        h.div(".bar")[
            h.h2("#found-title")[""],
            h.button(".close", type="button")[words["close"]],
        ],
        h.p(".quiet.count", aria_live="polite"),
        h.ul(".claims"),
        h.button(".more", type="button")[words["more"]],
    ]
