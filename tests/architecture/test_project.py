"""The project around the code: what is shipped, and what the papers promise."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
PAPERS = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"]
SHIPPED = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "worker").rglob("*")
    if path.suffix in {".toml", ".txt", ".css", ".js"}
)


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _project() -> dict[str, Any]:
    return tomllib.loads(_read("pyproject.toml"))


def test_the_wheel_holds_what_is_no_code(tmp_path: Path) -> None:
    """A wheel brings every file of every pack, what pages are made with, and the licence."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    [wheel] = tmp_path.glob("*.whl")
    with ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {path.rsplit(".", 1)[1] for path in SHIPPED} >= {"toml", "txt", "css"}
    assert set(SHIPPED) <= set(names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "seeds/"))]


@pytest.mark.parametrize("paper", PAPERS)
def test_commands_of_the_papers_exist(paper: str) -> None:
    """Every ``make`` target that a paper names is in the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", _read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", _read(paper), re.MULTILINE)) <= targets


@pytest.mark.parametrize("paper", PAPERS)
def test_links_of_the_papers_lead_somewhere(paper: str) -> None:
    """Every link to a file of the project has its file."""
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", _read(paper))
    assert [link for link in links if not (ROOT / link).exists()] == []


def _asked(names: list[str]) -> set[str]:
    return {re.split(r"[><=[]", name)[0] for name in names}


def _imported() -> set[str]:
    """Return the packages that the code imports, under the names that they are installed by."""
    known = packages_distributions()
    tops: set[str] = set()
    for path in (ROOT / "worker").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                tops.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                tops.add(node.module.split(".")[0])
    outside = tops - set(sys.stdlib_module_names) - {"worker"}
    return {known[top][0].lower().replace("_", "-") for top in outside}


def test_dependencies_are_what_is_imported() -> None:
    """No package is imported that pyproject.toml does not name, and none is named for nothing."""
    assert _imported() == _asked(_project()["project"]["dependencies"])


def test_every_dependency_is_pinned_with_hashes() -> None:
    """The lock file pins what pyproject.toml asks for, with hashes, and names no host."""
    lock = _read("requirements.lock")
    project = _project()["project"]
    asked = _asked([*project["dependencies"], *project["optional-dependencies"]["dev"]])
    pinned = set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))
    assert asked <= pinned
    entries = re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in lock


def test_every_ignored_check_has_its_reason() -> None:
    """Each check that ruff leaves out says why, on its line."""
    block = _read("pyproject.toml").split("[tool.ruff.lint]")[1].split("[tool.ruff.lint.pydoc")[0]
    codes = re.findall(r'^\s+"[A-Z]+\d+",(.*)$', block, re.MULTILINE)
    assert codes
    assert all(re.search(r"# \w.{9,}", reason) for reason in codes)


def test_the_changelog_knows_this_version() -> None:
    """The changelog has a heading for the version of the package, or for what is unreleased."""
    version = re.search(r'__version__ = "([^"]+)"', _read("worker/__init__.py"))
    assert version
    assert re.search(
        rf"^## \[?({re.escape(version[1])}|Unreleased)", _read("CHANGELOG.md"), re.MULTILINE
    )
