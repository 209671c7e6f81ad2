"""Bad input: each record that can't be an article has a clear reason."""

from __future__ import annotations

import datetime as dt
import json
import time
import tomllib
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker import intake
from worker.article import Fault, Form, Record
from worker.errors import RecordError
from worker.event import Skipped
from worker.packs import Pack, load

CASES = tomllib.loads(Path(__file__).with_name("rejected.toml").read_text("utf-8"))["case"]
NOW = dt.datetime(2025, 3, 20, tzinfo=dt.UTC)
FORMS: list[Form] = ["json", "entry", "html", "text"]

strings = st.text(st.characters(exclude_categories=[]))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
fields = st.sampled_from(
    ["id", "url", "title", "text", "html", "language", "published_at", "authors", "source"]
)


def read(body: bytes, packs: dict[str, Pack], form: Form = "json") -> intake.Reading | Skipped:
    """Read a body as a record."""
    return intake.read(Record(form=form, body=body, place="here:1"), packs, now=NOW)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_bad_record_has_its_reason(case: dict[str, Any], packs: dict[str, Pack]) -> None:
    """Each record of the table is rejected for its reason, in words that say what is wrong."""
    body = bytes.fromhex(case["body_hex"]) if "body_hex" in case else case["body"].encode()
    with pytest.raises(RecordError) as caught:
        read(body, packs, case["form"])
    assert caught.value.reason == case["reason"]
    assert case["says"] in str(caught.value)
    assert caught.value.reason in intake.REASONS


def test_json_nested_too_deep_is_rejected(packs: dict[str, Pack]) -> None:
    """A hundred thousand brackets are not JSON that can be read."""
    with pytest.raises(RecordError, match="depth"):
        read(b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", packs)


def test_an_integer_of_a_hundred_thousand_digits_is_rejected(packs: dict[str, Pack]) -> None:
    """A number that no machine holds is not JSON that can be read."""
    with pytest.raises(RecordError) as caught:
        read(b'{"text": "The minister said so.", "n": ' + b"9" * 100_000 + b"}", packs)
    assert caught.value.reason == "bad-json"


@pytest.mark.parametrize("unit", ["<article>x", "<ol><li><p>x", "<font color={}><p>x", "<b><p>x"])
def test_a_page_that_never_closes_its_tags_is_rejected(unit: str, packs: dict[str, Pack]) -> None:
    """What would take the parser minutes, or all memory, is refused before it."""
    page = "".join([unit.format(number) for number in range(20_000)])
    with pytest.raises(RecordError) as caught:
        read(page.encode(), packs, "html")
    assert caught.value.reason == "bad-html"


def test_a_fault_of_the_source_is_the_rejection(packs: dict[str, Pack]) -> None:
    """What a source could not bring is rejected for the reason that the source gives."""
    fault = Fault(reason="too-large", message="over 10 bytes")
    with pytest.raises(RecordError, match="over 10 bytes") as caught:
        intake.read(Record(form="json", body=b"", place="x", fault=fault), packs, now=NOW)
    assert caught.value.reason == "too-large"


def test_a_language_without_a_pack_is_skipped(packs: dict[str, Pack]) -> None:
    """A text that no pack reads is not for us, and the message says what it is."""
    found = read("Министерство сообщило, что линия откроется.".encode(), packs, "text")
    assert isinstance(found, Skipped)
    assert found.reason == "no-pack"
    assert "(ru)" in found.message
    assert found.reason in intake.SKIPS


def test_a_text_without_letters_is_skipped(packs: dict[str, Pack]) -> None:
    """A text with nothing to tell a language by is not for us."""
    found = read(b"123, 456!", packs, "text")
    assert isinstance(found, Skipped)
    assert found.reason == "no-language"
    assert found.reason in intake.SKIPS


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "unit",
    [
        '"',
        "“",
        "قال ",
        "<p>",
        "<ul><li>",
        "(",
        "\u200c",
        "&#1;",
        "\\ud800",
        "a\n",
        "<p a b c d e f ",
        "<b><p>x",
    ],
)
def test_a_megabyte_of_anything_takes_linear_time(
    form: Form, unit: str, packs: dict[str, Pack]
) -> None:
    """A megabyte of any character, in any form, is read or refused within three seconds."""
    words = "The minister said that it is so in the city. " + unit * (1_000_000 // len(unit))
    fields = {"json": {"text": words}, "entry": {"summary": words}}
    body = orjson.dumps(fields[form]) if form in fields else words.encode()
    start = time.process_time()
    try:
        read(body, packs, form)
    except RecordError as fault:
        assert fault.reason in intake.REASONS  # noqa: PT017 - either fate will do
    assert time.process_time() - start < 3


def check(body: bytes, form: Form) -> None:
    """Read a body, which may only succeed or raise ``RecordError``."""
    packs = {"ar": load("ar"), "en": load("en")}
    try:
        found = read(body, packs, form)
    except RecordError as fault:
        assert fault.reason in intake.REASONS  # noqa: PT017 - either fate will do
        return
    if isinstance(found, intake.Reading):
        orjson.dumps(
            [found.article.title, found.article.text, found.article.url, found.article.removed]
        )
        assert found.article.text
        assert found.article.text.split() == found.article.text.replace("\n\n", " ").split(" ")


@given(
    body=st.binary() | strings.map(lambda text: text.encode("utf-8", "surrogatepass")),
    form=st.sampled_from(FORMS),
)
def test_no_bytes_make_it_raise(body: bytes, form: Form) -> None:
    """Any bytes in any form are an article, skipped, or rejected."""
    check(body, form)


@given(
    st.dictionaries(fields | st.text(), values | st.text(), max_size=8), st.sampled_from(FORMS[:2])
)
def test_no_json_makes_it_raise(record: dict[str, Any], form: Form) -> None:
    """Any JSON object is an article, skipped, or rejected."""
    try:
        body = orjson.dumps(record)
    except TypeError:  # an integer or a string that JSON can't hold
        return
    check(body, form)


@given(text=strings, title=strings, html=strings)
def test_no_string_in_a_field_makes_it_raise(text: str, title: str, html: str) -> None:
    """Any strings, as JSON escapes them, are an article, skipped, or rejected."""
    check(json.dumps({"text": text, "title": title, "html": html}).encode(), "json")
    check(json.dumps({"title": title, "html": html, "url": text}).encode(), "json")
