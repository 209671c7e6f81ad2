"""``qala schema``: the JSON Schemas (draft 2020-12) of what comes in and what goes out.

They are made from the values themselves; the docstrings of values and fields are the
descriptions. What qala writes is described strictly: every key is there, and no other.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import sys
import textwrap
from functools import cache
from itertools import pairwise
from typing import Any, Literal, get_args

import msgspec
import orjson
from msgspec import Struct

from worker.article import Payload
from worker.cli import status
from worker.cli.command import Commands, declare
from worker.event import ClaimMessage, Event

Name = Literal["record", "article", "claim"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ROOTS: dict[Name, tuple[type[Struct], str, str]] = {
    "record": (Payload, "urn:qala:schema:record:1", "A record that qala reads"),
    "article": (Event, "urn:qala:schema:article:1", "qala.article/1"),
    "claim": (ClaimMessage, "urn:qala:schema:claim:1", "qala.claim/1"),
}


def add(commands: Commands) -> None:
    """Declare the command."""
    command = declare(
        commands,
        "schema",
        execute,
        summary="print a JSON Schema: of a record (in), an article's event or a claim (out)",
        example="qala schema article > qala-article-1.json",
    )
    command.add_argument(
        "name", nargs="?", choices=get_args(Name), default="article", help="default: article"
    )


def execute(arguments: argparse.Namespace) -> int:
    """Print the schema."""
    text = orjson.dumps(schema(arguments.name), option=orjson.OPT_INDENT_2)
    sys.stdout.buffer.write(text + b"\n")
    return status.DONE


def schema(name: Name) -> dict[str, Any]:
    """Return the JSON Schema of what ``name`` stands for."""
    root, identity, title = _ROOTS[name]
    (reference,), parts = msgspec.json.schema_components([root], ref_template="#/$defs/{name}")
    shapes = _shapes(root)
    for part, definition in parts.items():
        _describe(definition, shapes[part])
        if root is not Payload:
            definition["required"] = list(definition["properties"])
            definition["additionalProperties"] = False
    if root is Payload:
        parts["Payload"]["anyOf"] = [{"required": ["text"]}, {"required": ["html"]}]
    head = {"$schema": _DIALECT, "$id": identity, "title": title}
    return head | dict(reference) | {"$defs": parts}


def _shapes(root: type[Struct]) -> dict[str, type[Struct]]:
    """Return every struct that ``root`` is made of, by name."""
    found: dict[str, type[Struct]] = {}
    waiting: list[msgspec.inspect.Type] = [msgspec.inspect.type_info(root)]
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, msgspec.inspect.StructType):
            if kind.cls.__name__ not in found:
                found[kind.cls.__name__] = kind.cls
                waiting += [field.type for field in kind.fields]
        elif isinstance(kind, msgspec.inspect.UnionType):
            waiting += kind.types
        elif isinstance(kind, msgspec.inspect.ListType):
            waiting.append(kind.item_type)
    return found


def _describe(definition: dict[str, Any], shape: type[Struct]) -> None:
    definition["description"] = inspect.cleandoc(shape.__doc__ or "")
    for key, text in _field_docs(shape).items():
        definition["properties"][key] = {"description": text} | definition["properties"][key]


@cache
def _field_docs(shape: type[Struct]) -> dict[str, str]:
    """Return field → the string that stands under it in the class, inherited ones too."""
    found: dict[str, str] = {}
    for owner in reversed(shape.__mro__):
        if owner.__module__.startswith("worker."):
            body = ast.parse(textwrap.dedent(inspect.getsource(owner))).body[0]
            found |= _strings_under_fields(body)
    return found


def _strings_under_fields(body: ast.stmt) -> dict[str, str]:
    lines = body.body if isinstance(body, ast.ClassDef) else []
    return {
        field.target.id: inspect.cleandoc(text.value.value)
        for field, text in pairwise(lines)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }
