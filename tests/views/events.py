"""Events to make pages of: real ones, a long one, and one made of its types alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec import inspect

from worker import pipeline
from worker.article import Record
from worker.event import Event, Published
from worker.packs import Pack

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)

ARABIC = """\
قالت وزيرة المياه سلوى الزمردي يوم الثلاثاء إن مخزون سد العقيق "يكفي ستة أشهر" على الأقل.

وأضافت أن الآبار الجديدة ستعمل قبل الصيف.

ونفى رئيس شركة Norvane بهاء القرمزي أن تكون الشركة قد أوقفت المضخات، وقال: "المضخات تعمل كل يوم".
"""
ENGLISH = """\
The mayor, Odile Farrow, said on Monday that the ferry would be "back in service" by June.

"Nobody told us that the pier was unsafe," said Tobias Wren, who owns the harbour cafe.

Farrow said that Wren had promised that he would repaint the railings.
"""


def event_of(text: str, packs: Mapping[str, Pack], **fields: object) -> Event:
    """Return the event of an article with these words."""
    record = {"id": "a-1", "text": text, "published_at": "2026-10-13T15:20:00Z"} | fields
    body = msgspec.json.encode(record)
    outcome = pipeline.process(Record(form="json", body=body, place="test"), packs, now=NOW)
    assert isinstance(outcome, Published)
    return outcome.event


def filled(text: Callable[[str], str], *, choice: int = 0) -> Event:
    """Return an event in which every field is set, made by walking through its types.

    ``text`` gives the string of each field, whose path it is told; of alternatives, the one at
    ``choice`` is taken. Ids are equal wherever they must refer to each other.
    """
    return msgspec.convert(_value(inspect.type_info(Event), "event", text, choice), Event)


def _value(kind: inspect.Type, path: str, text: Callable[[str], str], choice: int) -> Any:  # noqa: ANN401 - whatever the type says
    match kind:
        case inspect.StructType(fields=fields):
            return {
                field.encode_name: _value(field.type, f"{path}.{field.name}", text, choice)
                for field in fields
            }
        case inspect.ListType(item_type=each):
            return [_value(each, path, text, choice)]
        case inspect.DictType():
            return {text(f"{path}.key"): text(path)}
        case inspect.UnionType(types=types):
            [given] = [each for each in types if not isinstance(each, inspect.NoneType)]
            return _value(given, path, text, choice)
        case inspect.LiteralType(values=values):
            return values[choice % len(values)]
        case inspect.StrType():
            return text(path)
        case inspect.IntType():
            return 4 if path.endswith(".end") else 0
        case inspect.FloatType():
            return 0.5
        case inspect.DateTimeType():
            return NOW
    message = f"{path}: a type that no test knows yet: {kind}"
    raise TypeError(message)
