"""Licences of all that is pinned: listed, and none that binds those who use qala."""

from __future__ import annotations

import re

import pytest

from deploy.licences import Pinned, packages, text
from tests.deploy.asked import DEPLOY

ACCEPTED = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "CNRI-Python",
    "LGPL-2.1-or-later",
    "LGPL-3.0-or-later",
    "MIT",
    "MIT-CMU",
    "MPL-1.1",
    "MPL-2.0",
    "PSF-2.0",
    "Zlib",
}
"""Permissive ones, and those whose copyleft ends with the file or the library."""


def _accepted(expression: str) -> bool:
    """Tell whether one of the alternatives has only accepted licences."""
    parts = re.sub(r"\(([^()]*)\)", lambda inner: _verdict(inner[1]), expression)
    return _verdict(parts) == "MIT"


def _verdict(flat: str) -> str:
    """Return MIT for an expression without parentheses that is accepted, else what is not."""
    alternatives = [set(each.split(" AND ")) for each in flat.split(" OR ")]
    return "MIT" if any(each <= ACCEPTED for each in alternatives) else "refused"


def test_the_list_is_current() -> None:
    """The committed list is what `make licences` writes."""
    assert (DEPLOY / "licences.md").read_text(encoding="utf-8") == text()


@pytest.mark.parametrize("package", list(packages()), ids=lambda package: package.name)
def test_no_licence_is_copyleft_beyond_the_lgpl(package: Pinned) -> None:
    """Each package may be used under a licence of the accepted ones."""
    assert _accepted(package.licence)


@pytest.mark.parametrize(
    ("expression", "accepted"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", True),
        ("MIT AND GPL-2.0-only", False),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("MPL-2.0 AND (GPL-3.0-only OR SSPL-1.0)", False),
        ("?", False),
    ],
)
def test_expressions_are_judged_by_their_alternatives(expression: str, *, accepted: bool) -> None:
    """One acceptable alternative is enough; all parts of it must be acceptable."""
    assert _accepted(expression) is accepted
