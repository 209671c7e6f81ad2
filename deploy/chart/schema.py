"""The chart's values.schema.json, made of its values and of the worker's settings.

A value has the type of its default, and no key is allowed that has none; ``SPECIAL`` says what a
default can't tell. ``settings`` has the schema of the worker's own settings, without what only the
chart knows and without secrets, which would end up in a config map.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import fields

from worker.config import Secret, Settings

Json = dict[str, Any]

OWNED: Final = {
    "Settings": ["role", "http", "watch"],
    "FilesSource": ["paths"],
    "FeedsSource": ["lists", "state"],
    "Requests": ["proxy"],
    "WebSub": ["secret", "host"],
    "SqliteSink": ["path"],
    "JsonlSink": ["path", "dead_letters", "carriers"],
    "Copies": ["path"],
    "KafkaSink": ["transactional_id"],
    "Tls": ["ca_file", "certificate_file", "key_file", "key_password"],
    "Sasl": ["password", "password_file", "token_file", "client_secret"],
}
"""Keys of settings that the chart sets itself, or takes from secrets."""

TEXTS: Final[Json] = {"type": "object", "additionalProperties": {"type": "string"}}
FREE: Final[Json] = {"type": "object"}
NAME: Final[Json] = {"type": "string", "pattern": "^$|^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$"}
FILE: Final[Json] = {"type": "string", "pattern": "^[A-Za-z0-9._-]+$"}
PEERS: Final[Json] = {"type": "array", "items": {"type": "object"}}
COUNT: Final[Json] = {"type": "integer", "minimum": 1}

SPECIAL: Final[dict[str, Json]] = {
    "roles": {"enum": [["all"], ["ingest"], ["enrich"], ["ingest", "enrich"]]},
    "settings": {"$ref": "#/definitions/Settings"},
    "image.digest": {"type": "string", "pattern": "^$|^sha256:[0-9a-f]{64}$"},
    "image.pullPolicy": {"enum": ["Always", "IfNotPresent", "Never"]},
    "fullnameOverride": {"type": "string", "pattern": "^$|^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$"},
    "feeds.lists": {
        "type": "object",
        "propertyNames": FILE,
        "additionalProperties": {"type": "string"},
    },
    "feeds.keys": {"type": "array", "items": FILE, "minItems": 1},
    "watch.key": FILE,
    "resources": FREE,
    "env": {"type": "array", "items": {"type": "object", "required": ["name"]}},
    "tolerations": PEERS,
    "affinity": FREE,
    "replicas": COUNT,
    "drainSeconds": COUNT,
    "terminationGracePeriodSeconds": COUNT,
    "lagThreshold": COUNT,
    "pollingInterval": COUNT,
    "cooldownPeriod": {"type": "integer", "minimum": 300},
    "cpuPercent": {"type": "integer", "minimum": 1, "maximum": 100},
    "minReplicas": COUNT,
    "maxReplicas": COUNT,
    "fallbackReplicas": COUNT,
    "topics.replicas": {"type": "integer", "minimum": 0},
    "deadlineSeconds": COUNT,
    "websub.secret": {"type": "string", "pattern": "^$|^.{16,}$"},
    "interval": {"type": "string", "pattern": "^[0-9]+(ms|s|m|h)$"},
    "size": {"type": "string", "pattern": "^[0-9]+([KMGTP]i?)?$"},
    "existingSecret": NAME,
    "existingConfigMap": NAME,
    "existingClaim": NAME,
    "metricsFrom": PEERS,
    "websubFrom": PEERS,
    "dnsTo": PEERS,
    "kafkaTo": PEERS,
    "extraEgress": PEERS,
    "kafkaPorts": {
        "type": "array",
        "items": {"type": "integer", "minimum": 1, "maximum": 65535},
    },
}
"""By dotted key, or by its last part, where a value is more than its default shows."""


def of_values(defaults: Json) -> Json:
    """Return the schema of all values."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        **_of("", {**defaults, "global": {}}),
        "definitions": _settings(),
    }


def _of(at: str, value: object) -> Json:
    special = SPECIAL.get(at) or SPECIAL.get(at.rpartition(".")[2])
    if special:
        return special
    if at == "global":
        return FREE
    if isinstance(value, dict):
        if at and (not value or at.endswith("abels")):
            return TEXTS
        inner = {key: _of(f"{at}.{key}" if at else key, each) for key, each in value.items()}
        return {"type": "object", "additionalProperties": False, "properties": inner}
    if isinstance(value, bool):
        return {"type": "boolean"}
    if isinstance(value, int):
        return {"type": "integer", "minimum": 0}
    if isinstance(value, list):
        return {"type": "array", "items": {"type": "string"}}
    return {"type": "string"}


def _settings() -> Json:
    """Return a schema for each section of the settings, by the name of its class."""
    found: Json = {}
    waiting: list[type[Struct]] = [Settings]
    while waiting:
        section = waiting.pop()
        owned = OWNED.get(section.__name__, [])
        inner: Json = {}
        for each in fields(section):
            if each.name in owned:
                continue
            if isinstance(each.type, type) and issubclass(each.type, Struct):
                waiting.append(each.type)
                inner[each.name] = {"$ref": f"#/definitions/{each.type.__name__}"}
            else:
                inner[each.name] = _plain(msgspec.json.schema(each.type, schema_hook=_text))
        found[section.__name__] = {
            "type": "object",
            "additionalProperties": False,
            "properties": inner,
        }
    return dict(sorted(found.items()))


def _text(kind: type) -> Json:
    if issubclass(kind, Path | Secret):
        return {"type": "string", "minLength": 1}
    raise NotImplementedError


def _plain(schema: Json) -> Json:
    """Return ``schema`` without null, which stands for no value."""
    if "anyOf" not in schema:
        return schema
    chosen = [each for each in schema["anyOf"] if each != {"type": "null"}]
    return chosen[0] if len(chosen) == 1 else {"anyOf": chosen}
