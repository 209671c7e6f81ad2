"""Where a claim was made: outlet, article and time, with the article's address."""

from __future__ import annotations

import htpy as h

from worker.report import Said, Story
from worker.views.links import outside
from worker.views.report.reading import Reading


def article(reading: Reading, story: Story) -> h.Element:
    """Return the article's title, as a link where it has an address of the web."""
    title = h.bdi[story.title or reading.wording.claims["untitled"]]
    if address := outside(story.url):
        return h.a(href=address, rel="noopener noreferrer")[title]
    return h.span[title]


def when(reading: Reading, story: Story) -> h.Element:
    """Return the time of publication, to the minute, in UTC."""
    if story.published_at is None:
        return h.span[reading.wording.claims["undated"]]
    shown = story.published_at[:16].replace("T", " ")
    return h.time(datetime=story.published_at)[shown]


def source(reading: Reading, said: Said) -> h.Node:
    """Return outlet, article and time of a claim."""
    return [
        h.bdi[reading.outlet(said.story.outlet)],
        " · ",
        article(reading, said.story),
        " · ",
        when(reading, said.story),
    ]
