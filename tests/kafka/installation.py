"""Apache Kafka itself: fetched and made ready once, in ``build/kafka``.

Owns the jars of ``deploy/kafka/pom.xml``, an empty formatted folder that each new broker copies, and
an archive of loaded classes, which halves the time that a broker takes to start. All of it is made by
the first that asks and made anew when the pom changes; whoever asks meanwhile waits.

Contract: `install` returns what starts a Kafka program, or raises `MissingError` with what is missing
and how to get it.
"""

from __future__ import annotations

import fcntl
import re
import shutil
import subprocess
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from tests.kafka.guard import Guard
from tests.kafka.settings import free, properties

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "kafka"
POM = ROOT / "deploy" / "kafka" / "pom.xml"
OLDEST_JAVA = 17

# A test's broker lives for minutes: the first compiler and the plainest collector start soonest.
BRIEF = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xms64m -Xmx256m".split()
LASTING = "-XX:+UseG1GC -Xms256m -Xmx1g".split()
LOGGING = [
    "-Xlog:disable",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
]


class MissingError(Exception):
    """Kafka cannot run here; the message says what to install."""


class Installation(msgspec.Struct, frozen=True, kw_only=True):
    """A Kafka that can be started."""

    folder: Path
    """Where all of it is."""

    @property
    def formatted(self) -> Path:
        """A broker's folder as it is before its first start: ``bootstrap.checkpoint``."""
        return self.folder / "formatted"

    @property
    def archive(self) -> Path:
        """The classes that a broker loads; without the file it starts as well, only later."""
        return self.folder / "classes.jsa"

    def java(self, program: str, *arguments: str | Path, flags: list[str] = BRIEF) -> list[str]:
        """Return the command that runs a class of Kafka with ``arguments``."""
        jars = ":".join(str(path) for path in sorted((self.folder / "jars").glob("*.jar")))
        classes = [f"-XX:SharedArchiveFile={self.archive}"] if self.archive.exists() else []
        return ["java", *flags, *classes, *LOGGING, "-cp", jars, program, *map(str, arguments)]


def install() -> Installation:
    """Return the installation, and make it first where it is not there."""
    _require_java()
    folder = BUILD / f"{zlib.crc32(POM.read_bytes()):08x}"
    made = Installation(folder=folder)
    ready = folder / "ready"
    with _locked(BUILD):
        if not ready.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            _fetch(folder)
            _prepare(made)
            ready.touch()
    return made


def _require_java() -> None:
    hint = f"Kafka needs Java {OLDEST_JAVA} or later: install it (Debian: default-jre-headless)"
    java = _program("java", hint)
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', told)
    if version is None or int(version[1]) < OLDEST_JAVA:
        found = told.partition("\n")[0] or "a java that does not run"
        message = f"{hint}; what is there is {found}"
        raise MissingError(message)


def _program(name: str, hint: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise MissingError(hint)
    return path


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fetch(folder: Path) -> None:
    maven = _program("mvn", "Kafka is fetched by Maven: install it (Debian: maven)")
    log = folder / "maven.log"
    copy = ["dependency:copy-dependencies", f"-DoutputDirectory={folder / 'jars'}"]
    with log.open("wb") as out:
        code = subprocess.call(
            [maven, "-B", "-q", "-f", POM, *copy, "-DincludeScope=runtime"], stdout=out, stderr=out
        )
    if code:
        message = f"Maven could not fetch Kafka, see {log.relative_to(ROOT)}: is its repository within reach?"
        raise MissingError(message)


def _prepare(made: Installation) -> None:
    """Let Kafka format a folder, and start a broker in a copy of it to see which classes it loads."""
    settings, used = made.folder / "server.properties", made.folder / "used"
    settings.write_text(properties(1, free(1), made.formatted, None, {}))
    command = made.java("kafka.tools.StorageTool", "format", "-t", "A" * 22, "-c", settings)
    subprocess.run(command, check=True, capture_output=True)
    shutil.copytree(made.formatted, used)
    settings.write_text(properties(1, free(1), used, None, {}))
    learn = [*BRIEF, f"-XX:ArchiveClassesAtExit={made.archive}"]
    with Guard() as guard, (made.folder / "broker.log").open("w+") as log:
        broker = subprocess.Popen(
            made.java("kafka.Kafka", settings, flags=learn),
            stdout=log,
            stderr=log,
            process_group=guard.group,
        )
        for _ in range(600):
            time.sleep(0.1)
            if broker.poll() is not None or "Kafka Server started" in Path(log.name).read_text():
                break
        broker.terminate()
        broker.wait()
    shutil.rmtree(used)
