"""Ask for known weaknesses of all pinned versions: ``python deploy/audit.py``.

Exit status: 0 none is known, 1 some are, 2 it could not be asked for all of them. Nothing is
resolved or installed; ``pip-audit`` is given the lock file as it is.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
_COMMAND = (
    *(sys.executable, "-m", "pip_audit", "--requirement", str(ROOT / "requirements.lock")),
    *("--disable-pip", "--no-deps", "--progress-spinner", "off", "--format", "json"),
)
_SECONDS = 300


def main() -> int:
    """Print what is known, and return the exit status."""
    try:
        done = subprocess.run(  # noqa: S603 - no word of it is a user's
            _COMMAND, capture_output=True, text=True, check=False, timeout=_SECONDS
        )
        report = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError):
        print("audit: the data of known weaknesses can't be had from here")
        return 2
    lines, status = judge(report)
    print("\n".join(lines))
    return status


def judge(report: Sequence[dict[str, Any]]) -> tuple[list[str], int]:
    """Return lines for people and the exit status, of the ``dependencies`` that pip-audit found."""
    weak = list(_weaknesses(report))
    unknown = [package["name"] for package in report if "skip_reason" in package]
    if weak:
        return weak, 1
    if unknown:
        names = ", ".join(unknown[:3]) + (", …" if unknown[3:] else "")
        return [
            f"audit: the data of {len(unknown)} of {len(report)} packages can't be had: {names}"
        ], 2
    return [f"audit: no weakness is known of {len(report)} packages"], 0


def _weaknesses(report: Sequence[dict[str, Any]]) -> Iterator[str]:
    for package in report:
        for weakness in package.get("vulns", []):
            mended = ", ".join(weakness["fix_versions"]) or "no version yet"
            named = f"{package['name']} {package['version']}"
            yield f"{named}: {weakness['id']}, mended in {mended}"


if __name__ == "__main__":
    sys.exit(main())
