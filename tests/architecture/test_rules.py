"""The written norms, held mechanically: what code may hold, how long it may be, who imports whom."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from worker import errors

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "worker").rglob("*.py"))

_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefe]")
_ESCAPED = re.compile(r"(?<!-)\\u06(?:2[1-9a-f]|3[0-9a-f]|4[1-9a])(?!-)", re.IGNORECASE)
_SAY_NOTHING = {"data", "item", "manager", "handler", "utils", "helpers", "common", "base"}


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _functions(path: Path) -> list[tuple[str, int]]:
    """Return each function of a module with its number of lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        (f"{_named(path)}: {node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("path", MODULES, ids=_named)
def test_words_are_data(path: Path) -> None:
    """No module holds an Arabic letter, nor an escaped one other than as the end of a range."""
    text = path.read_text(encoding="utf-8")
    assert "".join(_ARABIC.findall(text))[:40] == ""
    assert _ESCAPED.findall(text) == []


@pytest.mark.parametrize("path", MODULES, ids=_named)
def test_modules_are_short(path: Path) -> None:
    """No module has more than 300 lines, and no function more than 45."""
    assert _lines(path) <= 300
    assert [name for name, lines in _functions(path) if lines > 45] == []


def test_most_modules_and_functions_are_shorter() -> None:
    """Half of the modules have at most 120 lines, and half of the functions at most 12."""
    functions = [lines for path in MODULES for _name, lines in _functions(path)]
    assert statistics.median(_lines(path) for path in MODULES) <= 120
    assert statistics.median(functions) <= 12


@pytest.mark.parametrize("path", MODULES, ids=_named)
def test_modules_say_what_they_own(path: Path) -> None:
    """Every module opens with its docstring, and none has a name that says nothing."""
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert not _SAY_NOTHING & {path.stem, path.parent.name}


def test_the_tree_of_errors_is_drawn() -> None:
    """The docstring of ``errors`` draws every error under the one it derives from."""
    drawn = re.findall(r"^ {4}([│├└─ ]*)(\w+Error)\b", errors.__doc__ or "", re.MULTILINE)
    path: list[str] = []
    tree: dict[str, str] = {}
    for indent, name in drawn:
        depth = len(indent) // 4
        path[depth:] = [name]
        tree[name] = path[depth - 1] if depth else "Exception"
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    assert tree == {kind.__name__: str(kind.__base__ and kind.__base__.__name__) for kind in kinds}


def test_parts_import_only_what_they_may() -> None:
    """The import contracts of pyproject.toml hold."""
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
