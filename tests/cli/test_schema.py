"""The published schemas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import jsonschema
import msgspec
import pytest

from tests.runtime.memory import claim, event
from worker.cli.schema import Name, schema
from worker.event import Cue, Event, Speaker, claim_messages

HOUR = dt.timedelta(hours=1)


def speaker() -> Speaker:
    """Make a speaker."""
    return Speaker(
        id="s1",
        name="Mira Holt",
        kind="person",
        role="minister",
        organisation=None,
        aliases=[],
        entity=None,
        mentions=[],
    )


def spoken() -> Event:
    """Make an event of a speaker with one claim, and one claim of nobody's."""
    cue = Cue(text="denied", lemma="deny", start=0, end=6)
    said = msgspec.structs.replace(claim("deny", "s1"), cue=cue)
    nobody = msgspec.structs.replace(claim("warn"), id="c2")
    whole = event("a", claims=[said, nobody], age=HOUR)
    return msgspec.structs.replace(whole, speakers=[speaker()])


def wire(value: msgspec.Struct) -> dict[str, Any]:
    """Return ``value`` as it is read from the wire."""
    read: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(value))
    return read


@pytest.mark.parametrize("name", ["record", "article", "claim"])
def test_schemas_are_schemas(name: Name) -> None:
    """Each is valid by draft 2020-12, and has an id, a title and descriptions."""
    found = schema(name)
    jsonschema.Draft202012Validator.check_schema(found)
    assert found["$id"].startswith("urn:qala:schema:")
    assert found["title"]
    assert all(part["description"] for part in found["$defs"].values())


def test_fields_are_described_by_their_docstrings() -> None:
    """What stands under a field in the code describes it in the schema, inherited fields too."""
    parts = schema("article")["$defs"]
    assert parts["Claim"]["properties"]["evidence"]["description"].startswith("The name of the")
    assert "lemma" in parts["Cue"]["properties"]["lemma"]["description"]


def test_an_event_is_valid(valid: Callable[[Event], Event]) -> None:
    """An event with every kind of part passes."""
    valid(spoken())


FAULTS = [
    ("a stance that is not ours", lambda e: e["claims"][0].update(stance="mumble")),
    ("a key that is not ours", lambda e: e["article"].update(extra=1)),
    ("a key that is missing", lambda e: e["claims"][0].pop("evidence")),
    ("a key with a default that is missing", lambda e: e["article"].pop("removed")),
    ("a confidence over 1", lambda e: e["claims"][0].update(confidence=1.5)),
    ("another schema", lambda e: e.update(schema="qala.article/2")),
]


@pytest.mark.parametrize("spoil", [row[1] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_a_spoilt_event_is_not_valid(spoil: Callable[[dict[str, Any]], None]) -> None:
    """The schema is strict: it is what consumers may rely on."""
    written = wire(spoken())
    spoil(written)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(written, schema("article"))


RECORDS = [
    ("only a text", {"text": "Rain fell."}, True),
    ("only html", {"html": "<p>Rain fell.</p>"}, True),
    ("unknown fields", {"text": "Rain fell.", "colour": "red"}, True),
    ("neither text nor html", {"title": "Rain"}, False),
    ("a wrong type", {"text": 7}, False),
    ("authors that are no list", {"text": "Rain fell.", "authors": "Mira Holt"}, False),
]


@pytest.mark.parametrize(
    ("record", "good"), [row[1:] for row in RECORDS], ids=[row[0] for row in RECORDS]
)
def test_records(record: dict[str, Any], good: bool) -> None:  # noqa: FBT001 - of the table
    """A producer can check its records before it sends them."""
    validator = jsonschema.Draft202012Validator(schema("record"))
    assert validator.is_valid(record) is good


def test_a_claim_travels_with_its_speaker_and_article() -> None:
    """Each claim becomes a valid message with an id of its own; nobody's claim has no speaker."""
    first, second = claim_messages(spoken())
    for message in (first, second):
        jsonschema.validate(wire(message), schema("claim"))
    assert (first.id, first.event) == ("a-r-c1", "a-r")
    assert first.speaker == speaker()
    assert second.speaker is None
    assert "text" not in wire(first)["article"]
    assert first.article.published_at is not None


def test_an_event_without_claims_gives_no_message() -> None:
    """There is nothing to follow."""
    assert list(claim_messages(event("a"))) == []
