"""The list beside the text: each speaker, and a card for each of their claims."""

from __future__ import annotations

from collections.abc import Iterator

import htpy

from worker.event import Speaker
from worker.views.directions import direction_of
from worker.views.show.cast import Cast, Said, Voice, look_of, sign_of
from worker.views.words import Words


def speakers(cast: Cast, words: Words) -> htpy.Element:
    """Return the list; with nobody in it, it is there all the same, for the skip link."""
    return htpy.aside("#speakers", aria_labelledby="speakers-title", tabindex="-1")[
        htpy.h2("#speakers-title")[
            f"{words.speakers}: {len(cast.speakers)}",
            htpy.span(".quiet")[f" · {words.claims}: {len(cast.said)}"],
        ],
        htpy.ul(".roll")[(_name(each, words) for each in cast.voices)],
        htpy.ol(".speakers")[(_voice(each, cast, words) for each in cast.voices)],
    ]


def _name(voice: Voice, words: Words) -> htpy.Element:
    """Return a link to the speaker, with the number of claims."""
    return htpy.li(class_=look_of(voice.position))[
        htpy.a(href=f"#{_anchor(voice)}")[
            htpy.span(".number", aria_hidden="true")[sign_of(voice.position)],
            htpy.bdi[voice.name or words.no_speaker],
        ],
        htpy.span(".quiet")[f" {len(voice.said)}"],
    ]


def _anchor(voice: Voice) -> str:
    return "nobody" if voice.position is None else f"s{sign_of(voice.position)}"


def _voice(voice: Voice, cast: Cast, words: Words) -> htpy.Element:
    name = voice.name or words.no_speaker
    sign = sign_of(voice.position)
    return htpy.li(id=_anchor(voice), class_=f"speaker {look_of(voice.position)}")[
        htpy.header[
            htpy.span(".number", aria_hidden="true")[sign],
            htpy.h3(dir=direction_of(name, words.direction))[name],
            _portrait(voice.speaker, words) if voice.speaker else None,
        ],
        htpy.ol(".said")[(_card(said, cast, words) for said in voice.said)],
    ]


def _portrait(speaker: Speaker, words: Words) -> htpy.Node:
    role = [htpy.p(".role", dir="auto")[speaker.role]] if speaker.role else []
    facts = [
        (words.organisation, [speaker.organisation] if speaker.organisation else []),
        (words.aliases, speaker.aliases),
        (words.entity, [speaker.entity] if speaker.entity else []),
    ]
    rows = [htpy.div[htpy.dt[name], htpy.dd[_listed(values)]] for name, values in facts if values]
    kind = htpy.p(".quiet.sort")[words.speaker_kinds[speaker.kind]]
    return [role, kind, rows and htpy.dl(".facts")[rows]]


def _listed(values: list[str]) -> Iterator[htpy.Node]:
    for at, value in enumerate(values):
        yield [" · " if at else "", htpy.bdi[value]]


def _card(said: Said, cast: Cast, words: Words) -> htpy.Element:
    claim, name = said.claim, cast.name_of(said) or words.no_speaker
    return htpy.li(
        f"#c{said.number}.card",
        data_claim=said.number,
        tabindex="-1",
    )[
        htpy.p(".by", aria_hidden="true")[
            htpy.span(".number")[sign_of(said.speaker)], htpy.bdi[name]
        ],
        htpy.p(".words", dir=direction_of(claim.text, words.direction))[
            htpy.a(href=f"#t{said.number}")[
                htpy.span(".heard")[f"{words.claim} {said.number}: "], claim.text
            ]
        ],
        htpy.p(".chips")[
            htpy.span(".chip.stance")[words.stances[claim.stance]],
            htpy.span(".chip")[words.kinds[claim.kind]],
            claim.field == "title" and htpy.span(".chip")[words.in_title],
        ],
        htpy.dl(".facts")[_facts(said, cast, words)],
    ]


def _facts(said: Said, cast: Cast, words: Words) -> Iterator[htpy.Node]:
    claim = said.claim
    if claim.time:
        date = claim.time.date
        yield _fact(
            words.time,
            htpy.bdi[claim.time.text],
            date and [" · ", htpy.time(datetime=date, dir="ltr")[date]],
        )
    if said.within:
        outer = cast.name_of(cast.said[said.within - 1]) or words.no_speaker
        number = htpy.span(".heard")[f"{words.claim} {said.within}: "]
        yield _fact(words.within, htpy.a(href=f"#c{said.within}")[number, htpy.bdi[outer]])
    yield _fact(words.evidence, htpy.code(dir="ltr")[claim.evidence])
    yield _fact(words.confidence, _share(claim.confidence, words.confidence))
    if claim.checkworthy is not None:
        yield _fact(words.checkworthy, _share(claim.checkworthy, words.checkworthy))


def _fact(name: str, *values: htpy.Node) -> htpy.Element:
    return htpy.div[htpy.dt[name], htpy.dd[values]]


def _share(share: float, name: str) -> list[htpy.Element]:
    shown = f"{share:.2f}"
    return [
        htpy.meter(min="0", max="1", value=shown, aria_label=f"{name}: {shown}"),
        htpy.span(dir="ltr", aria_hidden="true")[shown],
    ]
