"""``report_page``: the parts of the report, in their order."""

from __future__ import annotations

import htpy as h

from worker.report import Figures
from worker.views.page import page
from worker.views.report.claims import all_claims
from worker.views.report.compared import carried, checkable, corrected
from worker.views.report.dates import over_time
from worker.views.report.method import method
from worker.views.report.reading import Reading, isolated
from worker.views.report.spoken import about_whom, stances, who_spoke
from worker.views.words import words_of

_PARTS = (
    who_spoke,
    stances,
    over_time,
    about_whom,
    checkable,
    carried,
    corrected,
    all_claims,
    method,
)


def report_page(figures: Figures, language: str, *, bounded: bool) -> str:
    """Return the document; in ``language`` where there are words of it.

    ``bounded`` tells whether only a period of what there is was asked for.
    """
    language, words = words_of(language)
    reading = Reading.of(figures, words, bounded=bounded)
    says = words.report
    title = f"{says.title} · {_period(reading)}"
    body = [
        h.a(".skip", href="#voices")[says.skip],
        h.header[
            h.h1[says.title],
            h.p(".period")[_period(reading)],
            _totals(reading),
            _contents(reading),
        ],
        h.main[(part(reading) for part in _PARTS)],
        h.footer[h.p(".quiet")[says.made.format(articles=f"{figures.totals.articles:,}")]],
    ]
    return page(
        title=title,
        language=language,
        direction=words.direction,
        body=body,
        styles=["report/report.css"],
        scripts=["report/report.js"],
    )


def _period(reading: Reading) -> str:
    totals, words = reading.figures.totals, reading.wording
    if totals.first is None:
        return words.undated_period
    line = words.one_day if totals.first == totals.last else words.period
    return line.format(first=isolated(totals.first), last=isolated(totals.last or ""))


def _totals(reading: Reading) -> h.Element:
    totals, names = reading.figures.totals, reading.wording.totals
    counts: dict[str, h.Node] = {
        "claims": reading.link(totals.claims, names["claims"]),
        "articles": reading.leading(totals.articles, names["articles"]),
        "voices": h.a(href="#voices")[f"{totals.voices:,}"],
        "outlets": f"{sum(map(bool, totals.outlets)):,}",
    }
    return h.dl(".totals")[
        (h.div[h.dt[names[name]], h.dd[count]] for name, count in counts.items())
    ]


def _contents(reading: Reading) -> h.Element:
    return h.nav(aria_label=reading.wording.contents)[
        h.ul[
            (h.li[h.a(href=f"#{name}")[title]] for name, title in reading.wording.sections.items())
        ]
    ]
