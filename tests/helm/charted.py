"""The chart rendered, and what is rendered held against Kubernetes, custom kinds and qala."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate.utils as kubernetes
import referencing
import yaml

from tests.deploy.asked import tool

ROOT = Path(__file__).parents[2]
CHART = ROOT / "helm" / "qala"
NEWEST = ".".join(kubernetes.latest_version().split(".")[:2])
VERSIONS = [f"1.{minor}" for minor in range(29, int(NEWEST.split(".")[1]) + 1)]
INSTALL = "install it: go install helm.sh/helm/v3/cmd/helm@v3.22.0"

Json = dict[str, Any]

ON, OFF = True, False

FEEDS: Json = {"feeds.toml": '[[feed]]\nurl = "https://news.example/rss"\n'}
CONTACT: Json = {"source": {"feeds": {"contact": "mailto:desk@example.org"}}}
ALONE: Json = {"settings": CONTACT, "feeds": {"lists": FEEDS}}
"""What must be given, and nothing else."""
BOTH: Json = {
    "roles": ["ingest", "enrich"],
    "settings": {**CONTACT, "kafka": {"bootstrap": ["kafka:9092", "other:9094"]}},
    "feeds": {"lists": FEEDS},
}
"""The same for two roles."""


def over(base: Json, *changes: Json) -> Json:
    """Return ``base`` with ``changes`` laid over it, table by table."""
    made = dict(base)
    for change in changes:
        for key, value in change.items():
            old = made.get(key)
            both = isinstance(old, dict) and isinstance(value, dict)
            made[key] = over(old, value) if both and old is not None else value
    return made


def put(path: str, value: object) -> Json:
    """Return values in which only the dotted ``path`` is given."""
    first, _, rest = path.partition(".")
    return {first: put(rest, value) if rest else value}


def helm(*arguments: str, values: Json | None = None) -> subprocess.CompletedProcess[str]:
    """Run helm with ``values``; without helm the test is skipped, in CI it fails."""
    command = [tool("helm", INSTALL), *arguments, "--kube-version", f"{NEWEST}.0", "--values", "-"]
    given = json.dumps(values or {})
    return subprocess.run(command, input=given, capture_output=True, text=True, check=False)


def render(values: Json, chart: Path = CHART) -> list[Json]:
    """Return the objects that a chart makes of ``values``, hooks and tests among them."""
    done = helm("template", "news", str(chart), "--namespace", "desk", values=values)
    assert done.returncode == 0, done.stderr[-2000:]
    return [each for each in yaml.load_all(done.stdout, yaml.CSafeLoader) if each]


def refusal(values: Json) -> str:
    """Return the words with which the chart refuses ``values``."""
    done = helm("template", "news", str(CHART), values=values)
    assert done.returncode != 0, "it was rendered"
    return done.stderr


def one(objects: list[Json], kind: str, name: str) -> Json:
    """Return the object of a kind and name."""
    (found,) = [
        each for each in objects if (each["kind"], each["metadata"]["name"]) == (kind, name)
    ]
    return found


def pods(objects: list[Json]) -> list[Json]:
    """Return the specification of every pod."""
    return [
        each["spec"] if each["kind"] == "Pod" else each["spec"]["template"]["spec"]
        for each in objects
        if each["kind"] in {"Pod", "Job", "Deployment"}
    ]


@cache
def _definitions(version: str) -> referencing.Resource[Any]:
    folder = f"kubernetes-json-schema/v{version}.0-local-strict"
    text = kubernetes.schema_contents(f"{folder}/_definitions.json", version)
    return referencing.Resource.from_contents(text)


@cache
def _validator(kind: str, api: str, version: str) -> Any:  # noqa: ANN401 - it has no types
    own = Path(__file__).parent / "kinds" / f"{kind.lower()}.json"
    if own.exists():
        return jsonschema.Draft202012Validator(json.loads(own.read_text(encoding="utf-8")))
    group, _, last = api.rpartition("/")
    name = f"{kind.lower()}-{group.partition('.')[0]}{'-' if group else ''}{last}"
    folder = f"kubernetes-json-schema/v{version}.0-local-strict"
    schema = kubernetes.schema_contents(f"{folder}/{name}.json", version)
    resources = [referencing.Resource.from_contents(schema), _definitions(version)]
    registry: Any = resources @ referencing.Registry()
    return jsonschema.Draft202012Validator(schema, registry=registry)


@cache
def _faults(text: str, version: str) -> list[str]:
    found = json.loads(text)
    validator = _validator(found["kind"], found["apiVersion"], version)
    return [f"{each.json_path}: {each.message[:300]}" for each in validator.iter_errors(found)]


def faults(found: Json, version: str) -> list[str]:
    """Return what Kubernetes ``version`` would say against an object; unknown keys count."""
    return _faults(json.dumps(found, sort_keys=True), version)
