"""Quotations and sentences: where they begin and end, by the tables beside this file."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.enrich.spoken import PACKS, Case, cases
from worker.enrich import kinds as k
from worker.enrich.lexicon import lexicon
from worker.enrich.prose import Prose, Range


def _prose(case: Case) -> Prose:
    return Prose(case["text"], lexicon(PACKS[case.get("language", "en")]))


@pytest.mark.parametrize("case", cases("quotations"))
def test_quotations(case: Case) -> None:
    """Each quotation of the table is found without its marks, and no other."""
    prose = _prose(case)
    found = [prose.said(Range(each.start, each.stop)) for each in prose.quotations]
    assert found == case["quotations"]


@pytest.mark.parametrize("case", cases("sentences"))
def test_sentences(case: Case) -> None:
    """The text is cut where the table cuts it."""
    prose = _prose(case)
    found: list[str] = []
    for start, stop in pairwise([0, *prose.edges, len(prose.words)]):
        end = stop - (stop > start and bool(prose.kinds[stop - 1] & k.BREAK))
        if end > start:
            found.append(prose.said(Range(start, end)))
    assert found == case["sentences"]
