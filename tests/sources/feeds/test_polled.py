"""How a poll is given to the loop: whole where it fits, else in parts that a crash can't hurt."""

from __future__ import annotations

from worker.article import Record
from worker.ports.feeds import FeedPolled
from worker.sources.feeds.feed import State
from worker.sources.feeds.polled import Bounds, Brought, Part, Polled, parts_of

URL = "https://a.example/rss"


def polled(*sizes: int) -> Polled:
    """Make a poll whose records have ``sizes`` bytes."""
    brought = [
        Brought(
            record=Record(form="entry", body=b"x" * size, place=f"{URL}#{number}"),
            identity=str(number),
            revision="r",
        )
        for number, size in enumerate(sizes)
    ]
    told = FeedPolled(
        url=URL,
        result="new",
        seconds=0.1,
        entries={"new": len(sizes)},
        pages={},
        waits=[],
        before="new",
        standing="healthy",
    )
    present = [each.identity for each in brought]
    state = State(standing="healthy", polls=1)
    return Polled(url=URL, state=state, brought=brought, present=present, at=5.0, told=told)


def parts(given: Polled, *, records: int = 100, size: int = 1_000) -> list[Part]:
    """Return the parts within bounds."""
    return list(parts_of(given, Bounds(records=records, size=size)))


def test_a_poll_that_fits_is_one_part() -> None:
    """It has the state, all entries and what is told."""
    [part] = parts(polled(10, 10))
    assert len(part.records) == 2
    assert part.change.state == State(standing="healthy", polls=1)
    assert (part.change.entries, part.change.present) == ({"0": "r", "1": "r"}, ["0", "1"])
    assert part.told


def test_a_poll_without_entries_has_a_state_all_the_same() -> None:
    """It is one part without records."""
    [part] = parts(polled())
    assert (part.records, part.change.entries) == ([], {})
    assert part.change.state
    assert part.told


def test_only_the_last_part_has_the_state() -> None:
    """Each part keeps its own entries; what is present, and what is told, come at the end."""
    found = parts(polled(*[1] * 5), records=2)
    assert [list(part.change.entries) for part in found] == [["0", "1"], ["2", "3"], ["4"]]
    assert [part.change.state is not None for part in found] == [False, False, True]
    assert [bool(part.told) for part in found] == [False, False, True]
    assert [len(part.change.present) for part in found] == [0, 0, 5]


def test_a_part_ends_with_the_record_that_fills_it() -> None:
    """So that a record over the bound is a part of its own, and none is left out."""
    found = parts(polled(600, 600, 5_000, 1, 1), size=1_000)
    assert [[len(record.body) for record in part.records] for part in found] == [
        [600, 600],
        [5_000],
        [1, 1],
    ]


def test_a_poll_that_fills_its_last_part_has_no_empty_one() -> None:
    """The state comes with records where there are any."""
    assert [len(part.records) for part in parts(polled(1, 1, 1, 1), records=2)] == [2, 2]
