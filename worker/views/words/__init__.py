"""The words of the pages themselves, a file a language; where there is none, English.

Every file has every word. They need not be the languages of the packs: a page of an article
in a language without a file speaks English around it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec
from msgspec import Struct

from worker.event import Kind, SpeakerKind, Stance
from worker.views.words.report import ReportWords

_FALLBACK = "en"


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What pages say, in one language."""

    direction: Literal["ltr", "rtl"]
    """The direction in which the language is written."""
    comma: str
    """Between the names of several, with its space."""
    speakers: str
    claims: str
    claim: str
    """Before the number of one."""
    no_speaker: str
    """In place of a name, for claims whose source the text does not name."""
    skip: str
    to_text: str
    details: str
    copy_of: str
    cluster: str
    original: str
    authors: str
    language: str
    packs: str
    event: str
    article: str
    revision: str
    removed: str
    nothing_said: str
    aliases: str
    organisation: str
    entity: str
    within: str
    in_title: str
    time: str
    evidence: str
    confidence: str
    checkworthy: str
    legend: str
    legend_claim: str
    legend_quote: str
    legend_cue: str
    legend_mention: str
    keys: str
    kinds: dict[Kind, str]
    stances: dict[Stance, str]
    speaker_kinds: dict[SpeakerKind, str]
    report: ReportWords


def available() -> list[str]:
    """Return the languages that there are words of (ISO 639-1), sorted."""
    names = [path.name for path in files(__package__).iterdir()]
    return sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


@cache
def words_of(language: str) -> tuple[str, Words]:
    """Return the language to speak around text in ``language``, and its words."""
    spoken = language if language in available() else _FALLBACK
    text = files(__package__).joinpath(f"{spoken}.toml").read_bytes()
    return spoken, msgspec.toml.decode(text, type=Words)
