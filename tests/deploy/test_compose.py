"""``deploy/compose.yaml`` and its files, as far as they can be judged without an engine."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose

from tests.deploy.asked import BOARDS, DEPLOY, RULES, tool
from tests.deploy.test_image import PORT

TEXT = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]
WORKERS = {"topics", "ingest", "enrich"}
OURS = pytest.mark.parametrize("name", sorted(WORKERS))


def _mounts(name: str) -> dict[str, str]:
    """Return what a service mounts, by its place in the container: a file, or a volume's name."""
    split = (volume.split(":") for volume in SERVICES[name].get("volumes", []))
    return {parts[1]: parts[0] for parts in split}


def _settings(name: str) -> dict[str, Any]:
    return tomllib.loads((DEPLOY / "compose" / f"{name}.toml").read_text(encoding="utf-8"))


def _loaded(path: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DEPLOY / "compose" / path).read_text(encoding="utf-8"))
    return loaded


def test_it_is_a_compose_file() -> None:
    """Every key is one of the specification, with a value of its type."""
    # Merge keys (<<) are YAML's, and not of the specification.
    compose = PyCompose.from_yaml(yaml.safe_dump(yaml.safe_load(TEXT)))
    assert set(compose.service_names()) == WORKERS | {"kafka", "prometheus", "grafana"}


def test_a_wrong_key_is_found() -> None:
    """The check above refuses what the specification does not know."""
    with pytest.raises(ValueError, match="portz"):
        PyCompose.from_yaml("services: {a: {image: b, portz: []}}")


def test_every_file_that_is_mounted_is_there() -> None:
    """A missing file would be made as an empty folder; volumes are declared, and used."""
    sources = [source for name in SERVICES for source in _mounts(name).values()]
    files = [source for source in sources if source.startswith(".")]
    assert [source for source in files if not (DEPLOY / source).exists()] == []
    assert set(sources) - set(files) == set(yaml.safe_load(TEXT)["volumes"])


def test_one_polls_and_two_look_for_claims() -> None:
    """There is one worker of feeds and there are two of records."""
    replicas = {name: SERVICES[name].get("deploy", {}).get("replicas", 1) for name in WORKERS}
    assert replicas == {"topics": 1, "ingest": 1, "enrich": 2}


@OURS
def test_workers_may_do_little(name: str) -> None:
    """Their root can't be written, and they have no capability and gain none."""
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108 - inside the container
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["image"] == "qala"
    build = service["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == DEPLOY / "Dockerfile"


@OURS
def test_workers_are_given_the_settings_that_they_run(name: str) -> None:
    """Each settings file on the command line is mounted, and so are the lists beside it."""
    mounts = _mounts(name)
    configs = [word for word in SERVICES[name]["command"] if word.endswith(".toml")]
    assert configs
    for config in configs:
        path = DEPLOY / mounts[config]
        assert path.parent == DEPLOY / "compose"
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
        lists = settings["source"].get("feeds", {}).get("lists", [])
        if watched := settings.get("watch"):
            lists = [*lists, watched["list"]]
        for listed in lists:
            assert str(Path(config).with_name(listed)) in mounts


def test_what_waits_can_be_waited_for() -> None:
    """A service waits for one that has a health check, or that ends."""
    for service in SERVICES.values():
        wanted = service.get("depends_on", {})
        for name, how in wanted.items() if isinstance(wanted, dict) else []:
            match how["condition"]:
                case "service_healthy":
                    assert "test" in SERVICES[name]["healthcheck"]
                case "service_completed_successfully":
                    assert "restart" not in SERVICES[name]
                case other:
                    pytest.fail(other)


def test_topics_of_one_role_are_those_of_the_other() -> None:
    """What is polled goes where it is looked for, at the broker of this file."""
    ingest, enrich = _settings("ingest"), _settings("enrich")
    assert (ingest["role"], enrich["role"]) == ("ingest", "enrich")
    assert ingest["sink"]["kafka"]["records"] == enrich["source"]["kafka"]["topic"]
    assert ingest["kafka"] == enrich["kafka"]
    [broker] = ingest["kafka"]["bootstrap"]
    assert SERVICES["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"].endswith(f"//{broker}")
    created = set(SERVICES["topics"]["command"])
    assert {"/etc/qala/ingest.toml", "/etc/qala/enrich.toml"} <= created


def test_the_state_of_feeds_outlives_the_container() -> None:
    """It lies on a volume; all else that a worker writes may be lost."""
    state = Path(_settings("ingest")["source"]["feeds"]["state"])
    assert _mounts("ingest")[str(state.parent)] == "ingest"


@pytest.mark.parametrize("name", ["ingest", "enrich"])
def test_qala_accepts_the_settings(name: str, tmp_path: Path) -> None:
    """`qala config` has nothing to say against them."""
    for source in _mounts("topics").values():
        shutil.copy(DEPLOY / source, tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "worker", "config", str(tmp_path / f"{name}.toml")],
        env={"QALA_SOURCE__FEEDS__CONTACT": "mailto:desk@press.example"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_prometheus_scrapes_the_workers(tmp_path: Path) -> None:
    """Its settings are valid where they are mounted, with the rules; each job is a role's service."""
    for place, source in _mounts("prometheus").items():
        if source.startswith("."):
            target = tmp_path / place.lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            copy = shutil.copytree if (DEPLOY / source).is_dir() else shutil.copy
            copy(DEPLOY / source, target)
    config = tmp_path / "etc/prometheus/prometheus.yml"
    promtool = tool("promtool", "install it (Debian: apt-get install prometheus)")
    done = subprocess.run(
        [promtool, "check", "config", config], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert all(f"rules/{path.name}" in done.stdout for path in RULES)
    for job in _loaded("prometheus.yml")["scrape_configs"]:
        [found] = job["dns_sd_configs"]
        assert (found["type"], str(found["port"])) == ("A", PORT)
        [service] = found["names"]
        assert job["job_name"] == f"qala-{_settings(service)['role']}"


def test_grafana_finds_prometheus_and_the_dashboards() -> None:
    """The data source leads to the service, the provider to the folder that is mounted."""
    [source] = _loaded("grafana/datasources/prometheus.yml")["datasources"]
    assert source["type"] == "prometheus"
    service, port = re.findall(r"^http://(\w+):(\d+)$", source["url"])[0]
    assert f"127.0.0.1:{port}:{port}" in SERVICES[service]["ports"]
    interval = _loaded("prometheus.yml")["global"]["scrape_interval"]
    assert source["jsonData"]["timeInterval"] == interval
    [provider] = _loaded("grafana/dashboards/qala.yml")["providers"]
    mounts = _mounts("grafana")
    assert DEPLOY / mounts[provider["options"]["path"]] == BOARDS[0].parent
    home = Path(SERVICES["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"])
    assert DEPLOY / mounts[str(home.parent)] / home.name in BOARDS


def test_nothing_listens_beyond_this_machine() -> None:
    """Ports that are published are those of the loopback."""
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)
