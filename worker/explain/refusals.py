"""Which rules were asked about a cue, and why each did not answer."""

from __future__ import annotations

from collections.abc import Sequence

from worker.enrich.rules import RULES, Rule, Trial
from worker.enrich.table import Form
from worker.explain.explanation import Refusal
from worker.explain.words import PARTS


def refusals(trial: Trial) -> list[Refusal]:
    """Return the rules before the one that answered, or all, in their order."""
    asked = dict(trial.asked)
    found = trial.statement.rule if trial.statement else None
    refused = []
    for rule in RULES:
        if rule.name == found:
            break
        if rule.find in asked:
            refused.append(Refusal(rule=rule.name, asked=True, why=asked[rule.find]))
        elif why := _left_out(rule, trial.site.form, marked=trial.marked):
            refused.append(Refusal(rule=rule.name, asked=False, why=why))
    return refused


def _left_out(rule: Rule, form: Form, *, marked: bool) -> str:
    """Return why the table of rules does not ask ``rule`` about a cue; empty where it does."""
    if form.part not in rule.parts:
        return f"it is for {_listed(rule.parts)}, and this is {_named(form.part)}"
    if rule.takes is not None and rule.takes not in form.cue.takes:
        takes = ", ".join(form.cue.takes)
        return f"the cue does not take it: takes has {takes}, and not {rule.takes}"
    if rule.marked is True and not marked:
        return "no complementizer, quotation mark or colon opens the content"
    if rule.marked is False and marked:
        return "a complementizer, quotation mark or colon opens the content"
    return ""


def _listed(parts: Sequence[str]) -> str:
    return " or ".join(PARTS[part] for part in parts)


def _named(part: str) -> str:
    return PARTS[part]
