"""The page of one article: its text with who says what marked in it, beside it the speakers.

``show`` makes it of an event. Both sides have the same claims: in the text each is underlined
in the colour of its speaker and begins with the speaker's number, a link to its card beside
the text; the card links back. ``show.js`` makes a click anywhere on either do the same, and
adds keys; nothing is hidden from those who read without it. The page speaks the article's
language where ``words`` has it.

    cast       who speaks, in the order of the page
    article    title and text, with signs in them
    speakers   the list beside it
    frame      what is above and below: outlet, date, legend, ids
"""

from __future__ import annotations

import htpy

from worker.event import Event
from worker.views.directions import direction_of
from worker.views.page import page
from worker.views.show.article import headline, paragraphs
from worker.views.show.cast import cast_of
from worker.views.show.frame import about, above, legend
from worker.views.show.speakers import speakers
from worker.views.words import words_of


def show(event: Event) -> str:
    """Return the page of ``event`` as one HTML document."""
    language, words = words_of(event.article.language)
    cast = cast_of(event)
    text = event.article.text
    direction = direction_of(text, words.direction)
    content = [
        htpy.a(".skip", href="#speakers")[words.skip],
        htpy.main(".reading")[
            htpy.article(dir=direction, aria_labelledby="title")[
                htpy.header[
                    htpy.div(lang=event.article.language)[headline(event.article, cast, words)],
                    above(event, words),
                ],
                legend(words) if cast.said else htpy.p(".quiet", dir="auto")[words.nothing_said],
                htpy.div(".text", lang=event.article.language)[paragraphs(text, cast, words)],
            ],
            speakers(cast, words),
        ],
        about(event, words),
    ]
    return page(
        title=event.article.title or event.article.source_id or event.article.id,
        language=language,
        direction=words.direction,
        body=content,
        styles=["show/show.css"],
        scripts=["show/show.js"],
    )
