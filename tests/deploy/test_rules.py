"""Recording rules and alerts: valid, explained, and tested by ``promtool`` both ways."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from deploy.grafana.panel import RUNBOOKS
from tests.deploy.asked import DEPLOY, RULES, Json, rules, selectors, tool

CASES = sorted((Path(__file__).parent / "alerts").glob("*.yml"))
ALERTS = {rule["alert"]: rule for rule in rules("alert")}
EVERY = pytest.mark.parametrize("rule", ALERTS.values(), ids=list(ALERTS))
SECTIONS = ["What it means", "What to look at", "What to do", "How to silence it"]
DEBIAN = "install it (Debian: apt-get install prometheus)"


def _promtool(*arguments: str | Path) -> None:
    command = [tool("promtool", DEBIAN), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_promtool_accepts_the_rules() -> None:
    """Every rule is one that Prometheus loads."""
    _promtool("check", "rules", *RULES)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_alerts_fire_when_they_must(case: Path) -> None:
    """Each alert fires and is silent over the series of its cases."""
    _promtool("test", "rules", case)


def test_each_alert_is_tested_both_ways() -> None:
    """Each alert has a case in which it fires and one in which it does not, and each says which."""
    shown: set[tuple[str, bool]] = set()
    for path in CASES:
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))["tests"]:
            for each in case["alert_rule_test"]:
                shown.add((each["alertname"], bool(each["exp_alerts"])))
                assert case["name"].startswith(f"{each['alertname']} ")
    assert shown == {(alert, fires) for alert in ALERTS for fires in (True, False)}


@EVERY
def test_an_alert_says_how_urgent_it_is_and_where_to_read_on(rule: Json) -> None:
    """It has a severity, a line, an explanation, and a runbook with all four sections."""
    assert rule["labels"] in ({"severity": "page"}, {"severity": "ticket"})
    notes = rule["annotations"]
    assert set(notes) == {"summary", "description", "runbook_url"}
    assert notes["runbook_url"] == f"{RUNBOOKS}/{rule['alert']}.md"
    assert notes["description"].endswith(".")
    page = (DEPLOY / "runbooks" / f"{rule['alert']}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {rule['alert']}\n")
    assert re.findall(r"^## (.*)$", page, re.MULTILINE) == SECTIONS
    assert f"alertname={rule['alert']} " in page


def test_every_runbook_has_its_alert() -> None:
    """No runbook is left over, and its links to others lead somewhere."""
    pages = sorted((DEPLOY / "runbooks").glob("*.md"))
    assert {page.stem for page in pages} == set(ALERTS)
    for page in pages:
        for link in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


@pytest.mark.parametrize("rule", rules("record"), ids=lambda rule: str(rule["record"]))
def test_a_recorded_name_says_what_it_is(rule: Json) -> None:
    """It is level:metric:operation, and the level is what it is summed by."""
    level, metric, operation = rule["record"].split(":")
    assert re.fullmatch(r"[a-z_]+", metric)
    assert re.fullmatch(r"sum|(ratio_rate|rate|increase)\d+[mhd]", operation)
    assert f"by ({', '.join(level.split('_'))})" in rule["expr"]
    window = re.search(r"(\d+[mhd])$", operation)
    looks_back = {selector.seconds for selector in selectors(rule["expr"])}
    units = {"m": 60, "h": 3600, "d": 86_400}
    assert looks_back == ({int(window[1][:-1]) * units[window[1][-1]]} if window else {0.0})
