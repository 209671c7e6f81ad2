"""The sections on voices: who spoke most and where, in which stances, and about whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import htpy as h

from worker.event import Stance
from worker.report import Pair, Tally, Voice
from worker.views.report.charts import Bar, Chart, Series
from worker.views.report.reading import Reading, short, target
from worker.views.report.tables import Key, cut, figure, nothing, section, table

CHARTED: Final = 12
"""Voices in a chart."""
TABLED: Final = 100
"""Rows in a table."""
_OUTLETS: Final = 6
"""Outlets with a colour of their own."""
_DOTS: Final = 10
"""Voices on each side of the chart of who speaks about whom."""


def who_spoke(reading: Reading) -> h.Element:
    """Return the section of who spoke most, and in which outlets."""
    tallies = _named(reading)
    if not tallies:
        return section(reading, "voices", nothing(reading))
    charted = tallies[:CHARTED]
    own = list(reading.figures.totals.outlets)[:_OUTLETS]
    series = [
        Series(
            name=reading.outlet(outlet),
            bars=[_bar(reading, tally, outlet) for tally in charted],
        )
        for outlet in own
    ]
    keys = [
        Key(name=reading.outlet(outlet), target=target(outlet=reading.outlets[outlet]))
        for outlet in own
    ]
    rest = [tally.claims - sum(tally.outlets.get(outlet, 0) for outlet in own) for tally in charted]
    if any(rest):
        others = reading.wording.table["others"]
        beyond = ",".join(str(reading.outlets[outlet]) for outlet in own)
        bars = [
            Bar(value=count, target=target(voice=tally.voice.number, beyond=beyond))
            if count
            else None
            for count, tally in zip(rest, charted, strict=True)
        ]
        series.append(Series(name=others, bars=bars))
        keys.append(Key(name=others, target=target(beyond=beyond)))
    chart = Chart(form="rows", labels=_labels(reading, charted), series=series)
    return section(
        reading,
        "voices",
        figure(reading, "voices", chart, keys, _voices(reading, tallies)),
        cut(reading, len(tallies[:TABLED]), len(tallies)),
    )


def stances(reading: Reading) -> h.Element:
    """Return the section of the stances of those who spoke most."""
    tallies = _named(reading)
    if not tallies:
        return section(reading, "stances", nothing(reading))
    charted = tallies[:CHARTED]
    names = reading.words.stances
    used = list(reading.figures.totals.stances)
    series = [
        Series(
            name=names[stance],
            bars=[
                Bar(
                    value=tally.stances[stance],
                    target=target(voice=tally.voice.number, stance=stance),
                )
                if stance in tally.stances
                else None
                for tally in charted
            ],
        )
        for stance in used
    ]
    keys = [Key(name=names[stance], target=target(stance=stance)) for stance in used]
    chart = Chart(form="rows", labels=_labels(reading, charted), series=series)
    rows = (
        (
            _voice(reading, tally.voice),
            *(
                _count(reading, tally.stances.get(stance, 0), tally.voice, stance)
                for stance in used
            ),
        )
        for tally in tallies[:TABLED]
    )
    head = [reading.wording.table["speaker"], *(names[stance] for stance in used)]
    tabled = table(reading.wording.sections["stances"], head, rows)
    return section(
        reading,
        "stances",
        figure(reading, "stances", chart, keys, tabled),
        cut(reading, len(tallies[:TABLED]), len(tallies)),
    )


def about_whom(reading: Reading) -> h.Element:
    """Return the section of who speaks about whom."""
    pairs = reading.figures.pairs
    if not pairs:
        return section(reading, "pairs", nothing(reading))
    wording = reading.wording.table
    rows = (
        (
            _voice(reading, pair.who),
            _voice(reading, pair.whom),
            reading.link(
                pair.claims,
                f"{reading.name(pair.who)} · {wording['whom']} {reading.name(pair.whom)}",
                voice=pair.who.number,
                about=pair.whom.number,
            ),
        )
        for pair in pairs[:TABLED]
    )
    head = [wording["speaker"], wording["whom"], wording["claims"]]
    tabled = table(reading.wording.sections["pairs"], head, rows)
    return section(
        reading,
        "pairs",
        figure(reading, "pairs", _dots(reading, pairs), (), tabled),
        cut(reading, len(pairs[:TABLED]), len(pairs)),
    )


def _dots(reading: Reading, pairs: Sequence[Pair]) -> Chart:
    speaking = _most(pairs, "who")
    spoken_of = _most(pairs, "whom")
    counts = {(pair.who.number, pair.whom.number): pair.claims for pair in pairs}
    return Chart(
        form="dots",
        labels=[short(reading.name(whom)) for whom in spoken_of],
        series=[
            Series(
                name=short(reading.name(who)),
                bars=[_dot(counts, who, whom) for whom in spoken_of],
            )
            for who in speaking
        ],
    )


def _dot(counts: dict[tuple[int, int], int], who: Voice, whom: Voice) -> Bar | None:
    count = counts.get((who.number, whom.number))
    where = target(voice=who.number, about=whom.number)
    return None if count is None else Bar(value=count, target=where)


def _most(pairs: Sequence[Pair], side: str) -> list[Voice]:
    """Return those who speak, or are spoken of, in most claims."""
    counts: dict[int, int] = {}
    voices: dict[int, Voice] = {}
    for pair in pairs:
        voice: Voice = getattr(pair, side)
        voices[voice.number] = voice
        counts[voice.number] = counts.get(voice.number, 0) + pair.claims
    first = sorted(counts, key=lambda number: (-counts[number], number))[:_DOTS]
    return [voices[number] for number in first]


def _named(reading: Reading) -> list[Tally]:
    return [tally for tally in reading.figures.tallies if tally.voice.named]


def _labels(reading: Reading, tallies: Sequence[Tally]) -> list[str]:
    return [short(reading.name(tally.voice)) for tally in tallies]


def _bar(reading: Reading, tally: Tally, outlet: str) -> Bar | None:
    count = tally.outlets.get(outlet, 0)
    where = target(voice=tally.voice.number, outlet=reading.outlets[outlet])
    return Bar(value=count, target=where) if count else None


def _count(reading: Reading, count: int, voice: Voice, stance: Stance) -> h.Node:
    if not count:
        return "0"
    label = f"{reading.name(voice)} · {reading.words.stances[stance]}"
    return reading.link(count, label, voice=voice.number, stance=stance)


def _voice(reading: Reading, voice: Voice) -> h.Element:
    return h.a(href=f"#v{voice.number}")[h.bdi[reading.name(voice)]]


def _voices(reading: Reading, tallies: Sequence[Tally]) -> h.Element:
    words = reading.wording.table
    head = [words[name] for name in ("speaker", "role", "claims", "articles", "outlets")]
    rows = (
        (
            _voice(reading, tally.voice),
            h.bdi[tally.voice.role or ""],
            reading.link(tally.claims, reading.name(tally.voice), voice=tally.voice.number),
            reading.leading(
                tally.articles,
                f"{reading.name(tally.voice)} · {words['articles']}",
                voice=tally.voice.number,
            ),
            h.ul(".inline")[_where(reading, tally)],
        )
        for tally in tallies[:TABLED]
    )
    return table(reading.wording.sections["voices"], head, rows)


def _where(reading: Reading, tally: Tally) -> Iterator[h.Element]:
    for outlet, count in list(tally.outlets.items())[:_OUTLETS]:
        name = reading.outlet(outlet)
        label = f"{reading.name(tally.voice)} · {name}"
        where = {"voice": tally.voice.number, "outlet": reading.outlets[outlet]}
        yield h.li[h.bdi[name], " ", reading.link(count, label, **where)]
    if (more := len(tally.outlets) - _OUTLETS) > 0:
        yield h.li(".quiet")[f"{reading.wording.table['others']}: {more:,}"]
