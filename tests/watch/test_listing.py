"""Watch lists that have faults."""

from __future__ import annotations

import pytest

from worker.errors import ListError
from worker.watch import watched

GOOD = '[[speaker]]\nid = "x:a"\nnames.en = ["Ann Lee"]\n'

FAULTS = {
    "no TOML": ("[[speaker", ["l.toml: not TOML: "]),
    "no speaker": ("", ["l.toml: no speaker in it; allowed: a table [[speaker]]"]),
    "another table": (GOOD + "[[other]]\n", ["l.toml: unknown key other; allowed: "]),
    "no id and no names": (
        '[[speaker]]\nkind = "person"\n',
        ["l.toml:1: id: is missing; allowed: namespace:name", "l.toml:1: names: is missing"],
    ),
    "an id without a namespace": (
        GOOD.replace("x:a", "a"),
        ['l.toml:1: id: "a" is not allowed; allowed: namespace:name'],
    ),
    "an id twice": (
        GOOD + "\n" + GOOD,
        ['l.toml:5: id: "x:a" is there twice, first at l.toml:1'],
    ),
    "names without a language": (
        '[[speaker]]\nid = "x:a"\nnames = ["Ann Lee"]\n',
        ['l.toml:1: names: ["Ann Lee"] is not allowed; allowed: a table of languages'],
    ),
    "no name of a language": (
        '[[speaker]]\nid = "x:a"\nnames.en = []\n',
        ['l.toml:1: names: {"en": []} is not allowed'],
    ),
    "a name of marks": (
        '[[speaker]]\nid = "x:a"\nnames.en = ["--"]\n',
        ['l.toml:1: names: "--" has no letter; allowed: a name in words'],
    ),
    "a misspelt key": (
        GOOD + "comon = true\n",
        ["l.toml:1: comon: unknown key; did you mean common?"],
    ),
    "an unknown kind": (
        GOOD + 'kind = "firm"\n',
        ['l.toml:1: kind: "firm" is not allowed; allowed: "organisation" or "person"'],
    ),
    "roles that are no tables": (
        GOOD + 'roles = ["mayor"]\n',
        ['l.toml:1: roles: ["mayor"] is not allowed; allowed: a table [[speaker.roles]]'],
    ),
    "faults of two roles": (
        GOOD
        + "[[speaker.roles]]\nfrom = 2020-01-01\n"
        + '[[speaker.roles]]\ntitles.en = ["mayor"]\nfrom = "2020"\nsince = 2020-01-01\n',
        [
            "l.toml:1: role 1: titles: is missing",
            "l.toml:1: role 2: since: unknown key; allowed: titles, organisation, from, to, alone",
            'l.toml:1: role 2: from: "2020" is not allowed; allowed: a date, such as 2017-01-31',
        ],
    ),
    "an end before the beginning": (
        GOOD + '[[speaker.roles]]\ntitles.en = ["mayor"]\nfrom = 2020-01-02\nto = 2020-01-01\n',
        ["l.toml:1: role 1: to: 2020-01-01 is before from; allowed: from 2020-01-02 on"],
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults_are_told_all_at_once(name: str) -> None:
    """Every fault of a list comes with its place, and with what is allowed."""
    text, expected = FAULTS[name]
    with pytest.raises(ListError) as error:
        watched(text.encode(), "l.toml")
    assert len(error.value.faults) == len(expected)
    for fault, begin in zip(error.value.faults, expected, strict=True):
        assert fault.startswith(begin)
