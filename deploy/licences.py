"""List the licences of all pinned packages: ``python deploy/licences.py`` prints licences.md.

A licence is what the installed package says of itself, as an SPDX expression: in the field for it,
else in the old field where that is short, else in its classifiers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

from msgspec import Struct

ROOT = Path(__file__).parents[1]

TOLD = {
    "lz4": "BSD-3-Clause",
    "promql-parser": "MIT",
    "pysocks": "BSD-3-Clause",
    "python-snappy": "BSD-3-Clause",
}
"""Packages that say exactly only in their licence file, read there."""

SPDX = {
    "Apache": "Apache-2.0",  # kubernetes-validate, whose LICENSE names version 2.0
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD 2-Clause License": "BSD-2-Clause",
    "GNU LGPL v3+": "LGPL-3.0-or-later",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
    "The BSD 2-Clause License": "BSD-2-Clause",
}
"""What packages write → the licence's name."""

HEAD = """# Licences

What each pinned package says of itself. `make licences` writes this list; a test keeps it current,
and keeps out what is copyleft beyond the LGPL.

| package | licence | in the image |
|---|---|---|
"""


class Pinned(Struct, frozen=True):
    """A package of requirements.lock."""

    name: str
    licence: str
    shipped: bool


def packages() -> Iterator[Pinned]:
    """Return every pinned package that is installed here; others are for other systems."""
    shipped = _names("deploy/runtime.lock")
    for name in sorted(_names("requirements.lock")):
        try:
            told = metadata(name)
        except PackageNotFoundError:
            continue
        yield Pinned(name, licence(name, told), name in shipped)


def licence(name: str, told: PackageMetadata) -> str:
    """Return the licence of a package; ``?`` where it does not say."""
    if name in TOLD:
        return TOLD[name]
    for expression in told.get_all("License-Expression") or []:
        return str(expression)
    field = "".join(told.get_all("License") or [])
    if field and len(field) < len("Mozilla Public License 2.0 (MPL 2.0) "):
        return SPDX.get(field, field)
    classifiers = [each.split(" :: ") for each in told.get_all("Classifier") or []]
    found = [each[-1] for each in classifiers if each[0] == "License"]
    return " OR ".join(SPDX.get(each, each) for each in found) or "?"


def text() -> str:
    """Return the list."""
    rows = (
        f"| {package.name} | {package.licence} | {'yes' if package.shipped else ''} |"
        for package in packages()
    )
    return HEAD + "\n".join(rows) + "\n"


def _names(lock: str) -> set[str]:
    pinned = (ROOT / lock).read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9-]+)==", pinned, re.MULTILINE))


if __name__ == "__main__":
    print(text(), end="")
