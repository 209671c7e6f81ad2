"""The packs: all that qala knows of a language, as data.

A pack is a folder beside this file, named by ISO 639-1, with the same files in each:

    pack.toml         script, folding, direction, grammar switches, version, provenance
    cues.toml         words that introduce speech: lemma, stance, what they take, forms
    grammar.toml      closed classes: complementizers, pronouns, prepositions, …
    titles.toml       role nouns, honorifics, heads of organisations and groups
    outlets.toml      agencies and newspapers that relay what others said
    time.toml         weekdays, relative days, months
    boilerplate.toml  lines that are not the article: share buttons, app promotion
    checkworthy.toml  words of quantity, comparison, fact, opinion, wish and future
    names.txt         given names and family names, one a line
    places.txt        countries and large places, one a line
    examples.toml     typical sentences with what must be found in them

Loaded strictly: an unknown key or a wrong value is a ``PackError`` with file and place.
"""

from __future__ import annotations

from worker.packs.grammar import Grammar
from worker.packs.loader import available, load
from worker.packs.schema import (
    Boilerplate,
    Checkworthy,
    Cue,
    Example,
    Pack,
    Script,
    Time,
    Titles,
)

__all__ = [
    "Boilerplate",
    "Checkworthy",
    "Cue",
    "Example",
    "Grammar",
    "Pack",
    "Script",
    "Time",
    "Titles",
    "available",
    "load",
]
