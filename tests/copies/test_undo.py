"""A window forgets what an undone batch taught it, as if it had never been."""

from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from tests.runtime.memory import NOON, event
from worker.article import Article
from worker.copies import Rules, Window
from worker.event import Duplicate, Event, Published
from worker.packs import load

PACKS = {"en": load("en")}
TEXT = (
    "The harbour master of Brackwater said on Monday that two of the seven piers will stay shut "
    "until the divers have looked at every pile below the old fish market and the lighthouse."
)


def window(most: int = 100) -> Window:
    """Make an empty window."""
    rules = Rules(
        span=dt.timedelta(hours=72), most=most, copy_similarity=0.4, cluster_similarity=0.25
    )
    return Window(rules, PACKS)


def told(name: str, text: str = TEXT, revision: str = "r") -> Published:
    """Make an outcome with a text long enough to be compared."""
    made: Event = event(name)
    article: Article = replace(made.article, text=text, revision=revision)
    return Published(event=replace(made, id=f"{name}-{revision}", article=article))


def place(given: Window, outcome: Published) -> tuple[str | None, str | None] | None:
    """Place an outcome; give cluster and original, None for a duplicate."""
    placed = given.place(outcome, at=NOON)
    if isinstance(placed, Duplicate):
        return None
    return placed.event.article.cluster, placed.event.article.duplicate_of


def test_what_was_undone_is_new_again() -> None:
    """The same articles in the same order get the same answers a second time."""
    known = window()
    assert place(known, told("first")) == ("first", None)
    known.settle()
    before = [
        place(known, told("second")),
        place(known, told("third")),
        place(known, told("a", "x")),
    ]
    known.undo()
    assert len(known) == 1
    assert known.changes().learnt == []
    again = [
        place(known, told("second")),
        place(known, told("third")),
        place(known, told("a", "x")),
    ]
    assert again == before == [("first", "first"), ("first", "first"), (None, None)]
    assert place(known, told("first")) is None


def test_the_chains_of_buckets_are_whole_after_an_undo() -> None:
    """A slot that was taken back and given to other words hides nothing that came before it."""
    known = window()
    place(known, told("first"))
    known.settle()
    place(known, told("copy"))
    known.undo()
    other = " ".join(f"word{number} stone{number}" for number in range(30))
    assert place(known, told("stranger", other)) == ("stranger", None)
    assert place(known, told("late copy")) == ("first", "first")


def test_a_revision_that_was_undone_leaves_the_one_before() -> None:
    """The next revision takes cluster and original from the last that was settled."""
    known = window()
    place(known, told("wire"))
    place(known, told("paper"))
    known.settle()
    place(known, told("paper", TEXT + " More follows.", "r2"))
    known.undo()
    assert place(known, told("paper", "Withdrawn.", "r3")) == ("wire", "wire")


def test_an_undo_reaches_back_no_further_than_the_window() -> None:
    """In a window smaller than a batch nothing is left over, and what was forgotten is told."""
    known = window(most=2)
    place(known, told("old"))
    known.settle()
    for name in "abc":
        place(known, told(name, f"{TEXT} {name}"))
    known.undo()
    assert len(known) == 0
    assert "old-r" in known.changes().forgotten
    assert place(known, told("a")) == ("a", None)
