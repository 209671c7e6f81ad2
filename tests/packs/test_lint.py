"""Every pack's words, held to one spelling: a form that no text can match is a silent hole."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from worker.packs import Cue, Pack, available, load

FOLDER = Path(__file__).parents[2] / "worker" / "packs"
FILES = sorted([*FOLDER.glob("*/*.toml"), *FOLDER.glob("*/*.txt")])
FORMS = (
    *("finite", "masculine", "feminine", "plural", "passive"),
    *("participles", "nouns", "sources", "asides"),
)

_UNSEEN = re.compile(
    "[\ufb50-\ufdff\ufe70-\ufefc\u0640\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
"""Presentation forms, tatweel, zero-width and direction marks."""


def _named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _strings(value: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield every string of a TOML file with its place, keys of tables among them."""
    match value:
        case str():
            yield place, value
        case list():
            for n, element in enumerate(value):
                yield from _strings(element, f"{place}[{n}]")
        case dict():
            for key, element in value.items():
                yield f"{place}.{key}", key
                yield from _strings(element, f"{place}.{key}")


def _words(path: Path) -> Iterator[tuple[str, str]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".toml":
        yield from _strings(tomllib.loads(text))
    else:
        for n, line in enumerate(text.splitlines(), 1):
            yield f"line {n}", line


def _lists(value: object, place: str = "") -> Iterator[tuple[str, list[str]]]:
    """Yield every list of strings of a TOML file with its place."""
    match value:
        case list() if value and all(isinstance(element, str) for element in value):
            yield place, value
        case list():
            for n, element in enumerate(value):
                yield from _lists(element, f"{place}[{n}]")
        case dict():
            for key, element in value.items():
                yield from _lists(element, f"{place}.{key}")


def _twice(forms: list[str]) -> list[str]:
    return sorted(form for form, times in Counter(forms).items() if times > 1)


@pytest.mark.parametrize("path", FILES, ids=_named)
def test_spelling(path: Path) -> None:
    """Every word is in NFC and holds no mark or letter form that normalised text can't hold."""
    for place, word in _words(path):
        if place.startswith(".script."):
            continue  # what is folded away and dropped is not in NFC by itself
        assert unicodedata.is_normalized("NFC", word), f"{place}: {word!r} is not NFC"
        assert not _UNSEEN.search(word), f"{place}: {word!r} holds a mark that no text holds"
        assert word == word.strip(), f"{place}: {word!r} has space around it"


@pytest.mark.parametrize("path", [p for p in FILES if p.suffix == ".toml"], ids=_named)
def test_no_form_stands_twice_in_a_list(path: Path) -> None:
    """No list of a file names a form twice."""
    lists = _lists(tomllib.loads(path.read_text(encoding="utf-8")))
    assert {place: _twice(forms) for place, forms in lists if _twice(forms)} == {}


@pytest.mark.parametrize("path", [p for p in FILES if p.suffix == ".txt"], ids=_named)
def test_lines_are_sorted(path: Path) -> None:
    """The entries of a flat list stand in code-point order, none twice."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    assert "" not in lines
    assert [(a, b) for a, b in pairwise(lines) if a >= b] == []


@pytest.mark.parametrize("language", available())
def test_lemmas_are_sorted(language: str) -> None:
    """Cues stand in code-point order of their lemma, and no lemma stands twice."""
    lemmas = [cue.lemma for cue in load(language).cues]
    assert [(a, b) for a, b in pairwise(lemmas) if a >= b] == []


@pytest.mark.parametrize("field", FORMS)
@pytest.mark.parametrize("language", available())
def test_no_form_has_two_cues(language: str, field: str) -> None:
    """A form stands once in its class, so that its lemma is certain."""
    forms = [form for cue in load(language).cues for form in getattr(cue, field)]
    assert _twice(forms) == []


@pytest.mark.parametrize("language", available())
def test_cues_can_be_found(language: str) -> None:
    """Every cue has a form, and says of none that it opens a clause which is not its own."""
    cues = load(language).cues
    assert [cue.lemma for cue in cues if not _forms(cue)] == []
    assert [cue.lemma for cue in cues if not set(cue.opening) <= set(_forms(cue))] == []


@pytest.mark.parametrize("language", available())
def test_every_lemma_has_an_example(language: str) -> None:
    """Every lemma stands in a sentence of ``examples.toml``, in one of its forms."""
    pack = load(language)
    spoken = _phrases(pack)
    unused = [
        cue.lemma
        for cue in pack.cues
        if not any(_folded(pack, form) in spoken for form in _forms(cue))
    ]
    assert unused == []


CHECKWORTHY = sorted(FOLDER.glob("*/checkworthy.toml"))


@pytest.mark.parametrize("path", CHECKWORTHY, ids=_named)
def test_words_of_facts_and_opinions_are_sorted(path: Path) -> None:
    """The lists of ``checkworthy.toml`` stand in code-point order and hold single words."""
    for place, forms in _lists(tomllib.loads(path.read_text(encoding="utf-8"))):
        assert [(a, b) for a, b in pairwise(forms) if a >= b] == [], place
        assert [form for form in forms if form != form.casefold() or " " in form] == [], place


@pytest.mark.parametrize("language", available())
def test_no_quantity_is_an_opinion(language: str) -> None:
    """No word that raises the score of a claim lowers it too, however it is spelt."""
    pack = load(language)
    lists = pack.checkworthy
    raise_it = {_folded(pack, w) for w in (*lists.quantities, *lists.comparisons, *lists.present)}
    lower_it = (*lists.opinions, *lists.feelings, *lists.future, *lists.vague, *lists.personal)
    assert [word for word in lower_it if _folded(pack, word) in raise_it] == []


@pytest.mark.parametrize("language", available())
def test_exceptions_are_exceptions(language: str) -> None:
    """Every exception begins, or ends, as the forms do that it is an exception from."""
    lists = load(language).checkworthy
    begins, ends = tuple(lists.future_beginnings), tuple(lists.past_endings)
    assert [word for word in lists.future_exceptions if not word.startswith(begins)] == []
    assert [word for word in lists.past_exceptions if not word.endswith(ends)] == []


def _forms(cue: Cue) -> list[str]:
    return [form for field in FORMS for form in getattr(cue, field)]


def _folded(pack: Pack, text: str) -> str:
    table = str.maketrans(pack.script.fold | dict.fromkeys(pack.script.drop, ""))
    return text.casefold().translate(table)


LONGEST = 7
"""Words of the longest form."""


def _phrases(pack: Pack) -> set[str]:
    """Return every run of words in the examples, also without the conjunction joined to it."""
    found: set[str] = set()
    for example in pack.examples:
        text = _folded(pack, f"{example.title}\n{example.text}")
        words = re.findall(r"[\w'\u2019-]+", text)
        for i in range(len(words)):
            for n in range(1, LONGEST + 1):
                phrase = " ".join(words[i : i + n])
                found.add(phrase)
                found |= {phrase.removeprefix(clitic) for clitic in pack.script.proclitics}
    return found
