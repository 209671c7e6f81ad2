"""``qala topics check`` and ``create`` on a real broker."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    KafkaAdminClient,
    ResourcePattern,
    ResourceType,
)

from tests.kafka.broker import Cluster
from tests.kafka.settings import PASSWORD, USER
from tests.kafka.topics import Topics
from tests.kafka.worker import Line
from tests.patience import wait
from worker.cli import main


@pytest.fixture
def line(topics: Topics, tmp_path: Path) -> Line:
    """Make topics for one test."""
    return Line(topics, tmp_path)


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    """Return the lines that were printed, by setting."""
    lines = map(json.loads, capsys.readouterr().out.splitlines())
    return {each["setting"]: each for each in lines}


def test_what_is_missing_is_made_and_left_alone_after(
    line: Line, capsys: pytest.CaptureFixture[str]
) -> None:
    """A missing topic is a fault until it is made, as asked for; a second time changes nothing."""
    name = f"{line.articles}.new"
    path = str(line.write(sink__kafka={"articles": name}))
    assert main(["topics", "check", path, "--json"]) == 3
    assert "is not there" in told(capsys)["sink.kafka.articles"]["fault"]
    assert main(["topics", "create", path, "--json", "--partitions", "5"]) == 0
    made = told(capsys)
    assert {each["setting"] for each in made.values() if each["created"]} == {"sink.kafka.articles"}
    assert made["sink.kafka.articles"]["partitions"] == 5
    assert main(["topics", "create", path, "--json", "--partitions", "7"]) == 0
    again = told(capsys)["sink.kafka.articles"]
    assert (again["partitions"], again["created"]) == (5, False)


@pytest.mark.needs_apache("configs")
def test_a_clean_up_that_would_lose_messages_is_a_fault(
    line: Line, topics: Topics, capsys: pytest.CaptureFixture[str]
) -> None:
    """Records in a compacted topic, and what is known in one that is not, are told."""
    path = line.write(
        source__kafka={"topic": topics("compacted", cleanup_policy="compact")},
        copies={"topic": topics("plain")},
    )
    assert main(["topics", "check", str(path), "--json"]) == 3
    found = told(capsys)
    assert "set its cleanup.policy=delete" in found["source.kafka.topic"]["fault"]
    assert "set its cleanup.policy=compact,delete" in found["copies.topic"]["fault"]


def test_a_topic_that_may_not_be_seen_is_told(
    single: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The user lacks the right to describe it, and the line says whose right to what."""
    made = Topics(single.bootstrap)
    line = Line(made, tmp_path)
    rule = ACL(
        principal=f"User:{USER}",
        host="*",
        operation=ACLOperation.ALL,
        permission_type=ACLPermissionType.DENY,
        resource_pattern=ResourcePattern(ResourceType.TOPIC, line.articles),
    )
    which = ACLFilter(
        principal=rule.principal,
        host="*",
        operation=rule.operation,
        permission_type=rule.permission_type,
        resource_pattern=rule.resource_pattern,
    )
    path = line.write(
        kafka={"bootstrap": [single.sasl]},
        kafka__sasl={"mechanism": "PLAIN", "username": USER, "password": PASSWORD},
    )
    with KafkaAdminClient(bootstrap_servers=single.bootstrap) as admin:
        admin.create_acls([rule])
        try:
            wait(lambda: admin.describe_acls(which)[0], "the broker knows the rule")
            assert main(["topics", "check", str(path), "--json"]) == 3
        finally:
            admin.delete_acls([which])
    faults = {key: each["fault"] for key, each in told(capsys).items() if each["fault"]}
    assert list(faults) == ["sink.kafka.articles"]
    assert "may not be seen; give the user of kafka.sasl the right" in faults["sink.kafka.articles"]
    made.close()
