"""What dashboards and rules ask of Prometheus, read from the files that are shipped."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import promql_parser as promql
import pytest
import yaml
from msgspec import Struct

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
BOARDS = sorted((DEPLOY / "grafana").glob("*.json"))
RULES = sorted((DEPLOY / "prometheus").glob("*.yml"))

INTERVAL, RANGE = "61s", "3599s"
"""What stands for ``$__rate_interval`` and ``$__range`` where an expression is only read."""

Json = dict[str, Any]


class Selector(Struct, frozen=True):
    """A metric in an expression, with its labels and what is made of it."""

    name: str
    labels: dict[str, str]
    seconds: float
    """How far it looks back; 0 for one moment."""
    function: str
    """The function that has it as its argument, or nothing."""


def board(path: Path) -> Json:
    """Return a dashboard."""
    loaded: Json = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def panels(path: Path) -> list[Json]:
    """Return the panels of a dashboard that show something."""
    return [panel for panel in board(path)["panels"] if panel["type"] != "row"]


def expressions(path: Path) -> Iterator[tuple[str, str]]:
    """Return what a dashboard asks, panels and annotations, each with its place in words."""
    for panel in panels(path):
        for target in panel["targets"]:
            yield f"{path.stem}: {panel['title']} ({target['legendFormat']})", target["expr"]
    for annotation in board(path)["annotations"]["list"]:
        yield f"{path.stem}: annotation {annotation['name']}", annotation["expr"]


def groups() -> list[Json]:
    """Return all groups of rules."""
    loaded = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in RULES]
    return [group for file in loaded for group in file["groups"]]


def rules(kind: str) -> list[Json]:
    """Return all rules of a kind, ``alert`` or ``record``."""
    return [rule for group in groups() for rule in group["rules"] if kind in rule]


def substituted(expression: str, **variables: str) -> str:
    """Return an expression with Grafana's variables filled in."""
    known = {"__rate_interval": INTERVAL, "__range": RANGE} | variables
    return re.sub(r"\$(\w+)", lambda match: known.get(match[1], match[0]), expression)


def selectors(expression: str) -> list[Selector]:
    """Return every metric of an expression, with its matchers as they were written."""
    found: list[Selector] = []
    function, reach = "", 0.0

    def visit(node: promql.Expr) -> bool:
        # A range is visited right before its selector, and right after the function that has it.
        nonlocal function, reach
        match node:
            case promql.Call():
                function = node.func.name
            case promql.MatrixSelector():
                reach = node.range.total_seconds()
            case promql.VectorSelector():
                labels = {matcher.name: matcher.value for matcher in node.matchers.matchers}
                found.append(Selector(node.name or "", labels, reach, function if reach else ""))
                reach = 0.0
        return True

    promql.walk(promql.parse(substituted(expression)), visit)
    return found


def family(metric: str) -> str:
    """Return the metric that a sample belongs to: without the endings of a histogram."""
    return re.sub(r"_(bucket|sum|count)$", "", metric)


def tool(name: str, how: str) -> str:
    """Return the path of a program; skip the test where it is missing, or fail in CI."""
    return shutil.which(name) or missing(f"{name} is missing: {how}")


def missing(message: str) -> NoReturn:
    """Skip the test with what to install, or fail in CI."""
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
