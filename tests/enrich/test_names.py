"""What the phrase that names a source tells of the speaker, by the table beside this file."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from tests.enrich.spoken import Case, cases, event_of

SENTENCES = MappingProxyType(
    {
        "en": ("{phrase} said that the road was open.", ""),
        "ar": ("{verb} {phrase} إن الطريق مفتوح.", "قال"),
    }
)


@pytest.mark.parametrize("case", cases("names"))
def test_name(case: Case) -> None:
    """The phrase is one speaker, with the name, role, organisation and kind of the table."""
    language = case.get("language", "en")
    sentence, verb = SENTENCES[language]
    text = sentence.format(phrase=case["phrase"], verb=case.get("verb", verb))
    [speaker] = event_of(text, language).speakers
    found = {
        "speaker": speaker.name,
        "role": speaker.role or "",
        "organisation": speaker.organisation or "",
        "kind": speaker.kind,
    }
    assert {key: found[key] for key in found if key in case} == {
        key: case[key] for key in found if key in case
    }
