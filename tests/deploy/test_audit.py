"""What ``make audit`` says of the report of pip-audit."""

from __future__ import annotations

from typing import Any

import pytest

from deploy.audit import judge

WELL = {"name": "a", "version": "1", "vulns": []}
WEAK = {
    "name": "b",
    "version": "2",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}, {"id": "PYSEC-2", "fix_versions": []}],
}
UNKNOWN = {"name": "c", "skip_reason": "not found"}

CASES: list[tuple[str, list[dict[str, Any]], list[str], int]] = [
    ("nothing is known", [WELL], ["audit: no weakness is known of 1 packages"], 0),
    (
        "weaknesses come with the version that mends them, also where others are unknown",
        [WELL, WEAK, UNKNOWN],
        ["b 2: PYSEC-1, mended in 2.1", "b 2: PYSEC-2, mended in no version yet"],
        1,
    ),
    (
        "silence about a package is no praise",
        [WELL, UNKNOWN],
        ["audit: the data of 1 of 2 packages can't be had: c"],
        2,
    ),
]


@pytest.mark.parametrize(
    ("report", "lines", "status"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_report_is_judged(report: list[dict[str, Any]], lines: list[str], status: int) -> None:
    """Lines for people, and an exit status for machines."""
    assert judge(report) == (lines, status)
