"""A crew of real processes: the order of records, and hands that die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from worker.article import Record
from worker.event import Published, Rejected, Skipped
from worker.runtime.crew import CRASHED, Crew, Terms

HAND = (sys.executable, "-m", "worker.cli.hand")
DEADLY = textwrap.dedent(
    """
    import os, sys
    from worker import packs
    from worker.event import Skipped
    from worker.normalise.folding import folding
    from worker.runtime.budget import Alone, Budget
    from worker.runtime.crew import serve

    def process(record, lap):
        if record.body == b"deadly":
            os._exit(9)
        print("a library prints")
        return Skipped(reason="pid", message=str(os.getpid()))

    serve(lambda terms: (Alone(process, Budget(5)), lambda _language: folding(None)))
    """
)


def terms(watch: bytes | None = None) -> Terms:
    """Make terms for English alone."""
    return Terms(
        languages=["en"], cpu_seconds=5.0, key="k", signs=True, watch=watch, watch_name="w.toml"
    )


def text(number: int, words: str = "The mayor, Lena Voss, said that it would rain.") -> Record:
    """Make a record of plain text."""
    body = f"Story {number}. {words} " * 6
    return Record(form="text", body=body.encode(), place=f"p:{number}")


@pytest.fixture
def deadly() -> Iterator[Crew]:
    """Give a crew whose hands die of some records."""
    given = terms()
    with closing(Crew((sys.executable, "-c", DEADLY), 2, lambda: given)) as crew:
        yield crew


def named(body: bytes) -> Record:
    """Make a record for the deadly crew."""
    return Record(form="text", body=body, place="p")


def test_outcomes_come_in_the_order_of_their_records() -> None:
    """Whichever hand is quicker; signatures and seconds are told with them."""
    given = terms()
    records = [
        text(number, "So it was said. " * (40 if number % 5 == 0 else 1)) for number in range(60)
    ]
    with closing(Crew(HAND, 2, lambda: given)) as crew:
        told = list(crew(records))
        assert list(crew([])) == []
        again = list(crew(records[:3]))
    events = [each.outcome.event for each in told if isinstance(each.outcome, Published)]
    assert [event.article.source_id for event in events] == [record.place for record in records]
    assert all(each.signature for each in told)
    assert all({"intake", "enrich"} <= each.seconds.keys() for each in told)
    assert [each.outcome for each in again] == [each.outcome for each in told[:3]]


def test_a_record_that_kills_its_process_is_rejected_alone(deadly: Crew) -> None:
    """Those of the same run have their outcomes, and the crew goes on."""
    records = [named(b"a"), named(b"deadly"), named(b"b"), *(named(b"c") for _ in range(20))]
    for _ in range(2):
        told = [each.outcome for each in deadly(records)]
        assert [type(each) for each in told] == [Skipped, Rejected, *[Skipped] * 21]
        assert isinstance(told[1], Rejected)
        assert (told[1].reason, told[1].record.body) == (CRASHED, b"deadly")


def test_a_hand_that_was_killed_is_replaced(deadly: Crew) -> None:
    """No record is lost by it."""
    first = [each.outcome for each in deadly([named(b"a")] * 8)]
    pids = {int(each.message) for each in first if isinstance(each, Skipped)}
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    for pid in pids:
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    second = [each.outcome for each in deadly([named(b"a")] * 8)]
    assert len([each for each in second if isinstance(each, Skipped)]) == 8
    assert not pids & {int(each.message) for each in second if isinstance(each, Skipped)}


def test_terms_that_change_reach_every_hand() -> None:
    """A watch list that is read anew holds for the next batch."""
    listed = b'[[speaker]]\nid = "desk:voss"\nnames.en = ["Lena Voss"]\n'
    given = [terms()]
    with closing(Crew(HAND, 2, lambda: given[0])) as crew:
        before = list(crew([text(number) for number in range(8)]))
        given[0] = terms(listed)
        after = list(crew([text(number) for number in range(8)]))

    def entities(told: list[object]) -> set[str | None]:
        outcomes = [getattr(each, "outcome", None) for each in told]
        events = [each.event for each in outcomes if isinstance(each, Published)]
        return {speaker.entity for event in events for speaker in event.speakers}

    assert entities(list(before)) == {None}
    assert entities(list(after)) == {"desk:voss"}


def test_hands_end_with_a_worker_that_is_killed(tmp_path: Path) -> None:
    """Their input ends with it."""
    script = textwrap.dedent(
        f"""
        import sys, time
        from tests.runtime.test_crew import DEADLY, named, terms
        from worker.runtime.crew import Crew
        given = terms()
        crew = Crew((sys.executable, "-c", DEADLY), 2, lambda: given)
        pids = {{each.outcome.message for each in crew([named(b"a")] * 8)}}
        open({str(tmp_path / "pids")!r}, "w").write(" ".join(pids))
        print("ready", flush=True)
        time.sleep(60)
        """
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=root, stdout=subprocess.PIPE
    ) as worker:
        assert worker.stdout
        worker.stdout.readline()
        worker.kill()
    until = time.monotonic() + 20
    left = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
    while left and time.monotonic() < until:
        left = [pid for pid in left if Path(f"/proc/{pid}").exists()]
        time.sleep(0.05)
    assert not left
