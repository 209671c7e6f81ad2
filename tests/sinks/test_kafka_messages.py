"""Messages of the Kafka sink: what does not need a broker to be seen."""

from __future__ import annotations

import pytest

from tests.runtime.memory import NOON
from worker.article import Envelope, Record
from worker.edge.kafka.messages import Message
from worker.event import Rejected
from worker.sinks.kafka.messages import cut_to, dead_letter


def letter(body: bytes, headers: list[tuple[str, bytes]], key: bytes | None = b"k") -> Message:
    """Make a dead letter of a record from a topic."""
    envelope = Envelope(topic="t", partition=1, offset=2, timestamp=3, key=key, headers=headers)
    record = Record(form="json", body=body, place="t:1:2", envelope=envelope)
    rejected = Rejected(record=record, reason="empty", message="nothing \ud800 in it")
    return dead_letter("dead", rejected, version="1", at=NOON)


def test_a_dead_letter_that_was_replayed_counts_its_attempts() -> None:
    """Headers of the letter before are replaced, those of the record stay."""
    first = letter(b"x", [("desk", b"north")])
    second = letter(b"x", first.headers)
    told = dict(second.headers)
    assert told["qala-dlq-attempts"] == b"2"
    assert told["desk"] == b"north"
    assert len(told) == len(second.headers) == len(first.headers)
    assert told["qala-dlq-error"] == rb"nothing \ud800 in it"


@pytest.mark.parametrize("most", [2_000, 10_000, 99_000])
def test_a_letter_that_is_cut_fits_and_says_so(most: int) -> None:
    """The body's beginning is kept, as much as there is room for."""
    cut = cut_to(letter(b"y" * 100_000, [("desk", b"north")]), most)
    assert most - 40 <= cut.size <= most
    assert dict(cut.headers)["qala-dlq-cut-from"] == b"100000"
    assert dict(cut.headers)["desk"] == b"north"


def test_a_letter_whose_headers_are_too_large_keeps_ours() -> None:
    """Reason and place are there whatever the record brought."""
    cut = cut_to(letter(b"y" * 500, [("junk", b"z" * 50_000)], key=b"k" * 20_000), 5_000)
    assert cut.size <= 5_000
    assert dict(cut.headers)["qala-dlq-reason"] == b"empty"
    assert "junk" not in dict(cut.headers)


def test_a_letter_that_fits_is_left_as_it_is() -> None:
    """No header says that it was cut."""
    whole = letter(b"y", [])
    assert cut_to(whole, 10_000) is whole
