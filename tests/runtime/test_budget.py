"""The CPU budget of a record."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import pytest

from tests.runtime.memory import event, record
from worker.article import Record
from worker.errors import RecordError
from worker.event import Outcome, Published, Rejected
from worker.runtime.budget import Budget, Lap, process_within


def burn(seconds: float) -> None:
    """Use CPU time."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def slow(_record: Record, _lap: Lap) -> Outcome:
    """Take a second."""
    burn(1.0)
    return Published(event=event("slow"))


def test_a_record_over_budget_is_rejected() -> None:
    """It ends soon after the limit, under the reason too-slow, with the record whole."""
    given = record("slow")
    began = time.process_time()
    outcome = process_within(Budget(0.05), slow, given).outcome
    assert isinstance(outcome, Rejected)
    assert (outcome.reason, outcome.record) == ("too-slow", given)
    assert time.process_time() - began < 0.5


def test_the_message_names_a_setting_where_there_is_one() -> None:
    """It says what to raise, and nothing that the user can't find."""
    for budget, told in (
        (Budget(0.05), "took more than 0.05 s of CPU time"),
        (Budget(0.05, key="a.b"), "took more than 0.05 s of CPU time (a.b)"),
    ):
        outcome = process_within(budget, slow, record("slow")).outcome
        assert isinstance(outcome, Rejected)
        assert outcome.message == told


def test_the_next_record_has_a_budget_of_its_own() -> None:
    """The timer is stopped between records and starts anew."""
    budget = Budget(0.1)
    for _ in range(3):
        with budget:
            burn(0.06)
    burn(0.2)


def test_sleep_costs_nothing() -> None:
    """Wall time is no CPU time."""
    with Budget(0.05):
        time.sleep(0.2)


def test_an_error_that_is_swallowed_comes_again() -> None:
    """A library that swallows the first error is ended by the second."""

    def swallow() -> None:
        try:
            burn(10)
        except RecordError:
            burn(10)

    began = time.process_time()
    with pytest.raises(RecordError), Budget(0.05):
        swallow()
    assert time.process_time() - began < 1


def test_there_is_no_budget_outside_of_the_main_thread() -> None:
    """Signals do not reach other threads, so that the record simply takes its time."""
    outcomes: list[Outcome] = []

    def work() -> None:
        budget = Budget(0.01)

        def process(_record: Record, _lap: Lap) -> Outcome:
            burn(0.1)
            return Published(event=event("slow"))

        outcomes.append(process_within(budget, process, record("slow")).outcome)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert [type(outcome) for outcome in outcomes] == [Published]


def test_a_bug_is_a_rejection_with_its_traceback() -> None:
    """What a process function raises never leaves."""

    def fail(_record: Record, _lap: Lap) -> Outcome:
        message = "boom"
        raise ValueError(message)

    outcome = process_within(Budget(1), fail, record("x")).outcome
    assert isinstance(outcome, Rejected)
    assert outcome.reason == "bug"
    assert outcome.traceback is not None
    assert "boom" in outcome.traceback


def test_stages_are_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each lap is the time since the one before."""
    ticks = iter([1.0, 1.5, 3.5])
    clock = SimpleNamespace(perf_counter=lambda: next(ticks))
    monkeypatch.setattr("worker.runtime.budget.time", clock)

    def process(_record: Record, lap: Lap) -> Outcome:
        lap("intake")
        lap("enrich")
        return Published(event=event("x"))

    seconds = process_within(Budget(1), process, record("x")).seconds
    assert list(seconds.items()) == [("intake", 0.5), ("enrich", 2.0)]
