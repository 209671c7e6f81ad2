"""``qala config``: check the settings, and print what is in effect with secrets masked."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from worker import config
from worker.cli import status
from worker.cli.command import Commands, declare
from worker.cli.wiring import load_packs


def add(commands: Commands) -> None:
    """Declare the command."""
    command = declare(
        commands,
        "config",
        execute,
        summary="check a settings file with its QALA_… overrides and print what is in effect",
        example="QALA_HTTP__PORT=9400 qala config seeds/qala.toml",
    )
    command.add_argument("config", type=Path, metavar="CONFIG.toml")


def execute(arguments: argparse.Namespace) -> int:
    """Load the settings and their packs, and print them as TOML."""
    settings = config.load(arguments.config, os.environ)
    load_packs(settings)
    if settings.uses_kafka:
        from worker.cli.kafka import client  # noqa: PLC0415 - see worker.cli

        client(settings.kafka)
    sys.stdout.write("\n".join(toml(config.effective(settings))).lstrip() + "\n")
    return status.DONE


def toml(table: dict[str, Any], path: str = "") -> Iterator[str]:
    """Give the lines of ``table`` as TOML: its values, then its sections."""
    sections = {key: value for key, value in table.items() if isinstance(value, dict)}
    for key, value in table.items():
        if key not in sections:
            yield f"{key} = {_value(value)}"
    for key, section in sections.items():
        name = f"{path}.{key}" if path else key
        yield from (f"\n[{name}]", *toml(section, name))


def _value(value: object) -> str:
    # A JSON text, number, list or truth value is the same in TOML; DEL alone must be escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
