"""The chart over a matrix of values: valid for each Kubernetes, and with settings that qala takes."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from deploy.chart.__main__ import texts
from deploy.chart.values import documented
from tests.deploy.asked import tool
from tests.helm.cases import HPA, KEDA, REFUSED, RENDERED
from tests.helm.charted import (
    ALONE,
    BOTH,
    CHART,
    ON,
    ROOT,
    VERSIONS,
    Json,
    faults,
    helm,
    one,
    over,
    pods,
    put,
    render,
)
from tests.helm.charted import refusal as refused
from worker import config


@pytest.fixture(scope="module")
def rendered() -> dict[str, list[Json]]:
    """Each case of the matrix, rendered once."""
    return {name: render(values) for name, values in RENDERED.items()}


CASE = pytest.mark.parametrize("case", list(RENDERED))


@CASE
def test_kubernetes_takes_what_is_rendered(case: str, rendered: dict[str, list[Json]]) -> None:
    """Every object is valid, and without an unknown key, in each version from 1.29 on."""
    found = [
        f"{each['kind']} {each['metadata']['name']}, {version}: {fault}"
        for each in rendered[case]
        for version in VERSIONS
        for fault in faults(each, version)
    ]
    assert not found


def test_an_unknown_key_is_seen(rendered: dict[str, list[Json]]) -> None:
    """The check of objects is one that a misspelt key fails, whatever the kind."""
    for case in ("everything", "HPA", "services scraped", "one worker"):
        for each in rendered[case]:
            assert faults({**each, "specs": {}}, VERSIONS[-1]), each["kind"]


@CASE
def test_qala_takes_the_settings(
    case: str, rendered: dict[str, list[Json]], tmp_path: Path
) -> None:
    """Every settings file is one that a worker starts with, together with its variables."""
    path = tmp_path / "qala.toml"
    for each in rendered[case]:
        if each["kind"] not in {"Deployment", "Job"}:
            continue
        told = one(rendered[case], "ConfigMap", each["metadata"]["name"])["data"]
        names = {f"{role}.toml" for role in ("all", "ingest", "enrich")} | {"qala.toml"}
        for name in names & set(told):
            path.write_text(told[name], encoding="utf-8")
            settings = config.load(path, _environment(each))
            assert (settings.http.host, settings.http.port) == ("0.0.0.0", 9400)  # noqa: S104


@CASE
def test_each_file_that_settings_name_is_mounted(
    case: str, rendered: dict[str, list[Json]]
) -> None:
    """A relative path of the settings is a path in the volume of settings."""
    for each in _workers(rendered[case]):
        name = each["metadata"]["name"]
        told = tomllib.loads(one(rendered[case], "ConfigMap", name)["data"]["qala.toml"])
        (volume,) = [
            volume
            for volume in each["spec"]["template"]["spec"]["volumes"]
            if "projected" in volume
        ]
        there = {
            item["path"]
            for source in volume["projected"]["sources"]
            for part in source.values()
            for item in part.get("items", [])
        }
        assert set(_files(told)) == there


@CASE
def test_pods_are_confined(case: str, rendered: dict[str, list[Json]]) -> None:
    """No pod is root, writes to its image, has a privilege, a token, or no bound of memory."""
    for pod in pods(rendered[case]):
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["runAsUser"] >= 10_000
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in [*pod["containers"], *pod.get("initContainers", [])]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert {"cpu", "memory"} <= set(container["resources"]["requests"])
            assert "memory" in container["resources"]["limits"]


@pytest.mark.parametrize("case", list(REFUSED))
def test_what_can_not_work_is_refused(case: str) -> None:
    """Values that contradict each other are refused, with a line that says what to do."""
    values, words = REFUSED[case]
    assert words in refused(values)


def test_helm_lints_the_chart() -> None:
    """Lint has nothing against the chart, with its defaults and with everything on."""
    for values in ({}, RENDERED["everything"]):
        done = helm("lint", str(CHART), "--strict", values=values)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("name", "text"), [pytest.param(*each, id=each[0]) for each in texts()])
def test_what_is_made_by_code_is_current(name: str, text: str) -> None:
    """The schema, README, rules and dashboards are those that ``make chart`` writes."""
    assert (CHART / name).read_text(encoding="utf-8") == text, "run make chart"


def test_no_other_file_is_shipped() -> None:
    """The chart ships no rule and no dashboard that is no more."""
    made = {name for name, _ in texts() if name.startswith("files/")}
    there = {str(path.relative_to(CHART)) for path in (CHART / "files").rglob("*.*")}
    assert there == made


def test_each_value_is_explained() -> None:
    """Each value has a line that says what it is."""
    found = documented((CHART / "values.yaml").read_text(encoding="utf-8"))
    assert not [each.key for each in found if not each.text]


def test_rules_are_those_of_prometheus(rendered: dict[str, list[Json]], tmp_path: Path) -> None:
    """The rules have the groups of deploy/prometheus, and promtool takes them."""
    spec = one(rendered["rules"], "PrometheusRule", "news-qala")["spec"]
    told = [
        group
        for path in sorted((ROOT / "deploy" / "prometheus").glob("*.yml"))
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]
    ]
    assert spec["groups"] == told
    path = tmp_path / "rules.yml"
    path.write_text(yaml.safe_dump(spec), encoding="utf-8")
    promtool = tool("promtool", "install it (Debian: apt-get install prometheus)")
    done = subprocess.run(
        [promtool, "check", "rules", str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_runbooks_are_where_the_team_reads_them() -> None:
    """Alerts and panels link to the place that is given."""
    switches = {"rules": {"enabled": True}, "dashboards": {"enabled": True}}
    made = render(over(ALONE, put("metrics", {"runbooks": "https://wiki.example/q/", **switches})))
    for each in (
        one(made, "PrometheusRule", "news-qala"),
        one(made, "ConfigMap", "news-qala-dashboards"),
    ):
        assert "runbooks.example" not in str(each)
        assert "https://wiki.example/q/QalaBug.md" in str(each)


def test_an_autoscaler_has_the_replicas_to_itself() -> None:
    """A deployment says no number of pods where an autoscaler does."""
    for scaling in (KEDA, HPA):
        assert (
            "replicas"
            not in one(render(over(BOTH, scaling)), "Deployment", "news-qala-enrich")["spec"]
        )
    assert one(render(BOTH), "Deployment", "news-qala-enrich")["spec"]["replicas"] == 2


def test_a_changed_setting_list_or_secret_restarts_workers() -> None:
    """What a worker reads only at its start changes the pod's template; other values do not."""
    base = RENDERED["a login by password"]

    def marks(*changes: Json) -> Json:
        made = one(render(over(base, *changes)), "Deployment", "news-qala-enrich")
        found: Json = made["spec"]["template"]["metadata"]["annotations"]
        return found

    first = marks()
    assert marks(put("metrics.podMonitor.enabled", ON)) == first
    assert marks(put("feeds.lists", {"more.toml": ""})) == first
    for path, value in (
        ("settings.log.level", "debug"),
        ("watch.list", "# none"),
        ("kafka.credentials.password", "portcullis"),
    ):
        assert marks(put(path, value)) != first


