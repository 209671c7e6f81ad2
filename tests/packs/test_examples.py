"""Every example of every pack, through the whole pipeline: documentation and test at once.

``known_gaps.toml`` names the examples that do not hold yet, each with its cause. The list is
strict on both sides: an example that begins to fail breaks the test, and so does one that
begins to hold and is not struck from it. So it can only shrink.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.conftest import Valid
from tests.enrich.spoken import PACKS, event_of, expected, in_words
from worker.event import Event
from worker.packs import Example, available

GAPS: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("known_gaps.toml").read_text(encoding="utf-8")
)
EXAMPLES = [
    pytest.param(
        language,
        example,
        id=f"{language}: {example.name}",
        marks=expected(GAPS.get(language, {}).get(example.name)),
    )
    for language, pack in PACKS.items()
    for example in pack.examples
]


def missing(example: Example, event: Event) -> Iterator[str]:
    """Yield what the example says must be found and is not, with what was found in its place."""
    found = [in_words(event, claim) for claim in event.claims]
    if not example.claims and found:
        yield f"nothing may be found, and there is {[claim['text'] for claim in found]}"
    for claim in example.claims:
        named = msgspec.structs.asdict(claim).items()
        wanted = {key: value for key, value in named if value is not None}
        if not any(wanted.items() <= words.items() for words in found):
            near = [words for words in found if words["text"] == claim.text] or found
            yield f"wanted {wanted}\n   got {[{key: words[key] for key in wanted} for words in near]}"


@pytest.mark.parametrize(("language", "example"), EXAMPLES)
def test_example(language: str, example: Example, valid: Valid) -> None:
    """What an example says must be found is found; only the keys that it gives are compared."""
    event = event_of(example.text, language, title=example.title, published_at=example.published_at)
    lacks = list(missing(example, valid(event)))
    assert not lacks, "\n".join([example.text, *lacks])


@pytest.mark.parametrize("language", available())
def test_names_of_examples(language: str) -> None:
    """No two examples of a language have one name."""
    names = Counter(example.name for example in PACKS[language].examples)
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("language", available())
def test_claims_stand_in_their_text(language: str) -> None:
    """The words that an example expects are words of its text."""
    for example in PACKS[language].examples:
        words = " ".join(f"{example.title}\n{example.text}".split())
        for claim in example.claims:
            wanted = [*claim.text.split(" … "), claim.cue or "", claim.mention or ""]
            assert [part for part in wanted if part not in words] == [], example.name


def test_gaps_are_examples() -> None:
    """Every known gap is an example of its pack, and says why."""
    for language, gaps in GAPS.items():
        names = {example.name for example in PACKS[language].examples}
        assert sorted(set(gaps) - names) == []
        assert [name for name, why in gaps.items() if not why.strip()] == []
