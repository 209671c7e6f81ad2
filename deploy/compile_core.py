"""Compile the language core in place: ``python deploy/compile_core.py``, at the root of a checkout.

mypyc makes a shared library of ``worker/enrich`` and ``worker/normalise``. Beside each module then
lies a ``.so`` that Python prefers to the ``.py``; without them the same code runs interpreted.
"""

from __future__ import annotations

import os
from pathlib import Path

from mypyc.build import mypycify
from setuptools import Distribution
from setuptools.command.build_ext import build_ext

COMPILED = ("worker/enrich", "worker/normalise")
# No name may be interposed from outside, so that functions of the core call each other directly.
FLAGS = "-fno-semantic-interposition -fno-plt"


def main() -> None:
    """Build all modules as one library and put it where they are imported from."""
    os.environ["CFLAGS"] = f"{FLAGS} {os.environ.get('CFLAGS', '')}"
    modules = [str(path) for folder in COMPILED for path in sorted(Path(folder).rglob("*.py"))]
    # Not ``setup()``, which would read pyproject.toml and look for packages.
    distribution = Distribution({"name": "qala-core", "ext_modules": mypycify(modules)})
    command = build_ext(distribution)
    command.inplace = True
    command.build_temp = "build/core"
    command.ensure_finalized()
    command.run()
    for folder in COMPILED:
        for library in Path(folder).rglob("*.so"):
            # What had not to be built again has an old date, by which it would look out of date.
            library.touch()


if __name__ == "__main__":
    main()
