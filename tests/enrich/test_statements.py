"""Who said what in small articles, by the tables beside this file.

All claims of an article stand in its case, in the order of the text; of each, the keys that
the case gives are compared.
"""

from __future__ import annotations

import pytest

from tests.conftest import Valid
from tests.enrich.spoken import Case, cases, event_of, in_words

TABLES = (
    *("speakers", "clauses", "times", "nesting"),
    *("stances", "relays", "according_to", "formats"),
)


@pytest.mark.parametrize("case", cases(*TABLES))
def test_statements(case: Case, valid: Valid) -> None:
    """The claims of the case are found, and no other."""
    event = valid(
        event_of(
            case["text"],
            case["language"],
            title=case.get("title", ""),
            published_at=case.get("published_at", ""),
        )
    )
    found = [in_words(event, claim) for claim in event.claims]
    wanted = case["claims"]
    shown = [
        {key: words[key] for key in ({*keys} or {"text", "speaker"})}
        for words, keys in zip(found, [*wanted, *[{}] * len(found)], strict=False)
    ]
    assert shown == wanted
    if "speakers" in case:
        assert [speaker.name for speaker in event.speakers] == case["speakers"]