def test_a_volume_is_written_by_one_worker() -> None:
    """Where a worker has a volume, it ends before the next begins."""
    made = render(ALONE)
    assert one(made, "Deployment", "news-qala-all")["spec"]["strategy"] == {"type": "Recreate"}
    claim = one(made, "PersistentVolumeClaim", "news-qala-all")
    assert claim["metadata"]["annotations"] == {"helm.sh/resource-policy": "keep"}


def test_a_hook_needs_nothing_that_comes_after_it() -> None:
    """What the job of topics mounts is made by hooks before it, or was there before the release."""
    made = render(RENDERED["everything"])
    names = {
        part["name"]
        for volume in one(made, "Job", "news-qala-topics")["spec"]["template"]["spec"]["volumes"]
        for source in volume.get("projected", {}).get("sources", [])
        for part in source.values()
    }
    hooks = {
        each["metadata"]["name"]
        for each in made
        if "pre-install" in each["metadata"].get("annotations", {}).get("helm.sh/hook", "")
        and int(each["metadata"]["annotations"]["helm.sh/hook-weight"]) < 0
    }
    assert names - hooks == {"cluster-ca", "user"}


def test_lists_reach_the_registry() -> None:
    """Where replicas share feeds the job writes the lists that it mounts, after the topics."""
    made = render(RENDERED["lists that are there, for replicas that share them"])
    pod = one(made, "Job", "news-qala-topics")["spec"]["template"]["spec"]
    (first,), (then,) = pod["initContainers"], pod["containers"]
    assert first["args"][:2] == ["topics", "create"]
    lists = ["/etc/qala/feeds/a.toml", "/etc/qala/feeds/b.opml"]
    assert then["args"] == ["feeds", "sync", *lists, "/etc/qala/ingest.toml"]
    mounted = str(pod["volumes"])
    assert all(each.removeprefix("/etc/qala/") in mounted for each in then["args"][2:])
    assert one(made, "Deployment", "news-qala-ingest")["spec"]["replicas"] == 3


def test_secrets_are_in_secrets_alone() -> None:
    """A password that is given inline is found in no other object."""
    for each in render(RENDERED["a login by password"]):
        assert each["kind"] == "Secret" or "drawbridge" not in str(each)


def test_notes_tell_three_commands(tmp_path: Path) -> None:
    """After an installation helm prints what to do next."""
    chart = shutil.copytree(CHART, tmp_path / "qala")
    # Without a cluster helm renders no notes, so that they are put into an object.
    notes = (chart / "templates" / "NOTES.txt").read_text(encoding="utf-8")
    wrapped = f'{{{{ define "notes" }}}}{notes}{{{{ end }}}}'
    (chart / "templates" / "_notes.tpl").write_text(wrapped, encoding="utf-8")
    (chart / "templates" / "notes.yaml").write_text(
        'kind: Notes\nmetadata: {name: notes}\ntext: {{ include "notes" . | quote }}\n',
        encoding="utf-8",
    )
    for values in (ALONE, BOTH):
        told = one(render(values, chart), "Notes", "notes")["text"]
        assert [line[:2] for line in told.splitlines() if line[:1].isdigit()] == ["1.", "2.", "3."]
        assert told.count("   kubectl -n desk ") == 3


def _workers(objects: list[Json]) -> list[Json]:
    return [each for each in objects if each["kind"] == "Deployment"]


def _environment(workload: Json) -> dict[str, str]:
    container = workload["spec"]["template"]["spec"]["containers"][0]
    return {each["name"]: "sixteen-characters-or-more" for each in container.get("env") or []}


def _files(told: Json, at: str = "") -> list[str]:
    found: list[str] = []
    for key, value in told.items():
        if isinstance(value, dict):
            found += _files(value, f"{at}{key}.")
        elif key in {"lists", "list"} or key.endswith("_file"):
            found += value if isinstance(value, list) else [value]
    return found
