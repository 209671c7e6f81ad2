"""What holds for every text: nothing raises, and every offset gives back its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

import msgspec
import pytest
from hypothesis import event as note
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Valid
from tests.enrich.spoken import NOW, PACKS
from worker import pipeline
from worker.article import Record
from worker.event import Claim, Event, Outcome, Passage, Published, Rejected, Skipped, Span
from worker.packs import Pack

MARKS = [*".,:;!?…-\u2013\u2014()[]\"'«»“”„‘’‹›″`\u060c\u061b\u061f", "''", "``", "..."]
ODD = [
    "\u200f",
    "\u202b",
    "\u0640",
    "\ufeff",
    "\u0301",
    "\ufdfa",
    "\u0651",
    "\x00",
    "\U0001d4b3",
    "ß",
    "İ",
]


ENDS = [*([". "] * 3), "? ", "\n", "\n\n", '." ', ".” ", ", ", "; ", " ", ""]
OPENINGS = [*([""] * 2), ":", ': "', "“", "«", ",", ', "', "'"]


def _strings(*tables: msgspec.Struct) -> list[str]:
    """Return every word of tables of a pack."""
    values = chain.from_iterable(msgspec.structs.asdict(table).values() for table in tables)
    return sorted(set(chain.from_iterable(each for each in values if isinstance(each, list))))


def _letters() -> list[str]:
    """Return every letter of the packs' scripts."""
    scripts = "".join(pack.script.letters for pack in PACKS.values())
    return re.findall(f"[{scripts}]", "".join(map(chr, range(0x3000))))


def _texts(pack: Pack, most: int) -> st.SearchStrategy[str]:
    """Return texts of sentences: source, cue and opening of a claim in any order, among others."""
    days = [*pack.time.relative_days, *chain.from_iterable(pack.time.weekdays)]
    names = [*sorted(pack.names)[:200], *sorted(pack.places)[:50]]
    sources = [*names, *_strings(pack.titles), *(outlet.name for outlet in pack.outlets[:40])]
    invented = st.text(st.sampled_from(_letters()), min_size=1, max_size=6)
    word = st.sampled_from([*_strings(pack.grammar), *days, *names])
    odd = st.one_of(
        st.sampled_from([*MARKS, *ODD]),
        st.characters(exclude_categories=["Cs"]),
        st.integers(0, 9999).map(str),
    )
    filling = st.lists(st.one_of(word, word, invented, odd), max_size=5).map(" ".join)
    parts = st.tuples(
        st.sampled_from(_strings(*pack.cues)),
        st.lists(st.sampled_from(sources), max_size=3).map(" ".join),
        st.sampled_from([*pack.grammar.complementizers, *OPENINGS]),
        filling,
        filling,
    )
    sentence = st.tuples(parts.flatmap(st.permutations).map(" ".join), st.sampled_from(ENDS))
    return st.lists(sentence.map("".join), min_size=1, max_size=most).map("".join)


RECORDS = st.sampled_from(sorted(PACKS)).flatmap(
    lambda language: st.fixed_dictionaries(
        {"text": _texts(PACKS[language], 8), "language": st.just(language)},
        optional={
            "title": _texts(PACKS[language], 1),
            "published_at": st.just("2026-03-13T12:00:00Z"),
        },
    )
)


def _process(record: dict[str, str]) -> Outcome:
    body = msgspec.json.encode(record)
    return pipeline.process(Record(form="json", body=body, place="x"), PACKS, now=NOW)


@given(RECORDS)
def test_every_text_has_a_fate(valid: Valid, record: dict[str, str]) -> None:
    """Whatever the text, nothing raises, and what is published is true to it and valid."""
    outcome = _process(record)
    note(type(outcome).__name__)
    assert isinstance(outcome, Published | Skipped | Rejected)
    if isinstance(outcome, Rejected):
        assert outcome.reason in {"empty", "no-text"}, outcome.traceback or outcome.message
    if isinstance(outcome, Published):
        note(f"claims: {min(len(outcome.event.claims), 3)}")
        check(valid(outcome.event))


@given(RECORDS)
def test_the_same_record_gives_the_same_bytes(record: dict[str, str]) -> None:
    """Nothing of an event depends on what was read before, or on the order of a set."""
    first, again = _process(record), _process(record)
    if isinstance(first, Published) and isinstance(again, Published):
        assert msgspec.json.encode(first.event) == msgspec.json.encode(again.event)


@pytest.mark.parametrize(
    "mark", ['"', "“", "”", "''", "(", ":", "\u060c", "-", "\u0640", "said ", 'said that "']
)
def test_a_text_of_one_mark(valid: Valid, mark: str) -> None:
    """A text that is a single mark over and over is an event, or is passed over for having no words."""
    outcome = _process({"text": mark * 500, "language": "en"})
    if isinstance(outcome, Published):
        check(valid(outcome.event))
    else:
        assert isinstance(outcome, Skipped | Rejected)
        assert outcome.reason in {"no-language", "no-text"}


def check(event: Event) -> None:
    """Hold an event to its article."""
    fields = {"title": event.article.title, "text": event.article.text}
    speakers = {speaker.id for speaker in event.speakers}
    outer = {claim.id: claim.within for claim in event.claims}
    assert len(speakers) == len(event.speakers)
    assert len(outer) == len(event.claims)
    for speaker in event.speakers:
        assert speaker.name
        for mention in speaker.mentions:
            assert _inside(mention.start, mention.end, fields[mention.field])
    for claim in event.claims:
        assert claim.speaker is None or claim.speaker in speakers
        assert 0 <= claim.confidence <= 1
        assert claim.checkworthy is None or 0 <= claim.checkworthy <= 1
        _check_words(claim, fields[claim.field])
        _check_outer(claim.id, outer)


def _check_words(claim: Claim, text: str) -> None:
    """Every offset of a claim lies in its field and gives back its words."""
    for span in claim.spans:
        assert _inside(span.start, span.end, text)
    assert all(
        one.end <= other.start for one, other in zip(claim.spans, claim.spans[1:], strict=False)
    )
    assert claim.spans
    assert claim.text == " … ".join(text[span.start : span.end] for span in claim.spans)
    assert all(_within(quote, claim.spans) for quote in claim.quotes)
    passages: list[Passage | None] = [claim.cue, claim.mention]
    for passage in passages:
        if passage:
            assert _inside(passage.start, passage.end, text)
            assert passage.text == text[passage.start : passage.end]


def _check_outer(claim: str, outer: dict[str, str | None]) -> None:
    """Follow the outer claims of a claim: they exist, and it is none of them."""
    seen, at = {claim}, outer[claim]
    while at is not None:
        assert at in outer
        assert at not in seen
        seen.add(at)
        at = outer[at]


def _inside(start: int, end: int, text: str) -> bool:
    """Whether a range is not empty, lies in the text, and neither begins nor ends with space."""
    words = text[start:end]
    return 0 <= start < end <= len(text) and words == words.strip()


def _within(quote: Span, spans: Sequence[Span]) -> bool:
    return any(span.start <= quote.start < quote.end <= span.end for span in spans)
